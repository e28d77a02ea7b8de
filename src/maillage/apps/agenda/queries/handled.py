"""Which bookings somebody handles, many at once: the rule of `access.handles_booking`."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from maillage.apps.directory.queries import standing

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


def handled_bookings(by: "User", path: str = "") -> Q:
    """Return the condition "somebody handles this booking": as `handles_booking`, for many.

    `path` leads to the booking ("booking__").
    """
    who = standing(by)
    if who.steers:
        return Q()
    numbers = list(who.organisations)
    return (
        Q(**{f"{path}resource__user": by.pk})
        | Q(**{f"{path}place__organisation__in": numbers})
        | Q(**{f"{path}resource__organisation__in": numbers})
        | Q(**{f"{path}series__organisation__in": numbers})
    )


def handles_row(by: "User", row: Any) -> bool:
    """Tell the same of a row already read with its place, its resource and its series."""
    who = standing(by)
    if who.steers or (row.resource is not None and row.resource.user_id == by.pk):
        return True
    own = {
        part.organisation_id for part in (row.place, row.resource, row.series) if part is not None
    }
    return bool((own - {None}) & who.organisations)
