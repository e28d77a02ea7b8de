"""Needs: who may need what, by zone, as a rate applied to people who live there."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedText:
    """One need, as its file says it.

    measure : what is counted in each zone; or_measure : where that is not known
    rate_pct : the share of them who are in need; None when `measure` is itself the number
    rate_measure : a measure that gives the rate of each zone, preferred to `rate_pct`
    services : values of the national standard which answer it; () = any offer
    is_estimate : True when a rate of elsewhere is applied here
    """

    code: str
    nom: str
    sentence: str
    measure: str
    source: str
    year: int
    or_measure: str = ""
    rate_pct: float | None = None
    rate_measure: str = ""
    is_estimate: bool = True
    services: tuple[str, ...] = ()
    publics: tuple[str, ...] = ()
    caveat: str = ""


@cache
def known_needs() -> dict[str, NeedText]:
    """Return the needs that Maillage brings, by code: one file each in `needs/`."""
    folder = files(__package__).joinpath("needs")
    found = {}
    for one in sorted(folder.iterdir(), key=lambda file: file.name):
        if one.name.endswith(".toml"):
            said = tomllib.loads(one.read_text("utf-8"))
            said["services"] = tuple(said.get("services", ()))
            said["publics"] = tuple(said.get("publics", ()))
            code = one.name.removesuffix(".toml")
            found[code] = NeedText(code=code, **said)
    return found
