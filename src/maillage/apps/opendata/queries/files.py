"""The base as files that one takes whole: each format is written as it is read, never held.

The same pieces serve the page that downloads, the command `maillage export` and the dated copies.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from maillage.apps.directory.queries import export_records
from maillage.apps.directory.queries.published import PublishedPlace, published_places
from maillage.apps.opendata.errors.files import FileUnknown
from maillage.apps.opendata.queries.data_inclusion import PageUrl, service_of, structure_of
from maillage.core.quality import data_inclusion_score
from maillage.core.standard import write_csv
from maillage.core.standard.data_inclusion import (
    DataInclusionService,
    DataInclusionStructure,
    to_fields,
    to_json,
)
from maillage.web.tables import csv_lines

# Beyond this, the second list of a file waits on the disk while the first is written.
HELD_BYTES = 1024**2
LOCAL_HOSTS = {"*", "localhost", "127.0.0.1", "[::1]", "testserver"}
STRUCTURE_COLUMNS = tuple(DataInclusionStructure.__dataclass_fields__)
SERVICE_COLUMNS = (*DataInclusionService.__dataclass_fields__, "score_qualite")


@dataclass(frozen=True, slots=True)
class Moment:
    """For whom and when a file is written: the day, and the address of a place's page."""

    today: date
    page_url: PageUrl | None = None


@dataclass(frozen=True, slots=True)
class OpenFile:
    """One file: its name, which never changes, what it is, and how its pieces are written."""

    name: str
    route: str
    content_type: str
    title: Any
    pieces: Callable[[Moment], Iterator[str]]


def open_file(name: str) -> OpenFile:
    """Return a file by its name. Raises FileUnknown."""
    for one in OPEN_FILES:
        if one.name == name:
            return one
    raise FileUnknown(name=name)


def public_address() -> str:
    """Return the address under which the site is known, "" when only this machine knows it."""
    host = next((h for h in settings.ALLOWED_HOSTS if h not in LOCAL_HOSTS and h[0] != "."), "")
    return f"{'https' if settings.HTTPS else 'http'}://{host}" if host else ""


# ---------------------------------------------------------------- the formats


def _national(moment: Moment) -> Iterator[str]:
    return write_csv(export_records())


def _places(moment: Moment) -> Iterator[PublishedPlace]:
    return published_places(today=moment.today)


def _structures(moment: Moment, places: Iterable[PublishedPlace]) -> Iterator[dict[str, Any]]:
    for place in places:
        yield to_json(structure_of(place, today=moment.today, page_url=moment.page_url))


def _services_of(moment: Moment, place: PublishedPlace) -> Iterator[dict[str, Any]]:
    for offer in place.offers:
        service = service_of(place, offer, today=moment.today, page_url=moment.page_url)
        score = data_inclusion_score(to_fields(service), today=moment.today)
        yield to_json(service) | {"score_qualite": score.value}


def _services(moment: Moment, places: Iterable[PublishedPlace]) -> Iterator[dict[str, Any]]:
    for place in places:
        yield from _services_of(moment, place)


def _json_list(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield a list, one record by line: two files of two days can be compared."""
    before = "[\n"
    for row in rows:
        yield before + _json(row)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _json(row: Any) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _structures_json(moment: Moment) -> Iterator[str]:
    return _json_list(_structures(moment, _places(moment)))


def _services_json(moment: Moment) -> Iterator[str]:
    return _json_list(_services(moment, _places(moment)))


def _structures_csv(moment: Moment) -> Iterator[str]:
    return _table(STRUCTURE_COLUMNS, _structures(moment, _places(moment)))


def _services_csv(moment: Moment) -> Iterator[str]:
    return _table(SERVICE_COLUMNS, _services(moment, _places(moment)))


def _table(columns: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield a table; the values of a list are separated by "|", as in the national standard."""
    return csv_lines(columns, ([_cell(row[name]) for name in columns] for row in rows))


def _cell(value: Any) -> Any:
    return "|".join(value) if isinstance(value, list) else value


def _both_json(moment: Moment) -> Iterator[str]:
    """Yield structures and services in one file, read together so that they agree."""
    with SpooledTemporaryFile(HELD_BYTES, mode="w+", encoding="utf-8", newline="") as waiting:

        def structures() -> Iterator[dict[str, Any]]:
            first = True
            for place in _places(moment):
                for service in _services_of(moment, place):
                    waiting.write(("" if first else ",\n") + _json(service))
                    first = False
                yield from _structures(moment, [place])

        yield f'{{"source":"maillage","date":"{moment.today.isoformat()}","structures":'
        yield from _json_list(structures())
        yield ',"services":[\n'
        waiting.seek(0)
        while piece := waiting.read(64 * 1024):
            yield piece
        yield "\n]}\n"


JSON, CSV = "application/json", "text/csv; charset=utf-8"
OPEN_FILES = (
    OpenFile(
        "lieux.csv", "national_csv", CSV, _("Lieux, au standard national 1.0.2 (CSV)"), _national
    ),
    OpenFile(
        "data-inclusion-structures.json",
        "data_inclusion_structures_json",
        JSON,
        _("Structures de data·inclusion v1 (JSON)"),
        _structures_json,
    ),
    OpenFile(
        "data-inclusion-services.json",
        "data_inclusion_services_json",
        JSON,
        _("Services de data·inclusion v1, un par offre (JSON)"),
        _services_json,
    ),
    OpenFile(
        "data-inclusion-structures.csv",
        "data_inclusion_structures_csv",
        CSV,
        _("Structures de data·inclusion v1 (tableur)"),
        _structures_csv,
    ),
    OpenFile(
        "data-inclusion-services.csv",
        "data_inclusion_services_csv",
        CSV,
        _("Services de data·inclusion v1, avec leur score de qualité (tableur)"),
        _services_csv,
    ),
    OpenFile(
        "data-inclusion.json",
        "data_inclusion_json",
        JSON,
        _("Structures et services de data·inclusion v1, ensemble (JSON)"),
        _both_json,
    ),
)
