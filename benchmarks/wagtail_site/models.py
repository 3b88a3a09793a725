"""The same conference as a page of Wagtail, with its parts as the documentation would have them."""

from django.db import models
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable, Page


class Theme(models.Model):
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=200)


class Actor(models.Model):
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=200)


class ConferencePage(Page):
    code = models.CharField(max_length=20)
    place = models.CharField(max_length=200)
    dates = models.CharField(max_length=200)
    member_count = models.IntegerField(null=True)
    observer_count = models.IntegerField(null=True)
    official_url = models.URLField()
    citation = models.TextField()
    template = "wagtail_site/conference_page.html"

    def get_context(self, request):
        return super().get_context(request) | {
            "findings": self.findings.prefetch_related("themes"),
            "recommendations": self.recommendations.prefetch_related("themes", "addressees"),
            "participants": self.participants.select_related("actor"),
            "previous": self.get_prev_siblings().live().first(),
            "next": self.get_next_siblings().live().first(),
        }


class Paragraph(Orderable):
    page = ParentalKey(ConferencePage, related_name="paragraphs")
    text = models.TextField()


class Participant(Orderable):
    page = ParentalKey(ConferencePage, related_name="participants")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT)
    capacity = models.CharField(max_length=20)
    role = models.CharField(max_length=20)
    listed_as = models.CharField(max_length=200)


class Finding(ClusterableModel, Orderable):
    page = ParentalKey(ConferencePage, related_name="findings")
    reference = models.CharField(max_length=30)
    text = models.TextField()
    themes = ParentalManyToManyField(Theme)


class Recommendation(ClusterableModel, Orderable):
    page = ParentalKey(ConferencePage, related_name="recommendations")
    reference = models.CharField(max_length=30)
    label = models.CharField(max_length=10)
    text = models.TextField()
    themes = ParentalManyToManyField(Theme)
    addressees = ParentalManyToManyField(Actor)


class Reading(Orderable):
    page = ParentalKey(ConferencePage, related_name="readings")
    fact = models.CharField(max_length=100)
    in_words = models.CharField(max_length=200)
    note = models.TextField()
    source = models.CharField(max_length=300)
    where = models.CharField(max_length=200)
