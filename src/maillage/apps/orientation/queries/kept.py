"""A diagnosis that is kept, found by its code: its agreement, and the answers to compute from."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.crypto import salted_hmac

from maillage.apps.orientation.errors import DiagnosisNotShown, DiagnosisUnknown
from maillage.apps.orientation.models import AgreedHow, Diagnosis
from maillage.apps.orientation.queries.answers import Everything, ShortAnswers
from maillage.apps.orientation.queries.item_words import ITEMS
from maillage.core.skills import Answer, LastUse
from maillage.web import codes

PURPOSE = "diagnosis"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What the person agreed to: what for, since when and until when, and how it was said."""

    may_show: bool
    may_count: bool
    since: date
    until: date
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A kept diagnosis, with its answers; levels are computed from them, never kept alone."""

    number: int
    answers: Everything
    consent: Consent
    items_version: str
    rules_version: str


def code_of(once: str) -> str:
    """Return the code that a form drawn once makes: the same each time that it is sent."""
    return codes.code_of(once, purpose=PURPOSE)


def code_digest(code: str) -> str:
    """Return what the base keeps of a code."""
    return codes.code_digest(code, purpose=PURPOSE)


def ended_digest(code: str) -> str:
    """Return what the base keeps of a code once it is withdrawn: it opens nothing."""
    return codes.code_digest(code, purpose=f"{PURPOSE}.ended")


def subject_of(number: int) -> str:
    """Return how the journal names a kept diagnosis: it leads to nobody once it is erased."""
    return salted_hmac("maillage.diagnosis.subject", str(number), algorithm="sha256").hexdigest()[
        :12
    ]


def find_kept(code: str, *, today: date | None = None) -> Kept | None:
    """Return the diagnosis that a code opens, None when it opens none.

    `today`: after the last day that was agreed it opens nothing, be it erased already or not.
    """
    held = Diagnosis.objects.filter(code_digest=code_digest(code))
    if today is not None:
        held = held.filter(keep_until__gte=today)
    row = held.first()
    return kept_of(row) if row is not None else None


def get_kept(code: str, *, today: date | None = None) -> Kept:
    """Return the diagnosis that a code opens, as find_kept. Raises DiagnosisUnknown."""
    found = find_kept(code, today=today)
    if found is None:
        raise DiagnosisUnknown
    return found


def get_shown(code: str, *, today: date | None = None) -> Kept:
    """Return the diagnosis that a code opens to a professional, as find_kept.

    Raises DiagnosisUnknown, DiagnosisNotShown when the person keeps it for themselves.
    """
    found = get_kept(code, today=today)
    if not found.consent.may_show:
        raise DiagnosisNotShown
    return found


def held_data(kept: Kept) -> dict[str, Any]:
    """Return all that is held of a diagnosis, for the person: answers, agreement, versions."""
    answers, consent = kept.answers, kept.consent
    return {
        "réponses": answers.short.as_json(),
        "activités": {str(ITEMS[code].words): word for code, word in answers.said_items().items()},
        "dernière fois sur internet": answers.last_use.value if answers.last_use else "",
        "accord": {
            "montrer à un professionnel": consent.may_show,
            "compter avec d’autres": consent.may_count,
            "donné": consent.how,
            "depuis": consent.since.isoformat(),
            "jusqu’à": consent.until.isoformat(),
        },
        "versions": {"questions": kept.items_version, "règles": kept.rules_version},
    }


def kept_of(row: Diagnosis) -> Kept:
    """Return a row as it is read."""
    return Kept(
        number=row.pk,
        answers=Everything(
            short=ShortAnswers.from_json(row.answers),
            items={code: Answer(word) for code, word in row.items.items()},
            last_use=LastUse(row.last_use) if row.last_use else None,
            full=bool(row.items or row.last_use),
        ),
        consent=Consent(
            may_show=row.may_show,
            may_count=row.may_count,
            since=row.agreed_on,
            until=row.keep_until,
            how=str(AgreedHow(row.agreed_how).label),
        ),
        items_version=row.items_version,
        rules_version=row.rules_version,
    )
