"""Uploaded images: refused by their header, before anything is decoded."""

import warnings
from pathlib import PurePath

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.forms.renderers import TemplatesSetting
from PIL import Image

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 25_000_000
ENDINGS = {"JPEG": (".jpg", ".jpeg"), "PNG": (".png",), "WEBP": (".webp",)}


class PictureInput(AdminFileWidget):
    """Shows the image kept now through the staff's own address: a draft's has no public one."""

    template_name = "admin/widgets/picture.html"

    def is_initial(self, value):
        return bool(value) and hasattr(value, "instance")

    def render(self, name, value, attrs=None, renderer=None):
        """From the site's own templates, which Django's renderer of forms does not see."""
        return super().render(name, value, attrs, TemplatesSetting())


class PictureField(forms.FileField):
    """A JPEG, PNG or WebP image of an honest size, named as what it is."""

    widget = PictureInput

    def to_python(self, data):
        upload = super().to_python(data)
        if upload:
            self._refuse_unfit(upload)
        return upload

    def _refuse_unfit(self, upload):
        if upload.size > MAX_BYTES:
            raise forms.ValidationError("This file is over 10 MB. Choose a smaller image.")
        form, (width, height) = _header_of(upload)
        if width * height > MAX_PIXELS:
            raise forms.ValidationError(
                f"This image is {width} × {height} pixels; at most 25 million can be kept."
            )
        # The file is served by its ending: a picture named .html would be a page of this site.
        if PurePath(upload.name).suffix.lower() not in ENDINGS[form]:
            raise forms.ValidationError(
                f"This is a {form} image under another name. Let it end in {ENDINGS[form][0]}."
            )


def _header_of(upload):
    try:
        with warnings.catch_warnings():
            # Pillow warns of great sizes; the limit here is lower and said in words.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(upload, formats=list(ENDINGS))
        kind, size = image.format, image.size
        image.verify()
    except Image.DecompressionBombError as error:
        raise forms.ValidationError("This image has over 25 million pixels.") from error
    except Exception as error:  # Pillow's decoders raise whatever a broken file leads them to
        raise forms.ValidationError("This file is not a whole JPEG, PNG or WebP image.") from error
    upload.seek(0)
    return kind, size
