"""What a link or a code opens: the places that are asked, and what they answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from maillage.apps.freshness.errors import CodeUnknown, LinkOver, RequestUnknown
from maillage.apps.freshness.models import Letter, NoMore, Request
from maillage.apps.freshness.queries.keys import code_digest, link_digest


@dataclass(frozen=True, slots=True)
class Door:
    """What is open to whoever holds a link or a code, without an account.

    how : "link" or "paper", as the directory writes it
    """

    how: str
    until: datetime
    requests: Sequence[Request]
    letter: Letter | None = None

    def one(self, number: int) -> Request:
        """Return one of its requests. Raises RequestUnknown: another's is none."""
        for request in self.requests:
            if request.pk == number:
                return request
        raise RequestUnknown


def _requests() -> QuerySet[Request]:
    rows = Request.objects.select_related("place", "place__joined_to", "campaign")
    return rows.order_by("place__nom", "pk")


def door_of_link(token: str, *, now: datetime) -> Door:
    """Return what a link opens. Raises LinkOver for one that is old, taken back or wrong."""
    letter = Letter.objects.filter(
        link_digest=link_digest(token), expires_at__gt=now, revoked_at=None
    ).first()
    if letter is None:
        raise LinkOver
    return Door("link", letter.expires_at, list(_requests().filter(letter=letter)), letter)


def letter_of_link(token: str) -> Letter:
    """Return the letter of a link, however old: whoever wants no more letters may say so late.

    Raises LinkOver for one that is wrong, or forgotten.
    """
    letter = Letter.objects.filter(link_digest=link_digest(token)).first()
    if letter is None:
        raise LinkOver
    return letter


def door_of_code(code: str, *, now: datetime) -> Door:
    """Return what the code of a sheet opens. Raises CodeUnknown."""
    return door_of_digest(code_digest(code), now=now)


def door_of_digest(digest: str, *, now: datetime) -> Door:
    """Return what a code opens, by what the base keeps of it. Raises CodeUnknown."""
    request = _requests().filter(code_digest=digest, code_until__gt=now).first()
    if request is None or request.code_until is None:
        raise CodeUnknown
    return Door("paper", request.code_until, [request])


def wants_no_more(letter: Letter) -> bool:
    """Tell whether the address of a letter asked for no more messages."""
    return NoMore.objects.filter(address_digest=letter.address_digest).exists()


def refuse_mail(digests: Sequence[str]) -> set[str]:
    """Return which of these addresses asked for no more messages. One query by 500."""
    found: set[str] = set()
    for start in range(0, len(digests), 500):
        rows = NoMore.objects.filter(address_digest__in=digests[start : start + 500])
        found |= set(rows.values_list("address_digest", flat=True))
    return found
