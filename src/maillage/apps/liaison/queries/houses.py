"""Which organisations pass people on, and which never do (LIA-07): for those who steer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from maillage.apps.agenda.queries.few import Cell, hide
from maillage.apps.directory.queries.people import organisations_with
from maillage.apps.liaison.models import Sending
from maillage.apps.liaison.queries.access import LIAISON
from maillage.apps.liaison.queries.figures import between


@dataclass(frozen=True, slots=True)
class House:
    """An organisation: whether somebody there prescribes, how many sheets it sent and received."""

    name: str
    prescribes: bool
    sent: Cell
    received: Cell

    @property
    def silent(self) -> bool:
        """True when it sent none at all."""
        return self.sent.n == 0


def houses(*, start: date, end: date) -> Sequence[House]:
    """Return every organisation whose people may send a sheet, by name. Three queries.

    Both days are included. Fewer than five people are not told; none is told.
    """
    known = organisations_with(LIAISON)
    rows = Sending.objects.filter(between("sent_at", start, end)).order_by()
    sent = dict(rows.values_list("sheet__organisation").annotate(n=Count("sheet", distinct=True)))
    received = dict(rows.values_list("organisation").annotate(n=Count("pk")))
    columns = [
        hide({str(number): n.get(number, 0) for number, _name, _roles in known})
        for n in (sent, received)
    ]
    return [
        House(name, "prescriber" in roles, columns[0][str(number)], columns[1][str(number)])
        for number, name, roles in known
    ]
