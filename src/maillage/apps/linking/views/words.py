"""Records, evidence and pairs in the words of the pages."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from maillage.apps.directory.queries.entries import hours_of
from maillage.apps.directory.queries.words import Words
from maillage.core.geo import distance_m
from maillage.core.matching.text import fold
from maillage.sources.catalog import UnknownSource, get_source
from maillage.web.words import NBSP, distance, telephone

if TYPE_CHECKING:
    from maillage.apps.linking.models import ComparedRecord, LinkPair

DECLARED = "fichier:"
# From how much weight (log2 of the odds) a piece of evidence is said to be strong.
STRONG = 4.0
# The rows of the table: the fields that each holds, and the pieces of evidence that speak of it.
ROWS: Sequence[tuple[str, Any, frozenset[str]]] = (
    ("name", gettext_lazy("Nom"), frozenset({"name"})),
    (
        "address",
        gettext_lazy("Adresse"),
        frozenset({"address", "number", "street", "postcode", "commune"}),
    ),
    ("position", gettext_lazy("Sur le plan"), frozenset({"position", "distance", "lat", "lon"})),
    ("phone", gettext_lazy("Téléphone"), frozenset({"phone"})),
    ("email", gettext_lazy("E-mail"), frozenset({"email"})),
    ("site", gettext_lazy("Site"), frozenset({"site"})),
    ("siret", gettext_lazy("SIRET"), frozenset({"siret"})),
    ("kind", gettext_lazy("Genre de lieu"), frozenset({"kind"})),
    ("hours", gettext_lazy("Horaires"), frozenset({"hours"})),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: marked when the other record does not say it."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison: what each says, and what it tells."""

    label: Any
    left: Sequence[Piece]
    right: Sequence[Piece]
    # "for", "against", "unknown": never by colour alone, `verdict` says it.
    says: str
    verdict: str
    words: str


def source_words(source: str) -> str:
    """Return the name of a source as people know it."""
    if source == "saisie":
        return _("saisi à la main")
    try:
        return get_source(source).title
    except UnknownSource:
        name = source.removeprefix(DECLARED).replace("-", " ")
        return _("le fichier « %(name)s »") % {"name": name}


def name_of(record: "ComparedRecord") -> str:
    """Return the name that a record gives; that of its place when it gives none."""
    return str(record.values.get("name") or record.home.nom)


def rows_of(pair: "LinkPair", words: Words) -> list[Row]:
    """Return the lines of the comparison: those of which neither says anything are left out."""
    pieces: dict[str, list[Mapping[str, Any]]] = {}
    for piece in pair.evidence:
        pieces.setdefault(piece["field"], []).append(piece)
    rows = []
    for code, label, fields in ROWS:
        said = [piece for field in sorted(fields) for piece in pieces.pop(field, ())]
        left, right = (_cell(code, end, words) for end in (pair.left, pair.right))
        if left or right:
            rows.append(_row(label, left, right, said))
    # Text columns that a territory declared, or evidence of the names taken together.
    rows += [_row(field, "", "", said) for field, said in sorted(pieces.items()) if _speaks(said)]
    return rows


def _speaks(said: Sequence[Mapping[str, Any]]) -> bool:
    return any(piece["says"] != "unknown" for piece in said)


def _row(label: Any, left: str, right: str, said: Sequence[Mapping[str, Any]]) -> Row:
    weight = sum(piece["weight"] for piece in said if piece["says"] != "unknown")
    spoken = [piece for piece in said if piece["says"] != "unknown"]
    says = "unknown" if not spoken else "for" if weight >= 0 else "against"
    marked = _marked(left, right)
    return Row(
        label=label,
        left=marked[0],
        right=marked[1],
        says=says,
        verdict=_verdict(says, weight),
        words=_sentence([piece["words"] for piece in spoken or said]),
    )


def _verdict(says: str, weight: float) -> str:
    if says == "unknown":
        return _("Ne dit rien")
    strong = abs(weight) >= STRONG
    if says == "for":
        return _("Fortement oui") if strong else _("Plutôt oui")
    return _("Fortement non") if strong else _("Plutôt non")


