"""The public base as records: what every open format is a projection of.

Exactly what the page of a place shows to anybody: no professional note, no column that a file
brought beside the standard, nobody's trace. Unknown is None or "", and never "no".
"""

from maillage.apps.directory.queries.published.reading import (
    CHUNK,
    OFFER_LISTS,
    OFFER_VALUES,
    PLACE_LISTS,
    PLACE_PARTS,
    PLACE_RELATED,
    PLACE_VALUES,
    departed_places,
    published_ids,
    published_places,
)
from maillage.apps.directory.queries.published.records import (
    DepartedPlace,
    PublishedClosure,
    PublishedEquipment,
    PublishedMediators,
    PublishedOffer,
    PublishedOrganisation,
    PublishedPlace,
    PublishedSource,
    PublishedZone,
)

__all__ = [
    "CHUNK",
    "OFFER_LISTS",
    "OFFER_VALUES",
    "PLACE_LISTS",
    "PLACE_PARTS",
    "PLACE_RELATED",
    "PLACE_VALUES",
    "DepartedPlace",
    "PublishedClosure",
    "PublishedEquipment",
    "PublishedMediators",
    "PublishedOffer",
    "PublishedOrganisation",
    "PublishedPlace",
    "PublishedSource",
    "PublishedZone",
    "departed_places",
    "published_ids",
    "published_places",
]
