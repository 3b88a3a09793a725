"""The form that a statement comes in by."""

from django import forms

from ..extracting import FILE_BYTES, CannotRead, extract


class StartForm(forms.Form):
    """The words, pasted or in a file."""

    text = forms.CharField(
        label="The whole text of the statement",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "class": "vLargeTextField source"}),
        error_messages={"null_characters_not_allowed": "This is not plain text."},
    )
    file = forms.FileField(
        label="Or a file",
        required=False,
        help_text="A .txt, .html, .docx or .pdf file of at most 10 MB. It is kept as it is.",
        widget=forms.FileInput(attrs={"accept": ".txt,.html,.htm,.docx,.pdf"}),
    )
    extracted = content = None

    def clean_text(self):
        """The text with the line ends that it had before the browser made them CRLF."""
        return self.cleaned_data["text"].replace("\r\n", "\n")

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if not upload:
            return None
        if upload.size > FILE_BYTES:
            raise forms.ValidationError("This file is over 10 MB. Paste its text instead.")
        try:
            self.content = upload.read()
            self.extracted = extract(upload.name, self.content)
        except CannotRead as error:
            raise forms.ValidationError(str(error)) from error
        return upload

    def clean(self):
        given = super().clean()
        if given.get("text", "").strip() and given.get("file"):
            raise forms.ValidationError("Paste the text or choose a file, not both.")
        return given

    def opened(self):
        """What `importing.open_review` needs to know."""
        if not self.extracted:
            return {"text": self.cleaned_data["text"]}
        upload = self.cleaned_data["file"]
        return {
            "text": self.extracted.text,
            "content": self.content,
            "extracted": self.extracted,
            "name": upload.name,
        }
