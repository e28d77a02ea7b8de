"""Why two records are thought one place or two: a piece a field, in plain French words."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from maillage.core.matching.kinds import said
from maillage.core.matching.levels import Compared
from maillage.core.matching.model import Model
from maillage.core.matching.prepare import Column, Prepared
from maillage.core.matching.text import words_of

Says = Literal["for", "against", "unknown"]
Verdict = Literal["same", "doubtful", "different"]


@dataclass(frozen=True, slots=True)
class Piece:
    """What one field says of a pair.

    weight : log2 odds, before fields that go together are limited; unknown 0
    code : `field.level`, stable, to translate by with `arguments`
    words : a French sentence without its full stop
    """

    field: str
    weight: float
    says: Says
    words: str
    code: str
    arguments: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Two records compared. `pieces` hold every field, the heaviest first."""

    probability: float
    verdict: Verdict
    pieces: tuple[Piece, ...]


SENTENCES: dict[str, str] = {
    "name.same_rare": "mêmes mots propres du nom : {common}",
    "name.same": "mêmes mots propres du nom : {common}",
    "name.contained": "un nom contient l’autre : {common}",
    "name.only_kind": "un nom ne dit que le genre de lieu, l’autre ajoute : {left}{right}",
    "name.plain": "noms sans mot propre, qui disent la même chose",
    "name.partial": "noms en partie semblables : {common} ; mais {left} et {right}",
    "name.unsaid": "un seul des deux noms a des mots propres : {left}{right}",
    "name.bare": "deux noms sans mot propre, qui diffèrent",
    "name.different": "mots propres des noms différents : {left} et {right}",
    "name.opposed": "noms qui s’opposent : {left} et {right}",
    "kind.same": "même genre de lieu : {left}",
    "kind.partly": "l’un dépend de l’autre : {left} et {right}",
    "kind.round": "une tournée et un lieu fixe, ou deux arrêts d’une tournée",
    "kind.different": "genres de lieu différents : {left} et {right}",
    "address.same": "même adresse",
    "address.close": "même rue, numéros qui se recouvrent : {left} et {right}",
    "address.unnumbered": "même rue ou même place, sans numéro",
    "address.street": "même rue, un numéro n’est pas dit",
    "address.number": "numéros de rue différents : {left} et {right}",
    "address.different": "rues différentes : {left} et {right}",
    "distance.under_30_m": "à {metres}",
    "distance.under_100_m": "à {metres}",
    "distance.under_300_m": "à {metres}",
    "distance.vague": "positions proches, mais peu précises",
    "distance.under_1_km": "à {metres}",
    "distance.misplaced": "même adresse, mais des points à {metres}",
    "distance.vague_far": "à {metres}, positions peu précises",
    "distance.under_3_km": "à {metres}",
    "distance.far": "à {metres}",
    "commune.same": "même commune",
    "commune.postcode": "même code postal",
    "commune.beside": "communes différentes d’un même code postal",
    "commune.different": "communes différentes",
    "siret.same": "même numéro d’établissement",
    "siret.siren": "même organisme, établissements différents",
    "siret.different": "organismes différents",
    "phone.same": "même téléphone",
    "phone.different": "téléphones différents",
    "email.same": "même courriel",
    "email.host": "même nom de domaine des courriels : {common}",
    "email.different": "courriels différents",
    "site.same": "même site : {common}",
    "site.different": "sites différents",
    "hours.same": "mêmes horaires",
}  # fmt: skip
UNKNOWN: dict[str, str] = {
    "name": "nom non renseigné",
    "kind": "genre de lieu non comparable",
    "address": "adresse non comparable",
    "distance": "position non connue",
    "commune": "commune non connue",
    "siret": "numéro d’établissement non connu",
    "phone": "téléphone non connu",
    "email": "courriel non connu",
    "site": "site non connu",
    "hours": "horaires non comparables",
}
_WRITTEN = re.compile(r"[^\W_]+")
_SHARED_BY = ", comme {others} autres fiches"


