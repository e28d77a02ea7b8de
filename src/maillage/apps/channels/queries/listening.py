"""What is heard of a place and of a quarter: the facts of papers, in sentences for the ear.

Each line is shown as it is written, and said as a person says it: no abbreviation, hours and
telephones in words. What a person typed in French is read by a French voice in any language.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.channels.queries.facts import OfferFacts, PlaceFacts
from maillage.core.speech import spoken
from maillage.web.languages import FSI, MARK, PDI, SOURCE, current, known_words, languages
from maillage.web.words import series

# Of a quarter: beyond, a list is read, not heard.
MOST_PLACES = 12
_FRENCH = re.compile(f"{FSI}([^{PDI}]*){PDI}(?:{re.escape(MARK)})?")
_POSTAL = re.compile(r"^\d{5}\s+")
# Five pairs, or from abroad: digits one by one in any language.
_TELEPHONE = re.compile(r"\+?\d(?:[\s.-]?\d){7,14}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line: as it is written, as it is heard, and of which language when not ours."""

    text: str
    said: str
    # "fr" for what a person typed, inside another language; "" for the language of the page.
    lang: str


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What is listened to at once: a whole place, or one of its services."""

    # Number (public id) of the service; "" for what is said of the place.
    offer: str
    # Its name, said first; None for what has none.
    heading: Line | None
    lines: tuple[Line, ...]


def line_of(text: str) -> Line:
    """Return a sentence cut where French begins and ends inside another language."""
    language = current()
    pieces: list[Piece] = []
    end = 0
    for found in _FRENCH.finditer(text):
        pieces.append(_piece(text[end : found.start()], language.is_french, ""))
        pieces.append(_piece(found[1], True, "" if language.is_french else SOURCE))
        end = found.end()
    pieces.append(_piece(text[end:], language.is_french, ""))
    return Line(tuple(one for one in pieces if one.text))


def _piece(text: str, french: bool, lang: str) -> Piece:
    if french:
        return Piece(text, spoken(text), lang)
    said = _TELEPHONE.sub(_one_by_one, text.replace("\u00a0", " ").replace("\u202f", " "))
    # What is left between two French pieces may be a comma: it is shown, not said.
    return Piece(text, said.strip() if any(c.isalnum() for c in said) else "", lang)


def _one_by_one(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match[0])
    return ", ".join(" ".join(digits[i : i + 2]) for i in range(0, len(digits), 2))


# ---------------------------------------------------------------- what is said


def pieces_to_say(lines: Iterable[Line]) -> list[tuple[str, str]]:
    """Return what a voice reads: (code of a language, text), with a silence after each line."""
    code = current().code
    own = SOURCE if languages()[code].is_french else code
    said: list[tuple[str, str]] = []
    for line in lines:
        pieces = [(one.lang or own, one.said) for one in line.pieces if one.said]
        said += [*pieces, (pieces[-1][0], "")] if pieces else []
    return said


def place_parts(one: PlaceFacts) -> list[Part]:
    """Return what is said of a place, then of each of its services."""
    whole = Part("", line_of(known_words(one.nom)), _lines(_about(one)))
    return [whole, *(_offer(offer) for offer in one.offers)]


def _lines(texts: Iterable[str]) -> tuple[Line, ...]:
    return tuple(line_of(text) for text in texts if text)


def _pair(label: str, words: str) -> str:
    return _("{label}\u00a0: {words}").format(label=label, words=words) if words else ""


def _about(one: PlaceFacts) -> list[str]:
    return [
        *_where(one),
        *one.closures,
        *one.hours,
        _pair(_("Téléphone"), one.telephone),
        _pair(_("On y fait"), series(one.services)),
        _pair(_("Prix"), one.cost),
        _pair(_("Pour qui"), one.publics),
        _pair(_("Comment venir"), one.access),
        _pair(_("Langues parlées"), one.languages),
        one.wheelchair,
        *(_pair(label, words) for label, words in one.coming),
        _pair(_("Prochaines séances"), series(one.sessions)),
        one.verified,
        _("Appelez avant de venir.") if one.to_check else "",
    ]


def _where(one: PlaceFacts) -> list[str]:
    # A postal code is for letters.
    town = _POSTAL.sub("", one.town)
    where = series([known_words(part) for part in (one.street, town) if part])
    return [
        _pair(_("Adresse"), where),
        _pair(_("Quartier"), known_words(one.quarter)),
    ]


def _offer(offer: OfferFacts) -> Part:
    title = offer.title or series(offer.services[:1])
    rest = [one for one in offer.services if one != title]
    texts = [series(rest), *(_pair(label, words) for label, words in offer.pairs)]
    return Part(offer.public_id, line_of(title) if title else None, _lines(texts))


def zone_parts(nom: str, places: Sequence[PlaceFacts]) -> list[Part]:
    """Return what is said of a quarter: how many places, then the first of them."""
    n = len(places)
    first = ngettext("{n} lieu vous aide ici.", "{n} lieux vous aident ici.", n).format(n=n)
    if not n:
        first = _("Aucun lieu connu ici pour le moment.")
    parts = [Part("", line_of(known_words(nom)), _lines([first]))]
    for one in places[:MOST_PLACES]:
        texts = [
            *_where(one)[:1],
            *one.closures,
            *one.open_hours,
            _pair(_("Téléphone"), one.telephone),
            _pair(_("On y fait"), series(one.services)),
        ]
        parts.append(Part(one.public_id, line_of(known_words(one.nom)), _lines(texts)))
    if n > MOST_PLACES:
        texts = [_("Les autres lieux sont écrits sur la page du quartier.")]
        parts.append(Part("", None, _lines(texts)))
    return parts


def all_lines(parts: Iterable[Part]) -> list[Line]:
    """Return every line of parts, in order."""
    return [
        line
        for part in parts
        for line in ((part.heading, *part.lines) if part.heading else part.lines)
    ]
