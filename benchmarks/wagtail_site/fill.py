"""Fill the Wagtail site with the real record of one conference.

python -m benchmarks.wagtail_site.fill RECORD.json
"""

import json
import os
import sys
from pathlib import Path

import django


def main(path):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.wagtail_site.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _fill(json.loads(Path(path).read_text()))


def _fill(record):
    from wagtail.models import Page, Site

    from . import models

    home = Page.objects.get(depth=2)
    held = home.add_child(instance=Page(title="Conferences", slug="conferences"))
    for title in ("Before", "After"):
        held.add_child(instance=Page(title=title))
    names = "title slug code place dates member_count observer_count official_url"
    own = {name: record[name] for name in names.split()}
    page = models.ConferencePage(citation=f"{record['title']}, {record['dates']}.", **own)
    held.get_children().first().add_sibling(instance=page)
    Site.objects.update(hostname="127.0.0.1")
    for each in record["introduction"]:
        page.paragraphs.create(text=each["text"])
    for each in record["participants"]:
        own = {name: each[name] for name in ("capacity", "role", "listed_as")}
        page.participants.create(actor=_named(models.Actor, each["actor"]), **own)
    kinds = {"findings": models.Finding, "recommendations": models.Recommendation}
    for kind, model in kinds.items():
        label = ["label"] if model is models.Recommendation else []
        for each in record[kind]:
            own = {name: each[name] for name in ("reference", "text", *label)}
            item = model(page=page, **own)
            item.save()
            item.themes.set([_named(models.Theme, theme) for theme in each["themes"]])
            if label:
                item.addressees.set([_named(models.Actor, a) for a in each["addressees"]])
            item.save()
    for each in record["readings"]:
        own = {name: each[name] for name in ("in_words", "note", "where")}
        told = {"fact": each["fact_in_words"], "source": each["source"]["title"]}
        page.readings.create(**own, **told)


def _named(model, value):
    return model.objects.get_or_create(slug=value["slug"], defaults={"name": value["name"]})[0]


if __name__ == "__main__":
    main(*sys.argv[1:])
