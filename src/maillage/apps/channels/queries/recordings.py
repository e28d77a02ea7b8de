"""Places told by a person: which are heard, in which language, and whether they still hold."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from maillage.apps.channels.errors import RecordingUnknown
from maillage.apps.channels.models import Recording
from maillage.apps.channels.queries.facts import PlaceFacts, facts_of_places
from maillage.apps.directory.queries import get_place, is_public
from maillage.web.languages import SOURCE, languages, said_in

MOST_BYTES = 10 * 1024**2
# Taken off, a recording may be put back for so long; then its file is erased.
KEPT = timedelta(days=30)


def folder() -> Path:
    """Return where the voices of people are kept."""
    return Path(settings.FOLDER) / "voix"


def path_of(recording: Recording) -> Path:
    """Return where the file of a recording is."""
    mark = recording.sha256
    return folder() / mark[:2] / f"{mark}.{recording.kind}"


def facts_mark(one: PlaceFacts, offer: str = "") -> str:
    """Return the digest of what a recording tells of a place: in French, without any date.

    offer : number of a service, of which alone it is then the digest
    """
    if offer:
        said: object = [[o.title, o.services, o.pairs] for o in one.offers if o.public_id == offer]
    else:
        said = [
            one.nom, one.street, one.town, one.telephone, one.hours, one.services, one.cost,
            one.publics, one.access, one.languages, one.wheelchair, one.coming,
        ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def french_facts(public_id: str, *, now: datetime) -> PlaceFacts | None:
    """Return the facts of a place in French, whatever the language of the page; None if hidden."""
    with said_in(SOURCE):
        return next(iter(facts_of_places([public_id], now=now)), None)


@dataclass(frozen=True, slots=True)
class Kept:
    """A recording, and whether what is known of the place changed since."""

    row: Recording
    # "Permanence", "" for the whole place.
    about: str
    to_redo: bool


def recordings_of(public_id: str, *, now: datetime) -> tuple[list[Kept], list[Kept]]:
    """Return the recordings of a place: those that are heard, those that may be put back."""
    rows = list(
        Recording.objects.filter(place__public_id=public_id).order_by(
            "language", "offer", "-added_at", "pk"
        )
    )
    facts = french_facts(public_id, now=now) if rows else None
    kept = [_kept(row, facts) for row in rows]
    # The newest of those that were taken off first.
    gone = sorted(
        (one for one in kept if one.row.removed_at is not None),
        key=lambda one: (one.row.removed_at or now, one.row.pk),
        reverse=True,
    )
    return [one for one in kept if one.row.removed_at is None], gone


def _kept(row: Recording, facts: PlaceFacts | None) -> Kept:
    about = next((o.title for o in facts.offers if o.public_id == row.offer), "") if facts else ""
    return Kept(row, about, facts is not None and facts_mark(facts, row.offer) != row.facts)


def heard_of(public_id: str, language: str, *, now: datetime) -> dict[str, Kept]:
    """Return the recordings of a public place in one language, by number of service or "".

    Plain French has those of French where it has none of its own. One query when there is none.
    """
    codes = [SOURCE, language] if languages()[language].is_french else [language]
    rows = list(
        Recording.objects.filter(
            place__public_id=public_id, language__in=codes, removed_at=None
        ).order_by("pk")
    )
    facts = french_facts(public_id, now=now) if rows else None
    # The asked language last: it takes the place of French.
    rows.sort(key=lambda row: codes.index(row.language))
    return {row.offer: _kept(row, facts) for row in rows}


def get_recording(number: int, *, place: str) -> Recording:
    """Return one recording of a place, even one that was taken off. Raises RecordingUnknown."""
    rows = Recording.objects.select_related("place")
    found = rows.filter(pk=number, place__public_id=place).first()
    if found is None:
        raise RecordingUnknown
    return found


def heard(number: int) -> Recording:
    """Return a recording that anybody may hear. Raises RecordingUnknown."""
    found = Recording.objects.filter(pk=number, removed_at=None).select_related("place").first()
    if found is None or not is_public(found.place) or not path_of(found).is_file():
        raise RecordingUnknown
    return found


def offers_to_tell(public_id: str, *, now: datetime) -> list[tuple[str, str]]:
    """Return the services of a place that may have a recording: number and title.

    Raises PlaceUnknown.
    """
    get_place(public_id)
    facts = french_facts(public_id, now=now)
    offers = facts.offers if facts else ()
    return [(o.public_id, o.title or ", ".join(o.services[:1])) for o in offers]
