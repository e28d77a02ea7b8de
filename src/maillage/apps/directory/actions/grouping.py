"""Places that are one: what the others lend to the place that is shown (ADR 0023).

Nothing is melted. Each place keeps its own records and, in `alone`, what it is by itself; the place
that is shown publishes, by the rule, what all their records say. `uncover` puts everybody back as
they are alone, `cover` shows the group again: a write on places of a group stands between the two.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from maillage.apps.directory.actions.audit import as_json
from maillage.apps.directory.actions.fields import OFFER_COLUMN, OFFER_FIELDS, PLACE_FIELDS
from maillage.apps.directory.actions.rule import (
    LEVEL,
    RESTRICTIVE,
    Said,
    newest,
    next_check,
    published,
    said_in,
)
from maillage.apps.directory.actions.zone_links import link_zones
from maillage.apps.directory.models import (
    Attachment,
    Equipment,
    Mediators,
    Offer,
    Place,
    ProgrammePlace,
    TemporaryClosure,
)
from maillage.apps.directory.queries import ZoneFinder, address_of
from maillage.web.bulk import update_all

# Columns of a place, beside its fields, that its group changes.
BESIDE = (
    "origins", "verified_on", "next_check_on", "withdrawn_at", "commune_zone_id", "quarter_zone_id",
)  # fmt: skip
PLACE_COLUMNS = (*PLACE_FIELDS, *BESIDE)
OFFER_COLUMNS = (
    *(OFFER_COLUMN.get(name, name) for name in OFFER_FIELDS),
    "origins",
    "verified_on",
)
DATES = {"date_maj", "verified_on", "next_check_on"}
MOMENTS = {"withdrawn_at"}
# What hangs from a place and is lent, with what may be there once only.
LENT: Mapping[str, tuple[Any, str]] = {
    "equipment": (Equipment, "kind"),
    "mediators": (Mediators, "kind"),
    "programmes": (ProgrammePlace, "programme_id"),
    "closures": (TemporaryClosure, ""),
}


def groups_of(place_ids: Iterable[int]) -> list[int]:
    """Return the places shown for a group among these, or for one of these. Two queries."""
    ids = list(place_ids)
    if not ids:
        return []
    shown = Place.objects.filter(joined_to__in=ids).values_list("joined_to_id", flat=True)
    joined = Place.objects.filter(pk__in=ids, joined_to__isnull=False)
    roots = {*shown, *joined.values_list("joined_to_id", flat=True)}
    return sorted(pk for pk in roots if pk is not None)


# ---------------------------------------------------------------- alone


def restore(thing: Place | Offer) -> None:
    """Put a place or an offer back, in memory, as it was alone; nothing when it shows no group."""
    said = thing.alone.get("own")
    if said is not None:
        for name, value in said.items():
            setattr(thing, name, _read(name, value))
    thing.alone = {}


def _read(name: str, value: Any) -> Any:
    if isinstance(value, str) and name in DATES:
        return date.fromisoformat(value)
    if isinstance(value, str) and name in MOMENTS:
        return datetime.fromisoformat(value)
    return value


def _alone(thing: Place | Offer, columns: Sequence[str]) -> dict[str, Any]:
    return as_json({name: getattr(thing, name) for name in columns})


def uncover(roots: Collection[int]) -> None:
    """Put the places of these groups back as each is alone, with all that it had lent."""
    if not roots:
        return
    places = list(Place.objects.filter(Q(pk__in=roots) | Q(joined_to__in=roots)))
    for place in places:
        lent: Mapping[str, list[int]] = place.alone.get("lent", {})
        for part, ids in lent.items():
            if part == "offers":
                Offer.objects.filter(pk__in=ids).update(place=place)
            else:
                model, once = LENT[part]
                back = model.objects.filter(pk__in=ids)
                if once:
                    there = model.objects.filter(place=place).values_list(once, flat=True)
                    back = back.exclude(**{f"{once}__in": list(there)})
                back.update(place=place)
        restore(place)
    update_all(places, [*_columns(PLACE_COLUMNS), "alone"])
    offers = list(
        Offer.objects.filter(place__in=[p.pk for p in places]).exclude(alone={}, folded_into=None)
    )
    for offer in offers:
        restore(offer)
        offer.folded_into = None
    update_all(offers, [*OFFER_COLUMNS, "alone", "folded_into"])


def _columns(names: Sequence[str]) -> list[str]:
    return [name.removesuffix("_id") for name in names]


# ---------------------------------------------------------------- together


class _Group:
    """A place that is shown, the others, and what their sources say."""

    def __init__(self, root: Place, others: Sequence[Place]) -> None:
        self.root, self.others = root, others
        self.attachments: list[Attachment] = []
        self.offers: list[Offer] = []

    @property
    def everybody(self) -> list[Place]:
        return [self.root, *self.others]

    def said(self, part: str, offers: Collection[int] = ()) -> list[Said]:
        """Return what counts of the place, or of some of its offers."""
        return [
            one
            for a in self.attachments
            if part == "place" or a.offer_id in offers
            for one in said_in(
                a.record.pk, a.record.source, a.record.stated_on, a.record.values, part
            )
            if one.values
        ]


def cover(
    roots: Collection[int], *, now: datetime, version: int, zones: ZoneFinder | None = None
) -> None:
    """Show again, at one place, the groups of these; a place that stands alone is left as it is."""
    groups = _read_groups(roots)
    if not groups:
        return
    today = timezone.localdate(now)
    zones = zones or ZoneFinder(today=today)
    for group in groups:
        _lend(group, today)
        _show(group, zones, today)
        for place in group.everybody:
            place.index_version, place.updated_at = version, now
    places = [place for group in groups for place in group.everybody]
    update_all(places, [*_columns(PLACE_COLUMNS), "alone", "index_version", "updated_at"])
    link_zones([group.root for group in groups], zones.linked)


def _read_groups(roots: Collection[int]) -> list[_Group]:
    if not roots:
        return []
    members: dict[int | None, list[Place]] = defaultdict(list)
    for place in Place.objects.filter(joined_to__in=roots).order_by("pk"):
        members[place.joined_to_id].append(place)
    groups = [
        _Group(root, members[root.pk])
        for root in Place.objects.filter(pk__in=[pk for pk in members if pk]).order_by("pk")
    ]
    of = {place.pk: group for group in groups for place in group.everybody}
    rows = Attachment.objects.filter(place__in=list(of), detached_at=None, withdrawn_at=None)
    for attachment in rows.select_related("record").order_by("pk"):
        of[attachment.place_id].attachments.append(attachment)
    for offer in Offer.objects.filter(place__in=list(of), ended_on=None).order_by("pk"):
        of[offer.place_id or 0].offers.append(offer)
    return groups


def _lend(group: _Group, today: date) -> None:
    """Bring the parts and offers of the others to the place that is shown."""
    lent: dict[int, dict[str, list[int]]] = {place.pk: {} for place in group.others}
    ids = [place.pk for place in group.others]
    for part, (model, once) in LENT.items():
        names = ("pk", "place_id", once) if once else ("pk", "place_id")
        held = (
            set(model.objects.filter(place=group.root).values_list(once, flat=True))
            if once
            else set()
        )
        for pk, place, *word in (
            model.objects.filter(place__in=ids).order_by("pk").values_list(*names)
        ):
            if not word or word[0] not in held:
                held.update(word)
                lent[place].setdefault(part, []).append(pk)
        taken = [pk for parts in lent.values() for pk in parts.get(part, ())]
        if taken:
            model.objects.filter(pk__in=taken).update(place=group.root)
    _lend_offers(group, lent, today)
    for place in group.others:
        place.alone = {"lent": lent[place.pk]} if lent[place.pk] else {}


def _lend_offers(group: _Group, lent: Mapping[int, dict[str, list[int]]], today: date) -> None:
    """Fold the line of each file into one offer; whatever else is proposed stands beside it."""
    rows = {a.offer_id for a in group.attachments if a.source not in LEVEL and a.offer_id}
    of_file: dict[int | None, list[Offer]] = defaultdict(list)
    for offer in group.offers:
        if offer.pk in rows:
            of_file[offer.place_id].append(offer)
    alone = {pk: found[0] for pk, found in of_file.items() if len(found) == 1}
    first = next((place.pk for place in group.everybody if of_file[place.pk]), None)
    carrier = alone.get(first)
    folded = [
        offer
        for pk, offer in alone.items()
        if carrier is not None and pk != first and offer.title in ("", carrier.title)
    ]
    for offer in group.offers:
        if offer.place_id != group.root.pk and offer not in folded:
            lent[offer.place_id or 0].setdefault("offers", []).append(offer.pk)
            offer.place = group.root
    if carrier is not None and folded:
        carrier.alone = {"own": _alone(carrier, OFFER_COLUMNS)}
        said = group.said("offer", {carrier.pk, *(offer.pk for offer in folded)})
        values, origins = published(said, OFFER_FIELDS, today=today)
        for name in {*origins, *RESTRICTIVE}:
            setattr(carrier, OFFER_COLUMN.get(name, name), values[name])
        earlier = {n: o for n, o in carrier.origins.items() if n not in RESTRICTIVE}
        carrier.origins = earlier | origins
        carrier.verified_on = newest(said) or carrier.verified_on
        for offer in folded:
            offer.folded_into = carrier
    update_all(group.offers, [*OFFER_COLUMNS, "alone", "folded_into", "place"])


def _show(group: _Group, zones: ZoneFinder, today: date) -> None:
    """Publish at the place that is shown what all the records of its group say."""
    root = group.root
    root.alone = {"own": _alone(root, PLACE_COLUMNS)}
    said = group.said("place")
    values, origins = published(said, PLACE_FIELDS, today=today)
    # What no source says any more stays where one of them had said it, as for a place alone.
    for name, empty in PLACE_FIELDS.items():
        if name in origins:
            continue
        for place in group.everybody:
            if (value := getattr(place, name)) not in ("", None, [], {}, empty):
                values[name] = value
                if name in place.origins:
                    origins[name] = place.origins[name]
                break
    if isinstance(values["date_maj"], str):
        values["date_maj"] = date.fromisoformat(values["date_maj"])
    for name, value in values.items():
        setattr(root, name, value)
    root.origins = origins
    root.verified_on = newest(said) or root.verified_on
    root.next_check_on = next_check(values, origins)
    if any(place.withdrawn_at is None for place in group.everybody):
        root.withdrawn_at = None
    quarter = next(
        (
            str(a.record.values["quarter"])
            for a in group.attachments
            if "quarter" in a.record.values
        ),
        "",
    )
    found = zones.find([address_of(root, quarter)])
    ((root.commune_zone_id, root.quarter_zone_id),) = found
