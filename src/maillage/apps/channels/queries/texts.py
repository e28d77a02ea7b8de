"""The faces that are plain text: a list for a newspaper, a text message, a post to paste."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from maillage.apps.channels.queries.facts import PlaceFacts
from maillage.apps.channels.queries.wording import as_typed
from maillage.web.languages import FSI, PDI

# Of the alphabet of text messages (GSM 03.38, 3GPP TS 23.038): one letter, one seventh of a byte.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# These take two.
_TWICE = frozenset("^{}\\[~]|€")
_PLAIN = str.maketrans(
    {
        "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "…": "...",
        "\u00a0": " ", "\u202f": " ", "ç": "c", "ê": "e", "ë": "e", "î": "i", "ï": "i", "ô": "o",
        "û": "u", "â": "a", "À": "A", "È": "E", "Ê": "E", "Î": "I", "Ô": "O", "Û": "U", "œ": "oe",
        "Œ": "OE", "·": "-", "•": "-",
    }
)  # fmt: skip
ONE_MESSAGE, TWO_MESSAGES = 160, 306
# The same for what that alphabet lacks (Arabic): two bytes a letter (UCS-2).
ONE_WIDE, TWO_WIDE = 70, 134


@dataclass(frozen=True, slots=True)
class Message:
    """A text message: its words, how many letters, how many messages are paid, its link."""

    text: str
    n_letters: int
    n_messages: int
    link: str


def gsm(text: str) -> str:
    """Return a text in the alphabet of text messages; what it lacks is left out.

    >>> gsm("L’accès, ça s’ouvre à 9\\u00a0h ☺")
    "L'accès, ca s'ouvre à 9 h "
    """
    return "".join(c for c in gsm_spelling(text) if c in _GSM or c in _TWICE)


def gsm_spelling(text: str) -> str:
    """Return a text with the nearest letters of that alphabet; what has none near stays."""
    return text.translate(_PLAIN)


def n_letters(text: str) -> int:
    """Return how many letters a text counts for, in the alphabet of its message."""
    if is_wide(text):
        return len(text.encode("utf-16-be")) // 2
    return sum(2 if c in _TWICE else 1 for c in text)


def is_wide(text: str) -> bool:
    """Tell whether a text needs the wide alphabet, as Arabic does."""
    return any(c not in _GSM and c not in _TWICE for c in text)


def _wide(text: str) -> str:
    """Return a text in the wide alphabet, without what old telephones draw as boxes.

    The spaces of a number stay tied: cut over two lines, it would be read from its middle.
    """
    plain = text.replace("\u202f", "\u00a0")
    return "".join(c for c in plain if c not in (FSI, PDI) and ord(c) < 0x10000)


def zone_message(zone: Any, contact: dict[str, str], url: str) -> Message:
    """Return the quarter as a text message: what, whom to call, where to read the rest.

    One message when it fits, two at most: what is cut is the name of who answers, never the number
    nor the address.
    """
    # Of a sentence that stands, what matters is its own letters: names are spelt as they can be.
    wide = is_wide(gsm_spelling(_("Appelez le {phone}.")))
    phone = contact["telephone"]
    whole = _("{zone} : aide pour vos papiers, vos démarches, un ordinateur.").format(zone=zone.nom)
    short = _("{zone} : aide numérique.").format(zone=zone.nom[: 30 if wide else 60])
    call = _("Appelez le {phone} ({who}).").format(phone=phone, who=contact["nom"]) if phone else ""
    plain_call = _("Appelez le {phone}.").format(phone=phone) if phone else ""
    where = _("Adresses, horaires : {url}").format(url=url) if url else ""
    tries = ((whole, call), (whole, plain_call), (short, plain_call))
    spell = _wide if wide else gsm
    texts = [spell(" ".join(part for part in (*parts, where) if part)) for parts in tries]
    sizes = (ONE_WIDE, TWO_WIDE) if wide else (ONE_MESSAGE, TWO_MESSAGES)
    for most in sizes:
        for text in texts:
            if n_letters(text) <= most:
                return _message(text)
    return _message(texts[-1][: sizes[-1]])


def _message(text: str) -> Message:
    n = n_letters(text)
    one, part = (ONE_WIDE, 67) if is_wide(text) else (ONE_MESSAGE, 153)
    # "?&" is what old and new telephones of both makers understand.
    return Message(text, n, 1 if n <= one else -(-n // part), f"sms:?&body={quote(text)}")


def newspaper_list(
    title: str, places: Sequence[PlaceFacts], contact: dict[str, str], *, edition: str
) -> str:
    """Return the addresses as plain text, ready for a newspaper or the table of a stand."""
    blocks = [title.upper(), ""]
    for place in places:
        blocks.append(as_typed(place.nom))
        blocks.append(as_typed(place.address))
        blocks.append(
            _("Tél. {phone}").format(phone=place.telephone)
            if place.telephone
            else _("Pas de téléphone connu")
        )
        blocks += place.closures
        blocks += place.hours
        if place.services:
            blocks.append(" · ".join(place.services))
        if place.cost:
            blocks.append(_("Prix : {cost}").format(cost=place.cost))
        blocks.append("")
    if contact["telephone"]:
        blocks.append(
            _("Une question ? {who}, {phone}, {hours}").format(
                who=as_typed(contact["nom"]),
                phone=contact["telephone"],
                hours=as_typed(contact["horaires"]),
            )
        )
    blocks.append(edition)
    return "\n".join(blocks) + "\n"


def posts(
    zone: Any, places: Sequence[PlaceFacts], contact: dict[str, str], *, url: str, tags: str
) -> list[str]:
    """Return texts to paste on a network: one for the quarter, one for each next session.

    tags : the hashtags that people of the town already use, as they were typed
    """
    end = f"\n{tags.strip()}" if tags.strip() else ""
    first = _("{zone} : une personne vous aide pour vos papiers et vos démarches.").format(
        zone=zone.nom
    )
    if contact["telephone"]:
        first += " " + _("Appelez le {phone}.").format(phone=contact["telephone"])
    found = [f"{first} {url}".strip() + end]
    for place in sorted((p for p in places if p.sessions), key=lambda p: p.next_at)[:8]:
        said = f"{place.sessions[0]}. {place.nom}, {place.street}."
        if place.telephone:
            said += " " + _("Tél. {phone}").format(phone=place.telephone)
        found.append(f"{said[:1].upper()}{said[1:]} {place.url}".strip() + end)
    return found
