"""Reads of the directory. Nothing here writes, and nothing here knows about HTTP."""

from maillage.apps.directory.queries.cards import PlaceCard, place_cards
from maillage.apps.directory.queries.entries import hours_of
from maillage.apps.directory.queries.exporting import export_records
from maillage.apps.directory.queries.needs import NEEDS, Need, need_by_code
from maillage.apps.directory.queries.places import (
    PlaceDetail,
    all_terms,
    centres_of_zones,
    find_place_by_alias,
    get_place,
    get_programme,
    is_public,
    latest_change,
    n_places_by_zone,
    n_public_places,
    new_places,
    place_detail,
    places_of_programme,
    places_of_zone,
    programmes,
    terms,
)
from maillage.apps.directory.queries.records import (
    KnownRecord,
    known_records,
    last_values,
    live_keys,
)
from maillage.apps.directory.queries.search import (
    PlaceSearch,
    base_version,
    current_index,
    forget_index,
    search_places,
)
from maillage.apps.directory.queries.steward import (
    GAPS,
    ToQualify,
    audit_rows,
    n_to_qualify,
    places_to_qualify,
)
from maillage.apps.directory.queries.where import (
    ZoneChoice,
    Zones,
    kept_programmes,
    kept_terms,
    zones_to_search,
)
from maillage.apps.directory.queries.zones import ZoneFinder, address_of

__all__ = [
    "GAPS",
    "NEEDS",
    "KnownRecord",
    "Need",
    "PlaceCard",
    "PlaceDetail",
    "PlaceSearch",
    "ToQualify",
    "ZoneChoice",
    "ZoneFinder",
    "Zones",
    "address_of",
    "all_terms",
    "audit_rows",
    "base_version",
    "centres_of_zones",
    "current_index",
    "export_records",
    "find_place_by_alias",
    "forget_index",
    "get_place",
    "get_programme",
    "hours_of",
    "is_public",
    "kept_programmes",
    "kept_terms",
    "known_records",
    "last_values",
    "latest_change",
    "live_keys",
    "n_places_by_zone",
    "n_public_places",
    "n_to_qualify",
    "need_by_code",
    "new_places",
    "place_cards",
    "place_detail",
    "places_of_programme",
    "places_of_zone",
    "places_to_qualify",
    "programmes",
    "search_places",
    "terms",
    "zones_to_search",
]
