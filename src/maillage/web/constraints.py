"""Database constraints that several applications share."""

from django.db.models import Q


def whole_position() -> Q:
    """Return the condition "both coordinates in range, or neither".

    A CHECK whose value is NULL lets the row in: `isnull=False` is what refuses half a position.
    """
    return Q(latitude=None, longitude=None) | Q(
        latitude__isnull=False,
        longitude__isnull=False,
        latitude__range=(-90, 90),
        longitude__range=(-180, 180),
    )
