"""The code that a person typed, or that of a place: held for half an hour by their device alone.

A signed cookie for `/fiche/`: not in an address, not in the base, not sent by another site.
"""

from datetime import timedelta
from typing import Any

from allauth.core.internal.ratelimit import RateLimitUsage, consume
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from maillage.apps.liaison.errors import TooManyTries
from maillage.web.api.limits import network_of

PATH = "/fiche/"
HELD = timedelta(minutes=30)
# The cookie of the person, and that of a place with a paper.
MINE, ANSWER = "fiche", "fiche_reponse"
RATES = {"code": "20/h/key", "code_all": "300/h/key"}


def held_code(request: HttpRequest, cookie: str) -> str:
    """Return the code that this device typed lately, "" when it typed none."""
    found = request.get_signed_cookie(cookie, default="", salt=f"maillage.{cookie}", max_age=HELD)
    return str(found)


def hold(response: HttpResponseBase, cookie: str, code: str) -> HttpResponseBase:
    """Let the device keep a code for half an hour from now."""
    response.set_signed_cookie(
        cookie,
        code,
        salt=f"maillage.{cookie}",
        max_age=int(HELD.total_seconds()),
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def forget(response: HttpResponseBase) -> HttpResponseBase:
    """Take the codes off the device: the next person at this screen sees nothing."""
    for cookie in (MINE, ANSWER):
        response.delete_cookie(cookie, path=PATH, samesite="Strict")
    return response


def count_try(request: HttpRequest) -> RateLimitUsage:
    """Count a code or a link tried, by this network and by everybody.

    What was right is rolled back by the caller. Raises TooManyTries.
    """
    used: list[Any] = []
    network = salted_hmac("maillage.liaison.network", network_of(request), algorithm="sha256")
    for action, key in (("code", network.hexdigest()), ("code_all", "all")):
        usage = consume(
            request, app="liaison", action=action, config=RATES, key=key, limit_get=True
        )
        if usage is None:
            raise TooManyTries
        used += usage.usage
    return RateLimitUsage(usage=used)
