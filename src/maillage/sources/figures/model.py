"""How a file of figures is read: its columns, and what each one measures."""

import math
import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

KINDS = ("epci", "commune", "quarter", "qpv", "veille", "iris", "cell", "uu", "country")
UNITS = (
    "people", "households", "families", "dwellings", "count", "pct", "eur", "km", "min", "points"
)  # fmt: skip
FAMILIES = ("people", "social", "digital", "practice")
STATES = ("known", "secret", "missing")
METHODS = ("published", "computed", "estimated")
_TEXTS = ("code", "title", "producer", "licence", "code_column", "url", "caveat", "layer")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,80}")


class DescriptionError(ValueError):
    """A description of figures that says too little; its message is French."""


@dataclass(frozen=True, slots=True)
class MeasureText:
    """What is measured, in words: see observatory.models.Measure, which it becomes.

    find : where a city finds it, said when an index asks for it and no file has it
    """

    code: str
    nom: str
    unit: str
    family: str
    direction: int = 0
    base_words: str = ""
    base: str = ""
    caveat: str = ""
    find: str = ""


@dataclass(frozen=True, slots=True)
class ColumnOf:
    """One column of a file: the measure, and by how much its numbers are multiplied."""

    measure: str
    column: str
    factor: float = 1.0
    # Columns added to it; what is hidden in one of them is left out: the sum is a known minimum.
    plus: tuple[str, ...] = ()
    # The column by which it is divided: a census file counts, and a share is asked for.
    over: str = ""
    # Rows where another column says so are hidden by their producer ("note" = "2").
    secret_where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFile:
    """A file of figures, described once, read again at each edition.

    zone_kind : which territories its rows are
    code_column : where their code is
    secret, missing : what stands in a cell for "hidden by its producer" and for "not there"
    where : only the rows where these columns say this
    columns : what must be in the file for this description to be its own
    method : "published", or "computed" for what somebody derived
    """

    code: str
    title: str
    producer: str
    licence: str
    year: int
    zone_kind: str
    code_column: str
    measures: tuple[ColumnOf, ...]
    url: str = ""
    caveat: str = ""
    secret: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    where: Mapping[str, str] = field(default_factory=dict)
    layer: str = ""
    method: str = "published"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns without which this is another file."""
        named = [self.code_column, *self.where]
        for one in self.measures:
            named += [one.column, *one.plus, *([one.over] if one.over else []), *one.secret_where]
        return tuple(dict.fromkeys(named))


def _column_of(said: object) -> ColumnOf:
    if not isinstance(said, Mapping):
        raise DescriptionError("chaque mesure dit sa colonne (« column ») et son nom (« measure »)")
    only_known(said, ColumnOf.__dataclass_fields__)
    factor = said.get("factor", 1.0)
    if isinstance(factor, bool) or not isinstance(factor, int | float):
        raise DescriptionError("« factor » est un nombre, par exemple 100")
    if not 0 < factor < math.inf:  # neither does NaN stand between
        raise DescriptionError("« factor » est un nombre plus grand que zéro, par exemple 100")
    return ColumnOf(
        measure=str(said.get("measure", "")),
        column=str(said.get("column", "")),
        factor=float(factor),
        plus=_list_of(said, "plus"),
        over=str(said.get("over", "")),
        secret_where=_pairs_of(said, "secret_where"),
    )


def only_known(said: Mapping[str, Any], known: Collection[str]) -> None:
    """Refuse a word that is none of a description: what it asks would be left aside in silence."""
    unknown = sorted(str(name) for name in said if name not in known)
    if unknown:
        raise DescriptionError(f"« {unknown[0]} » n’est pas un mot de la description")


def _list_of(said: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return a list of texts; a text alone would be read letter by letter."""
    found = said.get(name, ())
    if not isinstance(found, list | tuple):
        raise DescriptionError(f'« {name} » est une liste, par exemple ["a", "b"]')
    return tuple(str(one) for one in found)


def _pairs_of(said: Mapping[str, Any], name: str) -> dict[str, str]:
    found = said.get(name, {})
    if not isinstance(found, Mapping):
        raise DescriptionError(f"« {name} » dit une valeur par colonne : {{ colonne = valeur }}")
    return {str(key): str(value) for key, value in found.items()}


def _check_measures(measures: Sequence[ColumnOf], code_column: str) -> None:
    """Refuse measures that contradict each other: the last one would win without a word."""
    if not measures or not all(one.measure and one.column for one in measures):
        raise DescriptionError("chaque mesure dit sa colonne (« column ») et son nom (« measure »)")
    codes = [one.measure for one in measures]
    for one in measures:
        added = (one.column, *one.plus)
        if codes.count(one.measure) > 1:
            raise DescriptionError(f"« {one.measure} » est dite deux fois : gardez une colonne")
        if code_column in (*added, one.over):
            raise DescriptionError(f"« {code_column} » est la colonne du code, pas une mesure")
        if len(set(added)) < len(added):
            raise DescriptionError(f"« {one.measure} » ajoute deux fois la même colonne")
        if one.over in added and not one.plus:
            raise DescriptionError(f"« {one.measure} » divise une colonne par elle-même")


def figure_file(said: Mapping[str, Any]) -> FigureFile:
    """Return a description from TOML or JSON. Raises DescriptionError, which says what lacks."""
    if not isinstance(said, Mapping):
        raise DescriptionError("une description est un objet, avec « code », « title »…")
    words = dict(said)
    listed = words.pop("measures", ())
    if not isinstance(listed, list | tuple):
        raise DescriptionError("« measures » est une liste de mesures")
    measures = tuple(_column_of(one) for one in listed)
    for name, value in words.items():
        if name in _TEXTS and not isinstance(value, str):
            raise DescriptionError(f"« {name} » est un texte")
    for name in ("code", "title", "producer", "licence", "code_column"):
        if not words.get(name, "").strip():
            raise DescriptionError(f"la description ne dit pas « {name} »")
    if not _CODE.fullmatch(words["code"]):
        raise DescriptionError(
            "« code » est fait de lettres sans accent, de chiffres et de tirets, 80 au plus"
        )
    if words.get("zone_kind") not in KINDS:
        raise DescriptionError(f"« zone_kind » doit être l’un de : {', '.join(KINDS)}")
    _check_measures(measures, words["code_column"])
    if not isinstance(words.get("year"), int) or not 1962 <= words["year"] <= 2100:
        raise DescriptionError("« year » doit être l’année des données, par exemple 2021")
    if words.get("method", "published") not in METHODS[:2]:
        raise DescriptionError("« method » doit être « published » ou « computed »")
    only_known(words, FigureFile.__dataclass_fields__)
    for name in ("secret", "missing"):
        words[name] = _list_of(words, name)
    words["where"] = _pairs_of(words, "where")
    return FigureFile(measures=measures, **words)


@cache
def known_measures() -> dict[str, MeasureText]:
    """Return every measure that Maillage brings, by its code."""
    said = tomllib.loads(files(__package__).joinpath("measures.toml").read_text("utf-8"))
    return {code: MeasureText(code=code, **words) for code, words in said.items()}


@cache
def known_files() -> dict[str, FigureFile]:
    """Return every file of figures that Maillage knows how to read, by its code."""
    folder = files(__package__).joinpath("catalog")
    found = sorted(
        (one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name
    )
    described = [figure_file(tomllib.loads(one.read_text("utf-8"))) for one in found]
    return {one.code: one for one in described}
