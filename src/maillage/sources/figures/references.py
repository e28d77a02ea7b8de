"""Numbers and studies that the founding documents print, as printed, each with its source."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceText:
    """A printed number: what it counts, of whom, where, when, and by whom.

    compared : the same thing in another population; `compared_population` names it
    check_counts : {"numerator", "denominator"} printed beside a share, or {} ; {"sum": [...]}
    measure : code of the measure that says the same thing of a zone, "" when there is none
    never_with : codes of the numbers by which this one is never divided (WRN-18)
    """

    code: str
    nom: str
    value: float
    unit: str
    population: str
    territory: str
    source: str
    year: int | None = None
    caveat: str = ""
    compared: float | None = None
    compared_population: str = ""
    check_counts: dict[str, Any] = field(default_factory=dict)
    themes: tuple[str, ...] = ()
    measure: str = ""
    never_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyText:
    """A study: who wrote it, when, where, of how many people; what stops, what was tried."""

    code: str
    title: str
    authors: str
    # None when the text that names it does not say it.
    year: int | None = None
    territory: str = ""
    n_people: int | None = None
    obstacles: str = ""
    answers: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()


def _read(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))


@cache
def known_references() -> dict[str, ReferenceText]:
    """Return the printed numbers by code, in the order of the file."""
    found = {}
    for code, said in _read("reference.toml").items():
        counts = said.pop("check", None) or {}
        if "check_sum" in said:
            counts = {"sum": said.pop("check_sum")}
        for name in ("themes", "never_with"):
            said[name] = tuple(said.get(name, ()))
        found[code] = ReferenceText(code=code, check_counts=counts, **said)
    return found


@cache
def known_studies() -> dict[str, StudyText]:
    """Return the studies by code, in the order of the file."""
    return {
        code: StudyText(code=code, **{**said, "tags": tuple(said.get("tags", ()))})
        for code, said in _read("studies.toml").items()
    }