def _cell(code: str, record: "ComparedRecord", words: Words) -> str:
    """Return what a record says of one line, "" when it says nothing."""
    said = record.values
    if code == "address":
        street = said.get("address") or " ".join(
            str(said[name]) for name in ("number", "street") if said.get(name)
        )
        town = " ".join(str(part) for part in (said.get("postcode"), _commune(record)) if part)
        return ", ".join(part for part in (str(street), town) if part)
    if code == "position":
        return _("placé sur la carte") if said.get("lat") is not None else ""
    value = said.get(code)
    if value in (None, "", []):
        return ""
    if code == "siret" and not str(value).strip("0"):
        return ""  # what files write when they do not know
    values = value if isinstance(value, list) else [value]
    if code == "phone":
        return ", ".join(telephone(str(one)) for one in values)
    if code == "kind":
        return ", ".join(words.of("typologie", [one]) for one in values)
    if code == "hours":
        hours = hours_of(str(value), record.home)
        understood = hours is not None and hours.understood
        return " ; ".join(hours.in_words()) if hours is not None and understood else str(value)
    return ", ".join(str(one) for one in values)


def _commune(record: "ComparedRecord") -> str:
    said = str(record.values.get("commune") or "")
    # A code is for programs: its place knows the name.
    return record.home.commune if not said or said == record.home.code_insee else said


def _marked(left: str, right: str) -> tuple[Sequence[Piece], Sequence[Piece]]:
    """Return both texts in pieces, the words that differ marked."""
    if not left or not right:
        whole = [[Piece(text, False)] if text else [] for text in (left, right)]
        return whole[0], whole[1]
    ours, theirs = left.split(), right.split()
    plain = [[fold(word) for word in words] for words in (ours, theirs)]
    found: tuple[list[Piece], list[Piece]] = ([], [])
    matcher = difflib.SequenceMatcher(a=plain[0], b=plain[1], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        for pieces, texts in zip(found, (ours[a:b], theirs[c:d]), strict=True):
            if texts:
                pieces.append(Piece(" ".join(texts), kind != "equal"))
    return found


def apart_m(pair: "LinkPair") -> float | None:
    """Return how far the two records are from one another, None when one has no position."""
    points = [point_of(end) for end in (pair.left, pair.right)]
    if points[0] is None or points[1] is None:
        return None
    return distance_m(*points[0], *points[1])


def point_of(record: "ComparedRecord") -> tuple[float, float] | None:
    """Return where a record is, degrees."""
    latitude, longitude = record.values.get("lat"), record.values.get("lon")
    if latitude is None or longitude is None:
        return None
    return float(latitude), float(longitude)


def apart_words(pair: "LinkPair") -> str:
    """Return how far the two are, in words; "" when one has no position."""
    metres = apart_m(pair)
    if metres is None:
        return ""
    if metres < 2:
        return _("au même point")
    # To the metre, as in the evidence beside it.
    words = f"{round(metres)}{NBSP}m" if metres < 1000 else distance(metres)
    return _("à %(distance)s l’un de l’autre") % {"distance": words}


def evidence_words(pieces: Sequence[Mapping[str, Any]]) -> str:
    """Return the strongest reasons, for and against, in one sentence each."""
    said = sorted(pieces, key=lambda piece: -abs(piece["weight"]))
    for_it = [piece["words"] for piece in said if piece["says"] == "for"][:2]
    against = [piece["words"] for piece in said if piece["says"] == "against"][:2]
    parts = []
    if for_it:
        parts.append(_("Pour : %(words)s") % {"words": _joined(for_it)})
    if against:
        parts.append(_("Contre : %(words)s") % {"words": _joined(against)})
    return " ".join(parts)


def _joined(words: Sequence[str]) -> str:
    return " ; ".join(one.rstrip(". ") for one in words) + "."


def _sentence(words: Sequence[str]) -> str:
    """Return pieces of evidence as one sentence, "" when there is none."""
    said = _joined(list(dict.fromkeys(words))) if words else ""
    return said[:1].upper() + said[1:]


def chances(probability: float) -> str:
    """Return a probability as people say it."""
    out_of_100 = min(99, max(1, round(100 * probability)))
    return ngettext("%(n)s chance sur 100", "%(n)s chances sur 100", out_of_100) % {"n": out_of_100}


__all__ = [
    "Piece",
    "Row",
    "apart_m",
    "apart_words",
    "chances",
    "evidence_words",
    "name_of",
    "point_of",
    "rows_of",
    "source_words",
]
