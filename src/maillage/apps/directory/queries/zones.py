"""In which commune and in which quarter a place lies."""

from collections.abc import Sequence
from datetime import date

from maillage.apps.directory.models import Place
from maillage.apps.territories.queries import (
    CommuneResolver,
    ZoneLocator,
    folded,
    zones_in_force,
)

# (code_insee, commune, code_postal, (latitude, longitude) or None, name of the quarter or "")
Address = tuple[str, str, str, tuple[float, float] | None, str]


def address_of(place: Place, quarter: str = "") -> Address:
    """Return what a place says of where it is; `quarter` is the name that its source gives."""
    position = None
    if place.latitude is not None and place.longitude is not None:
        position = (place.latitude, place.longitude)
    return (place.code_insee, place.commune, place.code_postal, position, quarter)


class ZoneFinder:
    """The territories, read once and asked for many places."""

    def __init__(self, *, today: date) -> None:
        self._communes = CommuneResolver()
        self._commune_outlines = ZoneLocator("commune", today=today)
        self._quarters = ZoneLocator("quarter", today=today)
        rows = zones_in_force("quarter", today=today).values_list("id", "nom", "parent_id")
        self._quarter_names: dict[str, list[tuple[int, int | None]]] = {}
        for pk, nom, parent in rows:
            self._quarter_names.setdefault(folded(nom), []).append((pk, parent))

    def find(self, addresses: Sequence[Address]) -> list[tuple[int | None, int | None]]:
        """Return (commune, quarter) of each address, each None when it cannot be told.

        The commune is what the address says; where the words do not tell, the outline in which
        the point lies. The quarter is the outline, else the name that the source gives.
        """
        points = [position for *_, position, _ in addresses]
        outlines = self._commune_outlines.locate(points)
        quarters = self._quarters.locate(points)
        found = []
        for address, outline, quarter in zip(addresses, outlines, quarters, strict=True):
            code, commune, postcode, _, quarter_name = address
            zone = self._communes.resolve(code_insee=code, commune=commune, code_postal=postcode)
            zone = zone if zone is not None else outline
            if quarter is None and quarter_name:
                quarter = self._quarter_named(quarter_name, zone)
            found.append((zone, quarter))
        return found

    def _quarter_named(self, name: str, commune: int | None) -> int | None:
        named = self._quarter_names.get(folded(name), [])
        within = [pk for pk, parent in named if parent == commune]
        if len(within) == 1:
            return within[0]
        return named[0][0] if len(named) == 1 else None
