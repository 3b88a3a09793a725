"""Uploaded images: refused by their header, and then drawn anew, so that only pixels are kept."""

import hashlib
import io
import warnings

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms.renderers import TemplatesSetting
from PIL import Image, ImageOps

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 25_000_000
MAX_EDGE = 2_000  # pixels; no page shows an image larger
ENDINGS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}


class PictureInput(AdminFileWidget):
    """Shows the image kept now through the staff's own address: a draft's has no public one."""

    template_name = "admin/widgets/picture.html"

    def is_initial(self, value):
        return bool(value) and hasattr(value, "instance")

    def render(self, name, value, attrs=None, renderer=None):
        """From the site's own templates, which Django's renderer of forms does not see."""
        return super().render(name, value, attrs, TemplatesSetting())


class PictureField(forms.FileField):
    """A JPEG, PNG or WebP image of an honest size: its pixels alone, named by their digest."""

    widget = PictureInput

    def to_python(self, data):
        upload = super().to_python(data)
        if not upload:
            return upload
        if upload.size > MAX_BYTES:
            raise forms.ValidationError("This file is over 10 MB. Choose a smaller image.")
        with warnings.catch_warnings():
            # Pillow warns of great sizes; the limit here is lower and said in words.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _drawn_anew(_opened(upload))


def _opened(upload):
    """The image, whole, and not decoded yet."""
    try:
        Image.open(upload, formats=list(ENDINGS)).verify()
        image = Image.open(upload, formats=list(ENDINGS))
    except Image.DecompressionBombError as error:
        raise forms.ValidationError("This image has over 25 million pixels.") from error
    except Exception as error:
        raise _broken() from error
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise forms.ValidationError(
            f"This image is {width} × {height} pixels; at most 25 million can be kept."
        )
    return image


def _drawn_anew(image):
    """A file of the pixels: upright, no larger than a page shows it, without place or camera."""
    kind = "JPEG" if image.format == "MPO" else image.format  # as telephones add a second image
    try:
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((MAX_EDGE, MAX_EDGE))
        pixels = upright.convert(_mode(upright, kind))
    except Exception as error:  # Pillow's decoders raise whatever a broken file leads them to
        raise _broken() from error
    pixels.info.clear()
    held = io.BytesIO()
    pixels.save(held, kind, quality=85)
    name = hashlib.sha256(held.getvalue()).hexdigest()[:32] + ENDINGS[kind]
    return SimpleUploadedFile(name, held.getvalue(), Image.MIME[kind])


def _mode(image, kind):
    return "RGBA" if kind != "JPEG" and image.has_transparency_data else "RGB"


def _broken():
    return forms.ValidationError("This file is not a whole JPEG, PNG or WebP image.")
