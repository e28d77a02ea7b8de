"""Texts that somebody typed in French for residents, said in another language by somebody."""

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def key_of(text: str) -> str:
    """Return a text without what changes nothing of it: its last point, spaces around it, the way
    a browser writes its line breaks."""
    return text.replace("\r\n", "\n").strip().rstrip(".").rstrip()


def digest_of(text: str) -> str:
    """Return what stands for a text where its length could not."""
    return hashlib.sha256(key_of(text).encode("utf-8")).hexdigest()


class Said(models.Model):
    """One French text in one language. A French text that changes by a letter is another text:
    what was said of the former one is never shown for it."""

    french = models.TextField()
    digest = models.CharField(max_length=64)
    language = models.CharField(max_length=12)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("traduction d’un texte")
        constraints = [
            models.UniqueConstraint(fields=["digest", "language"], name="said_once"),
            models.CheckConstraint(
                name="said_whole", condition=~Q(french="") & ~Q(text="") & ~Q(language="")
            ),
            models.CheckConstraint(name="said_elsewhere", condition=~Q(language="fr")),
        ]

    def __str__(self) -> str:
        return f"{self.language} : {self.french[:40]}"
