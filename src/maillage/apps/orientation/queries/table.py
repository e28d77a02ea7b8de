"""The table of this application: that of the core, and an aim for each need that has no line.

A city that decides otherwise writes its own lines in `orientation.toml`, in the folder of its data:
each takes the place of the line of the same name.

    [[ligne]]
    quand = "motive:ecole"
    vers = ["parents_space", "cafe_des_parents"]
    source = "réunion des centres sociaux, 3 mars 2026"

    [[but]]
    code = "cafe_des_parents"
    mots = "un café des parents"
    un_de = ["word:café", "theme:parenting"]
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from maillage.apps.directory.queries import NEEDS, need_by_code
from maillage.core.orientation import TABLE, Aim, Line, Table

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# What is looked for, as the end of "Pour ...", with its pictogram.
AIM_WORDS: dict[str, tuple["StrPromise", str]] = {
    "procedures": (_("une aide pour vos démarches"), "procedure"),
    "procedures_helped": (_("quelqu’un qui fait la démarche avec vous"), "procedure"),
    "letters": (_("quelqu’un qui écrit avec vous"), "letter"),
    "equipment": (_("un ordinateur à petit prix, ou prêté"), "loan"),
    "free_access": (_("un ordinateur et internet sur place"), "computer"),
    "connection": (_("une connexion à internet"), "wifi"),
    "social_tariff": (_("du matériel ou un forfait à petit prix"), "fair-price"),
    "parents_space": (_("un lieu pour les parents"), "school"),
    "parents": (_("une aide pour l’école en ligne"), "school"),
    "employment": (_("quelqu’un qui aide pour le travail"), "job"),
    "first_steps": (_("commencer, pas à pas"), "learn"),
    "tools": (_("apprendre à s’en servir"), "smartphone"),
    "go_on": (_("continuer, à votre rythme"), "learn"),
    "messages": (_("écrire et recevoir des messages"), "email"),
    "software": (_("écrire un texte, un CV, un tableau"), "computer"),
    "safety": (_("se protéger, éviter les arnaques"), "safety"),
    "culture": (_("comprendre et créer avec le numérique"), "make"),
    "personal_help": (_("quelqu’un à qui demander"), "support"),
}
_PREFIX = "besoin:"


FILE = "orientation.toml"


class TableError(ValueError):
    """What a city wrote makes no sense; the message is French and says where."""


@dataclass(frozen=True, slots=True)
class CityTable:
    """The table, and the words of the aims that a city added."""

    table: Table
    words: dict[str, str]


def aim_words(code: str) -> tuple["str | StrPromise", str]:
    """Return what an aim is called, and its pictogram; a need is called by its own words."""
    if code.startswith(_PREFIX):
        need = need_by_code()[code.removeprefix(_PREFIX)]
        return need.label, need.icon
    if code in AIM_WORDS:
        return AIM_WORDS[code]
    return city_table().words.get(code, code), "support"


@cache
def city_table() -> CityTable:
    """Return the table that the application reads. Raises TableError."""
    file = Path(settings.FOLDER) / FILE
    return table_of(file.read_text("utf-8") if file.is_file() else "")


def city_problem() -> str:
    """Return what a city wrote wrong, "" when nothing is."""
    try:
        city_table()
    except TableError as refused:
        return str(refused)
    return ""


def table_of(text: str) -> CityTable:
    """Return our table with what a city wrote. Raises TableError."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TableError(f"{FILE} ne se lit pas : {error}.") from error
    lines = {line.when: line for line in TABLE.lines}
    own = [need for need in NEEDS if f"motive:{need.code}" not in lines]
    aims = {aim.code: aim for aim in TABLE.aims}
    for need in own:
        code = f"{_PREFIX}{need.code}"
        aims[code] = Aim(code=code, any_of=need.any_of, maybe=need.maybe)
        when = f"motive:{need.code}"
        lines[when] = Line(when, (code,), "directory.queries.needs")
    words = {}
    for number, one in enumerate(_listed(said, "but"), start=1):
        where = f"{FILE}, but n° {number}"
        code = _text(one, "code", where)
        words[code] = _text(one, "mots", where)
        aims[code] = Aim(
            code=code, any_of=_texts(one, "un_de", where), maybe=tuple(one.get("peut_etre", ()))
        )
    for number, one in enumerate(_listed(said, "ligne"), start=1):
        where = f"{FILE}, ligne n° {number}"
        when = _text(one, "quand", where)
        if when not in lines:
            raise TableError(f"{where} : « quand » doit être l’un de {', '.join(sorted(lines))}.")
        lines[when] = Line(when, _texts(one, "vers", where), _text(one, "source", where))
    try:
        return CityTable(Table(aims=tuple(aims.values()), lines=tuple(lines.values())), words)
    except ValueError as error:
        unknown = sorted({c for line in lines.values() for c in line.aims} - set(aims))
        raise TableError(
            f"{FILE} : « vers » nomme un but inconnu : {', '.join(unknown)}."
        ) from error


def _listed(said: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = said.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise TableError(f"{FILE} : écrivez [[{name}]] avant chaque {name}.")
    return found


def _text(one: dict[str, Any], name: str, where: str) -> str:
    value = one.get(name)
    if not isinstance(value, str) or not value.strip():
        raise TableError(f"{where} : il manque « {name} ».")
    return value.strip()


def _texts(one: dict[str, Any], name: str, where: str) -> tuple[str, ...]:
    values = one.get(name)
    if not isinstance(values, list) or not values or not all(isinstance(v, str) for v in values):
        raise TableError(f"{where} : « {name} » est une liste de mots entre guillemets.")
    return tuple(values)
