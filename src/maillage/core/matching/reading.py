"""One record read: what it says of each field, as texts and numbers."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from maillage.core.matching import fields
from maillage.core.matching.kinds import kinds_of, split_kinds
from maillage.core.matching.rarity import GENERIC, SIDES, is_common
from maillage.core.matching.text import words_of

Record = Mapping[str, object]


class NameRead(NamedTuple):
    """What a name says once its commune is known.

    own : words that are this place's alone
    kinds : bits of the kinds that it says
    plain : a key for a name without own words, "" otherwise
    initials : of the whole name, and of the name without its commune
    numbers, sides : what sets apart places of one name
    """

    said: bool
    own: tuple[str, ...]
    kinds: int
    plain: str
    initials: tuple[str, str]
    numbers: str
    sides: str


class Read(NamedTuple):
    """A record read; "", () and NaN are unknown."""

    text: str
    name: NameRead
    of_kind: int
    street: fields.Street
    commune: str
    insee: str
    postcode: str
    point: tuple[float, float]
    phones: list[str]
    emails: list[str]
    mail_hosts: list[str]
    hosts: list[str]
    siret: str
    hours: str
    key: int


def _without(words: list[str], commune: Sequence[str]) -> list[str]:
    """Return the words of a name without those of its commune.

    A commune of several words is often said by one of them only; a word that many names or
    communes bear ("saint", "grand") then stays.
    """
    if not commune:
        return words
    size, kept, at = len(commune), list[str](), 0
    if commune[0] in words:
        while at < len(words):
            if words[at : at + size] == commune:
                at += size
            else:
                kept.append(words[at])
                at += 1
        if len(kept) < len(words):
            return kept
    return [word for word in words if word not in commune or is_common(word)]


@lru_cache(maxsize=32768)
def read_name(text: str, commune: str, department: str) -> NameRead:
    """Return what a name says.

    Examples
    --------
    >>> read_name("Médiathèque de Clairmaille - La Navette", "clairmaille", "59").own
    ('navette',)
    """
    words = words_of(text)
    if not words:
        return NameRead(False, (), 0, "", ("", ""), "", "")
    said = _without(words, commune.split())
    # "Marie de Clairmaille" is a slip; "Marie Curie" is not.
    kinds, left = split_kinds(["mairie"] if said == ["marie"] else said)
    # "UDAF 42": the number of the department sets nothing apart inside it.
    own = [word for word in left if word not in GENERIC and word != department]
    if not left and not kinds:
        own = words  # a name that is only its commune's
    initials = "".join(word[0] for word in words), "".join(word[0] for word in said)
    return NameRead(
        True,
        tuple(dict.fromkeys(own)),
        kinds,
        "" if own else f"{kinds} {' '.join(sorted(set(left)))}",
        (initials[0] if len(initials[0]) > 2 else "", initials[1] if len(initials[1]) > 2 else ""),
        " ".join(sorted({word for word in own if len(word) == 1 or word.isdigit()})),
        " ".join(sorted(SIDES.intersection(own))),
    )


@lru_cache(maxsize=4096)
def _kinds(values: tuple[str, ...]) -> int:
    return kinds_of(values)


def read_record(record: Record) -> Read:
    """Return what a record says.

    Raises
    ------
    TypeError : a record that is not a mapping.
    """
    if not isinstance(record, Mapping):
        raise TypeError("a record must be a mapping of fields to values")
    get = record.get
    commune = fields.commune_of(fields.text_of(get("commune")))
    insee = fields.commune_of(fields.text_of(get("code_insee")))
    if commune[:2].isdigit():
        commune, insee = "", commune
    elif not insee[:2].isdigit():
        insee = ""
    text = fields.text_of(get("name"))
    postcode = fields.postcode_of(get("postcode"))
    name = read_name(text, commune, postcode[:2])
    kind = get("kind")
    emails = fields.emails_of(get("email"))
    phones = fields.phones_of(get("phone"))
    hosts = fields.hosts_of(get("site"))
    street = fields.street_of(record)
    point = fields.point_of(record)
    siret = fields.register_of(get("siret"))
    hours = fields.hours_of(get("hours"))
    said = (text, commune, insee, postcode, *street, *point, phones, emails, hosts, siret, hours)
    content = f"{said}{kind}"
    return Read(
        text,
        name,
        _kinds(tuple(fields.texts_of(kind))) if kind else 0,
        street,
        commune,
        insee,
        postcode,
        point,
        phones,
        emails,
        sorted({host for email in emails if (host := fields.email_host(email))}),
        hosts,
        siret,
        hours,
        int.from_bytes(blake2b(content.encode("utf-8", "replace"), digest_size=8).digest()),
    )
