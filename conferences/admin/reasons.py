"""The reason for an act, as staff give it and the public reads it."""

from django import forms

from ..publishing import MAX_REASON, Refused, checked_reason


class ReasonField(forms.CharField):
    """A sentence that the public reads."""

    def __init__(self, **options):
        given = {
            "label": "Reason",
            "max_length": MAX_REASON,
            "widget": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "error_messages": {"required": "Give the reason. The public reads it."},
        }
        super().__init__(**given | options)

    def clean(self, value):
        try:
            return checked_reason(super().clean(value))
        except Refused as error:
            raise forms.ValidationError(str(error)) from error
