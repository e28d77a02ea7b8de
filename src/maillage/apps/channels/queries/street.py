"""Slips given in the street: the numbers of a block, how one is written, read and found again."""

from dataclasses import dataclass
from datetime import date

from maillage.apps.channels.errors import SlipUnknown
from maillage.apps.channels.models import BLOCK_SIZE, SlipBlock, StreetSlip
from maillage.apps.directory.queries.asking import public_places_among
from maillage.apps.directory.queries.published import published_places
from maillage.web.words import telephone


def check_digit(number: int) -> int:
    """Return the last digit of a slip: one digit mistyped, or two swapped, and it differs (Luhn).

    >>> check_digit(7992739871)
    3
    """
    total = 0
    for place, digit in enumerate(int(one) for one in reversed(str(number))):
        total += digit if place % 2 else sum(divmod(2 * digit, 10))
    return -total % 10


def written(number: int) -> str:
    """Return a number as a slip bears it.

    >>> written(1000), number_of(" 1000 9 "), number_of("1000-8")
    ('1000-9', 1000, None)
    """
    return f"{number}-{check_digit(number)}"


def number_of(text: str) -> int | None:
    """Return the number that somebody reads on a slip, None when it is none."""
    digits = "".join(one for one in text if one in "0123456789")
    if not 5 <= len(digits) <= 10:
        return None
    number, last = divmod(int(digits), 10)
    return number if check_digit(number) == last else None


@dataclass(frozen=True, slots=True)
class Place:
    """A place where somebody may be sent: what a slip shows of it, without network too."""

    public_id: str
    nom: str
    address: str
    telephone: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number that a device may give, and how it is written."""

    n: int
    said: str


def numbers_of(block: SlipBlock) -> list[Number]:
    """Return the numbers of a block that are not given yet, in order. One query."""
    first = block.block * BLOCK_SIZE
    taken = set(StreetSlip.objects.filter(block=block).values_list("number", flat=True))
    return [Number(n, written(n)) for n in range(first, first + BLOCK_SIZE) if n not in taken]


def get_slip(text: str) -> StreetSlip:
    """Return the slip that bears a number. Raises SlipUnknown."""
    number = number_of(text)
    rows = StreetSlip.objects.select_related("place")
    found = None if number is None else rows.filter(number=number).first()
    if found is None:
        raise SlipUnknown
    return found


def slip_of_key(client_key: str) -> StreetSlip | None:
    """Return the slip of an encounter that was noted already."""
    return StreetSlip.objects.filter(client_key=client_key).first()


def street_places(*, today: date) -> list[Place]:
    """Return the public places, by name: where somebody may be sent."""
    found = [
        Place(
            one.public_id,
            one.nom,
            ", ".join(filter(None, (one.adresse, one.commune))),
            telephone(one.telephone),
        )
        for one in published_places(today=today, whole=False)
    ]
    return sorted(found, key=lambda one: (one.nom.casefold(), one.public_id))


def place_number(public_id: str) -> int | None:
    """Return the number in the base of a public place, None for what is none."""
    found = public_places_among([public_id]) if public_id else []
    return found[0].pk if found else None
