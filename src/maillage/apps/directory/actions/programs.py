"""What programs do with a key, in the name of the person who made it.

A change holds only for what the program has read; a program that did not hear the answer may ask
again without doing it twice. Each is one transaction.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import salted_hmac

from maillage.apps.directory.actions.hand import lock_place
from maillage.apps.directory.actions.holdings import add_offer, check_terms, edit_offer
from maillage.apps.directory.actions.staff import edit_place
from maillage.apps.directory.errors import OfferRepeated
from maillage.apps.directory.models import Vocabulary

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

REMEMBERED_S = 24 * 3600


@transaction.atomic
def edit_place_as_read(
    *,
    public_id: str,
    values: Mapping[str, Any],
    as_read: Callable[[], None],
    by: "User",
    now: datetime,
) -> None:
    """Correct a place while every other writer waits; `as_read` raises when it changed meanwhile.

    Raises TermUnknown, and what edit_place raises.
    """
    lock_place(public_id)
    as_read()
    check_terms(Vocabulary.KIND, values.get("kinds", ()))
    edit_place(public_id=public_id, values=values, by=by, now=now)


@transaction.atomic
def edit_offer_as_read(
    *,
    public_id: str,
    offer_id: str,
    values: Mapping[str, Any],
    as_read: Callable[[], None],
    by: "User",
    now: datetime,
) -> None:
    """Correct an offer while every other writer waits; `as_read` raises when it changed meanwhile.

    Raises what edit_offer raises.
    """
    lock_place(public_id)
    as_read()
    edit_offer(public_id=public_id, offer_id=offer_id, values=values, by=by, now=now)


@transaction.atomic
def add_offer_once(
    *,
    public_id: str,
    values: Mapping[str, Any],
    key: str,
    body: bytes,
    by: "User",
    now: datetime,
) -> tuple[str, bool]:
    """Enter an offer, once for one `key` of one person; return (its number, is it new).

    For a day the same key answers the same offer; with another `body` it is refused.
    Raises OfferRepeated, and what add_offer raises.
    """
    lock_place(public_id)
    told = salted_hmac("maillage.api_once", body, algorithm="sha256").hexdigest()
    name = salted_hmac("maillage.api_once", f"{by.pk} {public_id} {key}", algorithm="sha256")
    entry = f"api:once:{name.hexdigest()}"
    known = cache.get(entry) if key else None
    if known is not None:
        if known["told"] != told:
            raise OfferRepeated
        return known["offer"], False
    offer = add_offer(public_id=public_id, values=values, by=by, now=now)
    if key:
        # In the same base and the same transaction: both are written, or neither is.
        cache.set(entry, {"told": told, "offer": offer.public_id}, REMEMBERED_S)
    return offer.public_id, True
