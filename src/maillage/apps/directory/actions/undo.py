"""Take back one change that a person made: a new statement that says again what was said before."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from maillage.apps.directory.actions.audit import as_json
from maillage.apps.directory.actions.hand import lock_place, offer_at
from maillage.apps.directory.actions.holdings import (
    edit_offer,
    end_offer,
    remove_equipment,
    set_equipment,
)
from maillage.apps.directory.actions.photos import put_back_photo, remove_photo, said_of
from maillage.apps.directory.actions.staff import close_place, edit_place, reopen_place
from maillage.apps.directory.errors import PhotoUnknown, UndoImpossible
from maillage.apps.directory.models import AuditRow, Equipment, PlaceState
from maillage.apps.directory.queries.photos import shown_photo
from maillage.apps.directory.queries.staff import UNDOABLE

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


@transaction.atomic
def undo_change(*, public_id: str, audit_id: int, by: "User", now: datetime) -> None:
    """Put back what one change replaced, if nothing touched it since.

    Raises PlaceUnknown, UndoImpossible.
    """
    place = lock_place(public_id)
    row = AuditRow.objects.filter(
        pk=audit_id, subject_kind="place", subject_id=public_id, action__in=UNDOABLE
    ).first()
    if row is None:
        raise UndoImpossible
    before, after = dict(row.before), dict(row.after)
    who: dict[str, Any] = {"public_id": public_id, "by": by, "now": now}
    if row.action == "edit_place":
        _expect(place, after)
        edit_place(values=before, **who)
    elif row.action == "edit_offer":
        offer = offer_at(place, before.pop("offer"))
        after.pop("offer")
        _expect(offer, after)
        if before.get("contact_nom") == "":
            del before["contact_nom"]  # a person to ask, once named, stays (WRN-03)
        edit_offer(offer_id=offer.public_id, values=before, **who)
    elif row.action == "end_offer":
        offer = offer_at(place, before["offer"])
        _expect(offer, {"ended_on": after["ended_on"]})
        ended = before["ended_on"]
        on = date.fromisoformat(ended) if ended else None
        end_offer(offer_id=offer.public_id, on=on, **who)
    elif row.action in ("set_equipment", "remove_equipment"):
        _undo_equipment(place.pk, before, after, who)
    elif row.action in ("set_photo", "remove_photo"):
        _undo_photo(place.pk, before, after, who)
    elif row.action == "close_place":
        if place.state not in (PlaceState.CLOSED, PlaceState.MOVED):
            raise UndoImpossible
        reopen_place(**who)
    else:  # reopen_place
        if place.state != PlaceState.OPEN or not before.get("closed_on"):
            raise UndoImpossible
        on = date.fromisoformat(before["closed_on"])
        close_place(on=on, moved_to=before.get("moved_to"), **who)


def _expect(thing: Any, after: dict[str, Any]) -> None:
    """Refuse when somebody, or a delivery, changed it since."""
    if as_json({name: getattr(thing, name) for name in after}) != after:
        raise UndoImpossible


def _undo_equipment(
    place: int, before: dict[str, Any], after: dict[str, Any], who: dict[str, Any]
) -> None:
    kind = before.get("kind") or after["kind"]
    item = Equipment.objects.filter(place=place, kind=kind).first()
    now_there = {n: getattr(item, n) for n in after} if item is not None else {}
    if now_there != after:
        raise UndoImpossible
    if before:
        set_equipment(**who, **before)
    else:
        remove_equipment(kind=kind, **who)


def _undo_photo(
    place: int, before: dict[str, Any], after: dict[str, Any], who: dict[str, Any]
) -> None:
    shown = shown_photo(place)
    if (said_of(shown) if shown is not None else {}) != after:
        raise UndoImpossible
    if not before:
        remove_photo(**who)
        return
    try:
        put_back_photo(number=before["photo"], **who)
    except PhotoUnknown as error:  # erased since: nobody brings it back
        raise UndoImpossible from error
