"""Pieces that the pages of answers share: a record as it is published, and what was answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.freshness.forms.answers import CorrectionForm
from maillage.apps.freshness.queries.campaigns import place_of
from maillage.apps.freshness.queries.records import Part, address_lines, hours_lines, record_parts
from maillage.web.words import MONTHS, date_words, telephone


@dataclass(frozen=True, slots=True)
class Record:
    """A record that is asked about; `answered` says what happened, "" when nothing did."""

    number: int
    nom: str
    parts: Sequence[Part]
    answered: str
    confirmed: bool
    next_check: str
    correct_url: str


def record_of(request: Any, *, today: date, correct_url: str) -> Record:
    """Return a record for a page. Four queries."""
    place = place_of(request)
    return Record(
        number=request.pk,
        nom=place.nom,
        parts=record_parts(place, today=today),
        answered=answered_words(request, today),
        confirmed=request.answer == "confirmed",
        next_check=month_words(place.next_check_on) if place.next_check_on else "",
        correct_url=correct_url,
    )


def answered_words(request: Any, today: date) -> str:
    """Return what happened to a request, in a sentence; "" when nothing did."""
    if not request.answer:
        return ""
    day = timezone.localtime(request.answered_at).date()
    when = _("aujourd’hui") if day == today else _("le %(day)s") % {"day": date_words(day)}
    sentences = {
        "confirmed": _("Vous avez répondu %(when)s : rien n’a changé."),
        "corrected": _("Vous avez envoyé des corrections %(when)s : une personne les relit."),
        "refused": _("Vous n’avez pas souhaité répondre %(when)s."),
    }
    return sentences[request.answer] % {"when": when}


def month_words(day: date) -> str:
    """Return "mars 2027": nobody needs the day."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def hours_sentence(place: Any) -> str:
    """Return opening hours in one line: "Mardi : de 9 h à 12 h. Fermé : lundi"."""
    return ". ".join(line.rstrip(".") for line in hours_lines(place.horaires, place))


def correction_form(request: Any, data: Any = None) -> CorrectionForm:
    """Return the form of corrections of a record, with what is published said under each field."""
    place = place_of(request)
    now = {
        "horaires": hours_sentence(place),
        "telephone": telephone(place.telephone),
        "courriel": ", ".join(place.courriels),
        "adresse": ", ".join(address_lines(place)),
    }
    return CorrectionForm(data, now=now, initial={"once": uuid4().hex})
