"""How a file of figures is read: its columns, and what each one measures."""

import tomllib
from collections.abc import Mapping
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


def figure_file(said: Mapping[str, Any]) -> FigureFile:
    """Return a description from TOML or JSON. Raises DescriptionError, which says what lacks."""
    words = dict(said)
    measures = tuple(
        ColumnOf(
            measure=str(one.get("measure", "")),
            column=str(one.get("column", "")),
            factor=float(one.get("factor", 1.0)),
            plus=tuple(str(name) for name in one.get("plus", ())),
            over=str(one.get("over", "")),
            secret_where={str(k): str(v) for k, v in dict(one.get("secret_where", {})).items()},
        )
        for one in words.pop("measures", ())
    )
    for name in ("code", "title", "producer", "licence", "code_column"):
        if not str(words.get(name, "")).strip():
            raise DescriptionError(f"la description ne dit pas « {name} »")
    if words.get("zone_kind") not in KINDS:
        raise DescriptionError(f"« zone_kind » doit être l’un de : {', '.join(KINDS)}")
    if not measures or not all(one.measure and one.column for one in measures):
        raise DescriptionError("chaque mesure dit sa colonne (« column ») et son nom (« measure »)")
    if not isinstance(words.get("year"), int) or not 1962 <= words["year"] <= 2100:
        raise DescriptionError("« year » doit être l’année des données, par exemple 2021")
    if words.get("method", "published") not in METHODS[:2]:
        raise DescriptionError("« method » doit être « published » ou « computed »")
    unknown = set(words) - {*FigureFile.__dataclass_fields__} - {"measures"}
    if unknown:
        raise DescriptionError(f"« {sorted(unknown)[0]} » n’est pas un mot de la description")
    for name in ("secret", "missing"):
        words[name] = tuple(str(one) for one in words.get(name, ()))
    words["where"] = {str(k): str(v) for k, v in dict(words.get("where", {})).items()}
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
