"""What people who keep the base true read of it: every place, and where each value comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from maillage.apps.directory.errors import EquipmentUnknown, OfferUnknown, TermUnknown
from maillage.apps.directory.models import (
    Attachment,
    AuditRow,
    Equipment,
    Mediators,
    Offer,
    Place,
    ProfessionalNote,
    Programme,
    SourceRecord,
    TemporaryClosure,
    Term,
    Vocabulary,
)
from maillage.apps.directory.queries.access import speaks_for, standing
from maillage.apps.directory.queries.photos import shown_photo
from maillage.apps.directory.queries.places import get_place
from maillage.apps.directory.queries.professional import address_to_write_to
from maillage.apps.directory.queries.rule import LEVEL
from maillage.apps.directory.queries.steward import audit_rows
from maillage.apps.territories.queries import folded

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

# Changes that a person may take back, and until when the page offers it.
UNDOABLE = frozenset(
    {
        "edit_place", "edit_offer", "end_offer", "set_equipment", "remove_equipment",
        "close_place", "reopen_place", "set_photo", "remove_photo",
    }
)  # fmt: skip
UNDO_WITHIN = timedelta(hours=1)
_EMPTY: tuple[Any, ...] = ("", None, [], {})
# The controlled lists: code and title.
VOCABULARIES = Vocabulary.choices


def find_places(text: str, *, limit: int = 50) -> list[Place]:
    """Return places whose name, commune or number has every word, whatever their state, by name.

    Reads the names of the whole base (0.2 s at 25 000 places): accents and case do not count, which
    no index of both databases can do.
    """
    words = folded(text).split()
    rows = Place.objects.order_by("nom", "pk").values_list("pk", "nom", "commune", "public_id")
    found = []
    for pk, nom, commune, number in rows.iterator():
        name = folded(f"{nom} {commune} {number}")
        if all(word in name for word in words):
            found.append(pk)
            if len(found) >= limit:
                break
    by_id = Place.objects.in_bulk(found)
    return [by_id[pk] for pk in found if pk in by_id]


def latest_places(*, limit: int = 20, shown: bool = False) -> list[Place]:
    """Return the places that changed last, the newest first, whatever their state.

    shown : only those that residents see; what an undone delivery took out is no news
    """
    rows = Place.objects.public() if shown else Place.objects.all()
    return list(rows.order_by("-updated_at", "nom", "pk")[:limit])


@dataclass(frozen=True, slots=True)
class Newer:
    """What a file says since, against what a person said and that is published."""

    source: str
    said_on: date
    value: Any


@dataclass(frozen=True, slots=True)
class StaffPlace:
    """A place with its parts, its sources and its history."""

    place: Place
    offers: Sequence[Offer]
    equipment: Sequence[Equipment]
    closures: Sequence[TemporaryClosure]
    programmes: Sequence[Programme]
    attachments: Sequence[Attachment]
    mediators: Sequence[Mediators]
    # Name of the source of each record that a published value comes from.
    sources: Mapping[int, str]
    # By published field: the newest file that contradicts what a person said of it (ADR 0022).
    newer: Mapping[str, Newer]
    history: Sequence[AuditRow]
    # What the person may take back now.
    undo: AuditRow | None
    # The layer of professionals, and where a message to the place would go ("" for nowhere).
    note: ProfessionalNote | None
    writes_to: str
    # What the person may do here: publish, or speak for the place's organisation.
    keeps: bool
    speaks: bool
    has_photo: bool


def staff_place(public_id: str, *, by: "User", now: datetime) -> StaffPlace:
    """Return one place as those who keep it true see it. Ten queries. Raises PlaceUnknown."""
    place = get_place(public_id, beside=["professional_note"])
    offers = list(Offer.objects.filter(place=place).order_by("pk"))
    history = audit_rows("place", public_id, limit=30)
    origins = [place.origins, *(offer.origins for offer in offers)]
    records = {origin[0] for of_thing in origins for origin in of_thing.values()}
    last = history[0] if history else None
    attachments = list(
        Attachment.objects.filter(Q(place=place) | Q(place__joined_to=place))
        .select_related("record", "offer")
        .order_by("attached_at", "pk")
    )
    sources = dict(SourceRecord.objects.filter(pk__in=records).values_list("pk", "source"))
    note: ProfessionalNote | None = getattr(place, "professional_note", None)
    may_undo = (
        last is not None
        and last.action in UNDOABLE
        and last.by_id == by.pk
        and now - last.at < UNDO_WITHIN
    )
    return StaffPlace(
        place=place,
        offers=offers,
        equipment=list(
            Equipment.objects.filter(place=place).select_related("record").order_by("kind")
        ),
        closures=list(TemporaryClosure.objects.filter(place=place).order_by("-starts_on", "pk")),
        programmes=list(place.programmes.order_by("nom")),
        attachments=attachments,
        mediators=list(Mediators.objects.filter(place=place).order_by("kind")),
        sources=sources,
        newer=_newer(place, attachments, sources),
        history=history,
        undo=last if may_undo else None,
        note=note,
        writes_to=address_to_write_to(place, note),
        keeps=standing(by).keeps_base,
        speaks=speaks_for(by, place),
        has_photo=shown_photo(place.pk) is not None,
    )


def _newer(
    place: Place, attachments: Sequence[Attachment], sources: Mapping[int, str]
) -> dict[str, Newer]:
    """Return, by field that a person decided, what the newest file says against it. No query."""
    live = [one for one in attachments if one.detached_at is None and one.withdrawn_at is None]
    found: dict[str, Newer] = {}
    for name, (number, day) in place.origins.items():
        if sources.get(number) not in LEVEL:
            continue
        for one in live:
            on = one.record.stated_on
            value = one.record.values.get("place", {}).get(name)
            if one.source in LEVEL or on is None or value in _EMPTY:
                continue
            newest = found[name].said_on.isoformat() if name in found else day
            if on.isoformat() > newest:
                found[name] = Newer(one.source, on, value)
    # The newest file alone speaks: an older one that said otherwise is past.
    return {
        name: one
        for name, one in found.items()
        if _plain(one.value) != _plain(getattr(place, name))
    }


def _plain(value: Any) -> Any:
    return " ".join(value.casefold().split()) if isinstance(value, str) else value


def get_offer(place: Place, public_id: str) -> Offer:
    """Return one offer of a place. Raises OfferUnknown."""
    offer = Offer.objects.filter(place=place, public_id=public_id).first()
    if offer is None:
        raise OfferUnknown(public_id=public_id)
    return offer


def get_equipment(place: Place, kind: str) -> Equipment:
    """Return one kind of equipment of a place. Raises EquipmentUnknown."""
    item = Equipment.objects.filter(place=place, kind=kind).first()
    if item is None:
        raise EquipmentUnknown(kind=kind)
    return item


def find_place(public_id: str) -> Place | None:
    """Return one place by its number, None when nobody has it."""
    return Place.objects.filter(public_id=public_id).first()


def terms_of(vocabulary: str) -> list[Term]:
    """Return every word of one controlled list, retired ones last."""
    rows = Term.objects.filter(vocabulary=vocabulary).order_by("position", "label")
    return sorted(rows, key=lambda term: term.retired_on is not None)


def term_choices(vocabulary: str, keep: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Return (code, label) of the words in use, and of the retired ones that a record still has."""
    return [
        (term.code, term.label)
        for term in terms_of(vocabulary)
        if term.retired_on is None or term.code in keep
    ]


def get_term(vocabulary: str, code: str) -> Term:
    """Return one word of a controlled list. Raises TermUnknown."""
    term = Term.objects.filter(vocabulary=vocabulary, code=code).first()
    if term is None:
        raise TermUnknown
    return term
