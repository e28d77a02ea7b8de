"""What structures themselves lack: a register by structure (OBS-30)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from maillage.apps.directory.queries import standing
from maillage.apps.directory.queries.partners import partners
from maillage.apps.observatory.errors import StructureNeedUnknown
from maillage.apps.observatory.models import StructureNeed, StructureNeedKind

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class KindTotal:
    """What is lacking of one kind: needs, structures, things, euros, of needs that are not met."""

    kind: str
    label: str
    n: int
    n_structures: int
    quantity: int
    amount_eur: int
    n_met: int


def structure_needs(*, kind: str = "", organisation: int | None = None) -> list[StructureNeed]:
    """Return the needs, those not met first, then by structure. One query."""
    rows = StructureNeed.objects.select_related("organisation")
    if kind:
        rows = rows.filter(kind=kind)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    return sorted(
        rows.order_by("organisation__nom", "since", "pk"), key=lambda one: one.met_on is not None
    )


def totals(rows: Sequence[StructureNeed]) -> list[KindTotal]:
    """Return the sums by kind, every kind in its order, those of nothing too.

    They count structures and things, never people: no number is hidden.
    """
    found = []
    for kind, label in StructureNeedKind.choices:
        own = [one for one in rows if one.kind == kind]
        waiting = [one for one in own if one.met_on is None]
        found.append(
            KindTotal(
                kind,
                str(label),
                len(waiting),
                len({one.organisation_id for one in waiting}),
                sum(one.quantity or 0 for one in waiting),
                sum(one.amount_eur or 0 for one in waiting),
                len(own) - len(waiting),
            )
        )
    return found


def get_structure_need(number: int) -> StructureNeed:
    """Return one need. Raises StructureNeedUnknown."""
    found = StructureNeed.objects.select_related("organisation").filter(pk=number).first()
    if found is None:
        raise StructureNeedUnknown
    return found


def organisations_of(by: "User") -> list[tuple[int, str]]:
    """Return (number, name) of the structures for which a person may say a need."""
    who = standing(by)
    return [
        (one.organisation.pk, one.organisation.nom)
        for one in partners()
        if who.keeps_base or one.organisation.pk in who.organisations
    ]
