"""Rounds: dated stops of one unit (a bus, a team), written together or not at all."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from maillage.apps.agenda.actions.series import add_series
from maillage.apps.agenda.errors import NoStop, ResourceBusy, RuleImpossible, StopRefused
from maillage.apps.agenda.models import Resource, Series, SeriesKind
from maillage.apps.territories.queries import position_in_commune

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


@transaction.atomic
def add_stops(
    *,
    unit: Resource,
    stops: Sequence[tuple[int, Mapping[str, Any]]],
    shared: Mapping[str, Any],
    by: "User",
    now: datetime,
    beyond: bool = False,
) -> list[Series]:
    """Add the stops of a unit, each a series of its own: all of them, or none.

    stops : (number of the line, columns of the series); `shared` are the columns they all have.
    Raises NoStop; StopRefused with the number of the line, when the unit is somewhere else then
    (unless `beyond`) or when the line gives no date.
    """
    if not stops:
        raise NoStop
    made = []
    for line, values in stops:
        try:
            made.append(
                add_series(
                    values={
                        **_position(values),
                        **shared,
                        **values,
                        "kind": SeriesKind.STOP,
                        "organisation": unit.organisation,
                    },
                    resources=[unit],
                    now=now,
                    by=by,
                    beyond=beyond,
                )
            )
        except (ResourceBusy, RuleImpossible) as error:
            raise StopRefused(line=line, why=str(error)) from error
    return made


def _position(values: Mapping[str, Any]) -> dict[str, float]:
    """Return where an address stands, from the streets of the territory; {} when none says it."""
    if values.get("place") is not None or not values.get("address"):
        return {}
    found = position_in_commune(values["address"], values.get("commune", ""))
    return {} if found is None else {"latitude": found.latitude, "longitude": found.longitude}
