"""What residents read of the agenda as it was typed: people may say it in other languages."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from maillage.apps.agenda.models import Motive, Series, Session
from maillage.web.said_by_people import TypedText

OF_MOTIVES = ("title", "description", "documents", "level")
OF_SERIES = ("title", "description", "documents", "level", "cost_note")


def typed_texts() -> Iterator[TypedText]:
    """Yield each text of the motives and series that go on, and the notes of what comes."""
    now = timezone.now()
    motives = Motive.objects.filter(Q(ended_on=None) | Q(ended_on__gte=now.date()))
    for motive in motives.order_by("title", "pk"):
        url = reverse("agenda:motives", args=[motive.mediation])
        yield from _of(motive.title, url, [getattr(motive, name) for name in OF_MOTIVES])
    for series in Series.objects.filter(ended_at=None).order_by("title", "pk"):
        url = reverse("agenda:week")
        yield from _of(series.title, url, [getattr(series, name) for name in OF_SERIES])
    coming = Session.objects.filter(ends_at__gte=now).exclude(note="").select_related("series")
    for session in coming.order_by("starts_at", "pk"):
        url = reverse("agenda:session", args=[session.public_id])
        yield from _of(session.series.title, url, [session.note])


def _of(nom: str, url: str, texts: list[str]) -> Iterator[TypedText]:
    for text in texts:
        if text.strip():
            yield TypedText(text, nom, url)
