"""What a territory of an index is compared with: its commune, or the communes that it is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maillage.apps.observatory.queries.index.columns import Column, countable
from maillage.apps.territories.queries import ZoneRow


@dataclass(frozen=True, slots=True)
class Communes:
    """The communes where the people of a territory live, the most first.

    people : inhabitants of each commune, by number; one that nobody counted is not a key
    """

    rows: Sequence[ZoneRow] = ()
    people: Mapping[int, float] | None = None

    @property
    def names(self) -> list[str]:
        """Their names, that of most of its people first."""
        return [row.nom for row in self.rows]

    def value(self, column: Column) -> float | None:
        """Return the figure of the commune; of several, that of their inhabitants together.

        Each commune counts as its inhabitants, as where an EPCI is estimated from its communes.
        None when the figure, or the inhabitants, of one of them lack: of a part of them nothing
        would be true.
        """
        known = [countable(column.above.get(row.id)) for row in self.rows]
        figures = [value for value in known if value is not None]
        if not figures or len(figures) < len(self.rows):
            return None
        if len(figures) == 1:
            return figures[0]
        people = self.people or {}
        lived = [people.get(row.id, 0.0) for row in self.rows]
        if min(lived) <= 0:
            return None
        return sum(n * value for n, value in zip(lived, figures, strict=True)) / sum(lived)
