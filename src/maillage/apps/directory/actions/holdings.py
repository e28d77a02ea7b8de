"""What people do to what a place holds: its equipment and its offers."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.directory.actions.hand import (
    OFFER_COLUMNS,
    differences,
    lock_place,
    offer_at,
    publish_offer,
    save_place,
    state_offer,
    state_place,
)
from maillage.apps.directory.actions.identity import free_id
from maillage.apps.directory.actions.rule import BY_HAND
from maillage.apps.directory.errors import (
    AgesOutOfOrder,
    EquipmentUnknown,
    MoreAdaptedThanTotal,
    OfferWithoutContact,
    TermUnknown,
)
from maillage.apps.directory.models import (
    Attachment,
    Equipment,
    Mediators,
    Offer,
    Place,
    Term,
    Vocabulary,
    Where,
)

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


# ---------------------------------------------------------------- equipment


def _item(item: Equipment | None) -> dict[str, Any]:
    if item is None:
        return {}
    return {
        "kind": item.kind,
        "total": item.total,
        "adapted": item.adapted,
        "note": item.note,
        "helper": item.helper,
        "helped_hours": item.helped_hours,
    }


@transaction.atomic
def set_equipment(
    *,
    public_id: str,
    kind: str,
    total: int | None,
    adapted: int | None,
    by: "User",
    now: datetime,
    note: str = "",
    helper: str = "",
    helped_hours: str = "",
) -> Equipment:
    """Say how many things of a kind a place has, how many are adapted, who helps and when.

    None: there are some, nobody counted. 0: there is none, and that is known.
    Raises PlaceUnknown, TermUnknown, MoreAdaptedThanTotal.
    """
    if total is not None and adapted is not None and adapted > total:
        raise MoreAdaptedThanTotal
    place = lock_place(public_id)
    item = Equipment.objects.filter(place=place, kind=kind).first()
    if item is None:
        check_terms(Vocabulary.EQUIPMENT, [kind])
    before = _item(item)
    after = {
        "kind": kind,
        "total": total,
        "adapted": adapted,
        "note": note,
        "helper": helper,
        "helped_hours": helped_hours,
    }
    if item is not None and item.by_hand and before == after:
        return item
    item = item or Equipment(place=place, kind=kind)
    item.total, item.adapted, item.note, item.by_hand = total, adapted, note, True
    item.helper, item.helped_hours = helper, helped_hours
    item.record = state_place(
        place, {}, now=now, more={"equipment": _stated_equipment(place, item)}
    )
    item.save()
    save_place(place, now=now)
    write_audit(action="set_equipment", by=by, now=now, before=before, after=after, place=place)
    return item


def _stated_equipment(place: Place, new: Equipment | None, gone: str = "") -> list[list[Any]]:
    """Return every thing that people entered for this place, as a statement says it."""
    rows = Equipment.objects.filter(place=place, by_hand=True).order_by("kind")
    said = {row.kind: row for row in rows}
    said.pop(gone, None)
    if new is not None:
        said[new.kind] = new
    return [[row.kind, row.total, row.adapted] for row in said.values()]


@transaction.atomic
def remove_equipment(*, public_id: str, kind: str, by: "User", now: datetime) -> None:
    """Take a kind of equipment out of a place, for good even if a source still says that it is in.

    Raises PlaceUnknown, EquipmentUnknown.
    """
    place = lock_place(public_id)
    item = Equipment.objects.filter(place=place, kind=kind).first()
    if item is None:
        raise EquipmentUnknown(kind=kind)
    before = _item(item)
    if not item.by_hand or kind in _stated_by_sources(place):
        # A hand-entered zero: the next delivery of the source does not bring it back.
        item.total, item.adapted, item.note, item.by_hand = 0, 0, "", True
        item.helper = item.helped_hours = ""
        said = _stated_equipment(place, item)
        item.record = state_place(place, {}, now=now, more={"equipment": said})
        item.save()
        after = _item(item)
    else:
        said = _stated_equipment(place, None, gone=kind)
        state_place(place, {}, now=now, more={"equipment": said})
        item.delete()
        after = {}
    save_place(place, now=now)
    write_audit(action="remove_equipment", by=by, now=now, before=before, after=after, place=place)


def _stated_by_sources(place: Place) -> set[str]:
    rows = Attachment.objects.filter(place=place, detached_at=None, withdrawn_at=None).exclude(
        source=BY_HAND
    )
    stated = rows.values_list("record__values", flat=True)
    return {kind for values in stated for kind, *_ in values.get("equipment", ())}


# ---------------------------------------------------------------- people who help


@transaction.atomic
def set_mediators(
    *,
    public_id: str,
    kind: str,
    total: int | None,
    by: "User",
    now: datetime,
    horaires: str = "",
) -> None:
    """Say how many people of a kind help at a place, and when; never who they are (CEN-14).

    0 takes them out, also against what a source says. Raises PlaceUnknown, TermUnknown.
    """
    place = lock_place(public_id)
    row = Mediators.objects.filter(place=place, kind=kind).first()
    if row is None:
        check_terms(Vocabulary.MEDIATOR, [kind])
    before = {"kind": kind, "total": row.total, "horaires": row.horaires} if row else {}
    after = {"kind": kind, "total": total, "horaires": horaires}
    if row is not None and row.by_hand and before == after:
        return
    row = row or Mediators(place=place, kind=kind)
    row.total, row.horaires, row.by_hand = total, horaires, True
    others = Mediators.objects.filter(place=place, by_hand=True).exclude(kind=kind)
    said = [[one.kind, one.total, one.horaires] for one in (*others.order_by("kind"), row)]
    row.record = state_place(place, {}, now=now, more={"mediators": said})
    row.save()
    save_place(place, now=now)
    write_audit(action="set_mediators", by=by, now=now, before=before, after=after, place=place)


# ---------------------------------------------------------------- offers


@transaction.atomic
def add_offer(*, public_id: str, values: Mapping[str, Any], by: "User", now: datetime) -> Offer:
    """Enter something that a place proposes; return it. `values` is by column of an offer.

    Raises PlaceUnknown, OfferWithoutContact, AgesOutOfOrder, TermUnknown.
    """
    _check_offer(values)
    if not values.get("contact_nom"):
        raise OfferWithoutContact
    place = lock_place(public_id)
    offer = Offer.objects.create(
        public_id=_free_offer_id(place, now),
        place=place,
        by_hand=True,
        contact_nom=values["contact_nom"],
        created_at=now,
        updated_at=now,
    )
    said = {name: value for name, value in values.items() if value not in ("", None, [])}
    state_offer(place, offer, said, now=now)
    publish_offer(place, offer, now=now)
    after = said | {"offer": offer.public_id}
    write_audit(action="add_offer", by=by, now=now, before={}, after=after, place=place)
    return offer


def _free_offer_id(place: Place, now: datetime) -> str:
    taken: set[str] = set()
    while True:
        number = free_id(taken, BY_HAND, place.public_id, now.isoformat())
        if not Offer.objects.filter(public_id=number).exists():
            return number


@transaction.atomic
def edit_offer(
    *, public_id: str, offer_id: str, values: Mapping[str, Any], by: "User", now: datetime
) -> Offer:
    """Correct what is published of an offer; return it. What is not changed is not stated.

    An offer that a person touches names a person to ask, wherever it comes from (WRN-03).
    Raises PlaceUnknown, OfferUnknown, OfferWithoutContact, AgesOutOfOrder, TermUnknown.
    """
    _check_offer(values)
    place = lock_place(public_id)
    offer = offer_at(place, offer_id)
    if not values.get("contact_nom", offer.contact_nom):
        raise OfferWithoutContact
    before, changed = differences(offer, values)
    if not changed:
        return offer
    state_offer(place, offer, changed, now=now)
    publish_offer(place, offer, now=now)
    write_audit(
        action="edit_offer",
        by=by,
        now=now,
        before=before | {"offer": offer.public_id},
        after=changed | {"offer": offer.public_id},
        place=place,
    )
    return offer


def _check_offer(values: Mapping[str, Any]) -> None:
    if unknown := values.keys() - set(OFFER_COLUMNS):
        raise ValueError(f"no such fields of an offer: {', '.join(sorted(unknown))}")
    low, high = values.get("age_min"), values.get("age_max")
    if low is not None and high is not None and high < low:
        raise AgesOutOfOrder
    if values.get("where", Where.AT_PLACE) not in Where.values:
        raise TermUnknown
    check_terms(Vocabulary.USE, values.get("uses", ()))
    check_terms(Vocabulary.THEME, values.get("themes", ()))
    check_terms(Vocabulary.ADAPTATION, values.get("adaptations", ()))


@transaction.atomic
def end_offer(
    *, public_id: str, offer_id: str, on: date | None, by: "User", now: datetime
) -> Offer:
    """Stop an offer on a day, or take it up again when `on` is None; return it.

    It leaves the pages and stays in the history. Raises PlaceUnknown, OfferUnknown.
    """
    place = lock_place(public_id)
    offer = offer_at(place, offer_id)
    before = {"offer": offer.public_id, "ended_on": offer.ended_on}
    offer.ended_on, offer.updated_at = on, now
    offer.save(update_fields=["ended_on", "updated_at"])
    save_place(place, now=now)
    after = {"offer": offer.public_id, "ended_on": on}
    write_audit(action="end_offer", by=by, now=now, before=before, after=after, place=place)
    return offer


def check_terms(vocabulary: str, codes: Any) -> None:
    """Raise TermUnknown unless every code is in the controlled list, retired or not."""
    wanted = set(codes)
    known = Term.objects.filter(vocabulary=vocabulary, code__in=wanted)
    if wanted - set(known.values_list("code", flat=True)):
        raise TermUnknown
