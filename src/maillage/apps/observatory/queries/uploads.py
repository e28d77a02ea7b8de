"""Files of figures that a person sent: what they look like, and what loading one would do."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from maillage.apps.observatory.errors import FiguresUnreadable, UploadGone
from maillage.apps.observatory.models import Dataset, Measure
from maillage.apps.territories.queries import (
    kind_label,
    kinds_loaded,
    numbers_by_code,
    zone_rows,
)
from maillage.sources.delivery import DeliveryError
from maillage.sources.figures import (
    Accounts,
    FigureFile,
    MeasureText,
    figure_file,
    known_measures,
    possible_rows,
    read_figures,
    recognised_by,
    zone_code,
)
from maillage.sources.mapping import Column, Look, look
from maillage.sources.mapping.contents import number_of

# A file that nobody loaded is deleted after so many days, when another one comes.
KEPT_DAYS = 7
_TOKEN = re.compile(r"[0-9a-f]{32}")
_YEAR = re.compile(r"(?<!\d)(19[6-9]\d|20\d\d)(?!\d)")
_FIRST_LINES = 5
# Titles that codes of territories usually have.
_CODE_WORDS = ("code", "insee", "codgeo", "iris", "depcom", "siren", "qp", "epci", "idcar")
_LOOKS = {
    "qpv": re.compile(r"Q[PN]\w{6,7}"),
    "cell": re.compile(r"(CRS|200m|idk_).*N\d+E\d+"),
    "epci": re.compile(r"2\d{8}"),
    "iris": re.compile(r"\d[\dAB]\d{7}"),
    "commune": re.compile(r"\d[\dAB]\d{3}"),
}
# Zones that a city names rather than numbers.
_NAMED = ("quarter", "qpv", "veille")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits: `said` is how a person described it, None as long as nobody did."""

    token: str
    path: Path
    name: str
    received_at: datetime
    received_by: int | None
    said: Mapping[str, Any] | None
    new_measures: tuple[MeasureText, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file will be read, and who says so: "person", "catalogue" or an earlier file."""

    described: FigureFile
    by: str
    earlier: Dataset | None = None


@dataclass(frozen=True, slots=True)
class MeasureCount:
    """Of one measure in a file: its values here by state."""

    measure: MeasureText
    column: str
    n_known: int
    n_secret: int
    n_missing: int


@dataclass(frozen=True, slots=True)
class FigurePreview:
    """What loading a file would do: every row is in one of the counts."""

    accounts: Accounts
    n_zones: int
    n_elsewhere: int
    counts: tuple[MeasureCount, ...]
    # The first lines that are of here: the name of the zone, then its values by measure.
    first: tuple[tuple[str, tuple[tuple[float | None, str], ...]], ...]
    replaces: Dataset | None


def folder() -> Path:
    """Return the folder of the files that wait."""
    return Path(settings.FOLDER) / "chiffres"


def get_upload(token: str) -> Upload:
    """Return a file that waits. Raises UploadGone once it is loaded, abandoned or too old."""
    path = folder() / token
    try:
        if not _TOKEN.fullmatch(token) or not path.is_file():
            raise UploadGone
        said = json.loads((folder() / f"{token}.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UploadGone from error
    return Upload(
        token=token,
        path=path,
        name=said["name"],
        received_at=datetime.fromisoformat(said["received_at"]),
        received_by=said["received_by"],
        said=said.get("said"),
        new_measures=tuple(MeasureText(**one) for one in said.get("new_measures", ())),
    )


def look_at(upload: Upload) -> Look:
    """Return what the file looks like. Raises FiguresUnreadable."""
    try:
        return look(upload.path, name=upload.name)
    except DeliveryError as error:
        raise _unreadable(error, upload) from error


def _unreadable(error: DeliveryError, upload: Upload) -> FiguresUnreadable:
    """Return the refusal in the words of the person: the file under the name that they know."""
    return FiguresUnreadable(detail=str(error).replace(upload.path.name, upload.name).rstrip("."))


def reading_of(upload: Upload, seen: Look) -> Reading | None:
    """Return how the file is to be read, None when somebody must say it first.

    What a person said comes first, then what Maillage knows, then what was said of an earlier file
    with the same columns.
    """
    if upload.said is not None:
        return Reading(figure_file(upload.said), "person")
    held = [column.name for column in seen.columns]
    known = recognised_by(held, upload.name)
    if known is not None:
        return Reading(known, "catalogue")
    earlier = _earlier(held)
    if earlier is None:
        return None
    return Reading(_of_this_year(earlier, upload.name), "earlier", earlier)


def _earlier(held: Iterable[str]) -> Dataset | None:
    columns = set(held)
    for dataset in Dataset.objects.order_by("-loaded_at"):
        said = dataset.mapping.get("description")
        if isinstance(said, dict) and set(dataset.mapping.get("columns", ["?"])) <= columns:
            return dataset
    return None


def _of_this_year(earlier: Dataset, name: str) -> FigureFile:
    """Return the description of an earlier file, for the year that the name of this one says."""
    said = dict(earlier.mapping["description"])
    year = year_in(name)
    if year is not None and year != said["year"]:
        said["code"] = dataset_code(said["title"], year)
        said["year"] = year
    return figure_file(said)


def year_in(name: str) -> int | None:
    """Return the last year that a name of file says.

    >>> year_in("allocataires-2024.csv"), year_in("lieux.csv"), year_in("590135012.csv")
    (2024, None, None)
    """
    years = [int(one) for one in _YEAR.findall(name)]
    return years[-1] if years else None


def dataset_code(title: str, year: int) -> str:
    """Return the code of a set of figures: the same title of the same year replaces itself."""
    from django.utils.text import slugify

    return f"{slugify(title)[:70].strip('-') or 'chiffres'}-{year}"


def zone_numbers(kind: str) -> dict[str, int]:
    """Return the zones of a kind by code as files write it; quarters by their name too."""
    found: dict[str, int] = {}
    if kind in _NAMED:
        twice = set()
        for row in zone_rows(kind):
            name = zone_code(row.nom, kind)
            if name in found:
                twice.add(name)
            found[name] = row.id
        for name in twice:
            del found[name]
    found |= {zone_code(code, kind): pk for code, pk in numbers_by_code(kind).items()}
    if kind == "country" and not found:
        found[zone_code("FM", kind)] = 0  # France is made when its first figure is loaded
    return found


def kinds_of_figures() -> list[str]:
    """Return the kinds of zones that a file may speak of: those of here, and France."""
    return list(dict.fromkeys([*kinds_loaded(), "country"])) if kinds_loaded() else []


def zone_guess(seen: Look) -> tuple[str, str]:
    """Return (kind of zone, column of its code) that fit most rows; ("", "") when none does.

    A file that covers France may begin far from here: the look of its codes tells then.
    """
    best, guess = (0, 0, 0), ("", "")
    for kind in kinds_of_figures():
        there = zone_numbers(kind)
        for column in seen.columns:
            n = sum(1 for text in column.values if zone_code(text, kind) in there)
            named = any(word in column.name.lower() for word in _CODE_WORDS)
            # Of two columns that fit as well, the fullest of codes, then the one named so.
            rank = (n, round(1000 * n / max(1, column.n_different)), int(named))
            if n and rank > best:
                best, guess = rank, (kind, column.name)
    return guess if guess[0] else _guess_by_look(seen)


def _guess_by_look(seen: Look) -> tuple[str, str]:
    there = kinds_loaded()
    for column in seen.columns:
        name = column.name.lower()
        if not any(word in name for word in _CODE_WORDS):
            continue
        for kind, look_of_code in _LOOKS.items():
            fits = [one for one in column.values if look_of_code.fullmatch(zone_code(one, kind))]
            # An IRIS and an EPCI both have nine figures: the title tells.
            named = kind != "epci" or "epci" in name or "siren" in name
            if kind in there and named and len(fits) >= 0.8 * max(1, column.n_different):
                return kind, column.name
    return "", ""


def is_figures(column: Column) -> bool:
    """Tell whether most cells of a column are numbers, secrets or nothing."""
    cells = list(column.values)[:200]
    if not cells:
        return False
    numbers = sum(1 for text in cells if number_of(text.removesuffix("%").strip()) is not None)
    return numbers > 0 and numbers + sum(1 for text in cells if len(text) <= 4) >= len(cells) * 0.6


def measure_texts() -> dict[str, MeasureText]:
    """Return every measure that may be chosen: those in use, then those that Maillage brings."""
    used = {
        one.code: MeasureText(
            one.code, one.nom, one.unit, one.family, one.direction, one.base_words,
            one.base.code if one.base else "", one.caveat,
        )
        for one in Measure.objects.select_related("base")
    }  # fmt: skip
    return known_measures() | used


def preview(upload: Upload, described: FigureFile) -> FigurePreview:
    """Return what loading the file would do; nothing is written. Raises FiguresUnreadable."""
    texts = measure_texts() | {one.code: one for one in upload.new_measures}
    zones, accounts = zone_numbers(described.zone_kind), Accounts()
    names = {row.id: row.nom for row in zone_rows(described.zone_kind)} or {
        0: kind_label(described.zone_kind, 1)
    }
    states = {one.measure: {"known": 0, "secret": 0, "missing": 0} for one in described.measures}
    n_zones = n_elsewhere = 0
    first: list[tuple[str, tuple[tuple[float | None, str], ...]]] = []
    done: set[int] = set()
    try:
        units = {code: text.unit for code, text in texts.items()}
        read = read_figures(upload.path, described, accounts)
        for row in possible_rows(read, described, units, accounts.doubts):
            number = zones.get(row.code)
            if number is None:
                n_elsewhere += 1
                continue
            if number in done:
                accounts.n_twice += 1
                continue
            done.add(number)
            n_zones += 1
            for measure, (_value, state) in row.values.items():
                states[measure][state] += 1
            if len(first) < _FIRST_LINES:
                cells = tuple(row.values[one.measure] for one in described.measures)
                first.append((names[number], cells))
    except DeliveryError as error:
        raise _unreadable(error, upload) from error
    counts = tuple(
        MeasureCount(
            texts.get(one.measure) or MeasureText(one.measure, one.measure, "count", "people"),
            one.column, *states[one.measure].values(),
        )
        for one in described.measures
    )  # fmt: skip
    replaces = Dataset.objects.filter(code=described.code).first()
    return FigurePreview(accounts, n_zones, n_elsewhere, counts, tuple(first), replaces)


def get_dataset(code: str) -> Dataset:
    """Return one set of figures. Raises DatasetUnknown."""
    from maillage.apps.observatory.errors import DatasetUnknown

    found = Dataset.objects.filter(code=code).first()
    if found is None:
        raise DatasetUnknown
    return found
