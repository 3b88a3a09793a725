"""Model fields that keep only clean text."""

from django.db import models

from .text import clean


class _Clean:
    def to_python(self, value):
        value = super().to_python(value)
        return clean(value) if isinstance(value, str) else value


class CharField(_Clean, models.CharField):
    """One line of clean text."""


class TextField(_Clean, models.TextField):
    """Any length of clean text."""
