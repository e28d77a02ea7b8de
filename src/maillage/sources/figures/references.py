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


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyText:
    """A study: who wrote it, when, where, of how many people; what stops, what was tried."""

    code: str
    title: str
    authors: str
    year: int
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
        said["themes"] = tuple(said.get("themes", ()))
        found[code] = ReferenceText(code=code, check_counts=counts, **said)
    return found


@cache
def known_studies() -> dict[str, StudyText]:
    """Return the studies by code, in the order of the file."""
    return {
        code: StudyText(code=code, **{**said, "tags": tuple(said.get("tags", ()))})
        for code, said in _read("studies.toml").items()
    }
