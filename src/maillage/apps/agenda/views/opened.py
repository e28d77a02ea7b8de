"""The code that was typed, held for half an hour by the device of the person, by nobody else.

A signed cookie that goes to `/mon-rendez-vous/` alone: not in an address, not in the base (whose
sessions would keep it in clear), not sent by another site.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from maillage.apps.agenda.queries.codes import find_booking
from maillage.web.codes import plain_code

COOKIE = "rendez_vous"
PATH = "/mon-rendez-vous/"
# Says that the device keeps cookies: set where one books, for the time to book.
PROBE, PROBE_PATH = "essai", "/"
SALT = "maillage.agenda.opened"
HELD = timedelta(minutes=30)


def opened_code(request: HttpRequest) -> str:
    """Return the code that this device typed lately, "" when it typed none."""
    found = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=HELD)
    return plain_code(str(found)) if found else ""


def opened_booking(request: HttpRequest) -> tuple[str, Any]:
    """Return the code that this device typed and the booking that it opens, ("", None) without."""
    code = opened_code(request)
    found = find_booking(code) if code else None
    return (code, found) if found is not None else ("", None)


def hold(response: HttpResponseBase, code: str) -> HttpResponseBase:
    """Let the device keep a code for half an hour from now."""
    response.set_signed_cookie(
        COOKIE,
        code,
        salt=SALT,
        max_age=int(HELD.total_seconds()),
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def forget(response: HttpResponseBase) -> HttpResponseBase:
    """Take the code off the device: the next person at this screen sees nothing."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Strict")
    return response


def probe(response: HttpResponseBase) -> HttpResponseBase:
    """Ask the device whether it keeps cookies; the answer comes with the form."""
    response.set_cookie(
        PROBE,
        "1",
        max_age=int(HELD.total_seconds()) * 4,
        path=PROBE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def holds_cookies(request: HttpRequest) -> bool:
    """Tell whether the device keeps cookies."""
    return PROBE in request.COOKIES


__all__ = ["forget", "hold", "holds_cookies", "opened_booking", "opened_code", "probe"]