def _metres_in_words(metres: float) -> str:
    if math.isnan(metres):
        return ""
    if metres < 1000:
        return f"{metres:.0f} m"
    return f"{metres / 1000:.1f} km".replace(".", ",")


def _quoted(text: str, stems: set[str]) -> str:
    """Return the words of a text whose stems are these, as they are written."""
    found = [word for word in _WRITTEN.findall(text) if stems.intersection(words_of(word))]
    return ", ".join(dict.fromkeys(word.lower() for word in found)) or ", ".join(sorted(stems))


def _texts(column: Column, row: int) -> list[str]:
    return [column.texts[code] for code in column.values[row] if code >= 0]


def _two_sides(data: Prepared, left: int, right: int) -> dict[str, str]:
    a, b = set(_texts(data.name.column, left)), set(_texts(data.name.column, right))
    common = a & b
    name_a, name_b = data.names[left], data.names[right]
    return {
        "common": _quoted(name_a, common or a),
        "left": _quoted(name_a, a - common),
        "right": _quoted(name_b, b - common),
    }


def _number(data: Prepared, row: int) -> str:
    low, high = int(data.low[row]), int(data.high[row])
    if low < 0:
        return ""
    suffix = data.suffix_texts[data.suffix[row]] if data.suffix[row] >= 0 else ""
    suffix = {"b": " bis", "c": " ter", "d": " quater"}.get(suffix, suffix)
    return f"{low}{suffix}" if low == high else f"{low}-{high}{suffix}"


def arguments_of(data: Prepared, code: str, left: int, right: int, metres: float) -> dict[str, str]:
    """Return what the sentence of a field needs."""
    field = code.partition(".")[0]
    if field == "name":
        return _two_sides(data, left, right)
    if field == "kind":
        a, b = int(data.kinds[left]), int(data.kinds[right])
        if code != "kind.same":
            a, b = int(data.kinds_named[left]), int(data.kinds_named[right])
            return {"left": ", ".join(said(a)), "right": ", ".join(said(b))}
        return {"left": ", ".join(said(a & b))}
    if field == "address":
        numbers = {"left": _number(data, left), "right": _number(data, right)}
        return numbers | {f"street_{side}": text for side, text in _streets(data, left, right)}
    if field == "distance":
        return {"metres": _metres_in_words(metres)}
    columns = {"email": data.mail_host, "site": data.site}
    if field in columns:
        a_texts, b_texts = _texts(columns[field], left), _texts(columns[field], right)
        return {"common": ", ".join(text for text in a_texts if text in b_texts)}
    return {}


def _streets(data: Prepared, left: int, right: int) -> list[tuple[str, str]]:
    return [
        (side, " ".join(sorted(_texts(data.street.column, row))))
        for side, row in (("left", left), ("right", right))
    ]


def pieces_of(
    data: Prepared,
    model: Model,
    compared: Compared,
    weights: Mapping[str, float],
    at: int,
    left: int,
    right: int,
) -> tuple[Piece, ...]:
    """Return the pieces of one pair, the heaviest first, the unknown last."""
    pieces = []
    for field, levels in compared.levels.items():
        level = int(levels[at])
        if not level:
            piece = Piece(field, 0.0, "unknown", UNKNOWN[field], f"{field}.unknown", {})
            pieces.append(piece)
            continue
        code = f"{field}.{model.code(field, level)}"
        arguments = arguments_of(data, code, left, right, float(compared.metres[at]))
        if code == "address.different":
            arguments |= {
                "left": arguments["street_left"], "right": arguments["street_right"],
            }  # fmt: skip
        words = SENTENCES[code].format(**arguments)
        weight = float(weights[field])
        others = int(compared.shared[field][at]) - 2 if field in compared.shared else 0
        if others >= 3 and weight > 0:
            arguments["others"] = str(others)
            words += _SHARED_BY.format(others=others)
        says: Says = "for" if weight > 0 else "against" if weight < 0 else "unknown"
        pieces.append(Piece(field, weight, says, words, code, arguments))
    pieces.sort(key=lambda piece: (-abs(piece.weight), piece.field))
    return tuple(pieces)
