"""Adapters of SMS: none, the screen, or a service asked over https.

Nothing here writes a number or a text in a log. What became of a message is one of five answers:
only those that are sure that it did not leave let it be sent again.
"""

import http.client
import json
import sys
import urllib.error
import urllib.request
from enum import StrEnum
from typing import Any

from django.conf import settings

_TIMEOUT_S = 15.0


class Answer(StrEnum):
    """What became of a message that was handed over."""

    SENT = "sent"
    REFUSED = "refused"  # for good: this number, this text
    LATER = "later"  # not taken now
    AWAY = "away"  # nobody answers: no other message would leave either
    UNSURE = "unsure"  # cut in the middle: it may have left


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A number is given to the address that was configured, to no other."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def sms_leaves() -> bool:
    """Tell whether there is a way to send SMS."""
    return bool(settings.SMS)


def send_sms(to: str, text: str, *, once: str) -> Answer:
    """Hand over an SMS; `once` is the same for the same message, for a service that looks."""
    if settings.SMS == "console":
        sys.stdout.write(f"--- SMS ---\n{to}\n{text}\n-----------\n")
        sys.stdout.flush()
        return Answer.SENT
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Maillage",
        "Idempotency-Key": once,
    }
    if settings.SMS_KEY:
        headers["Authorization"] = f"Bearer {settings.SMS_KEY}"
    body = json.dumps({"to": to, "text": text}, ensure_ascii=False).encode()
    # The address is one of the options, checked at the start: never what a person typed.
    asked = urllib.request.Request(settings.SMS, data=body, headers=headers, method="POST")
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(asked, timeout=_TIMEOUT_S):
            return Answer.SENT
    except urllib.error.HTTPError as error:
        error.close()
        return _refusal(error.code)
    except urllib.error.URLError:
        return Answer.AWAY  # no name, no connection: the request never left
    except (OSError, http.client.HTTPException):
        return Answer.UNSURE  # the request left, the answer did not come


def _refusal(status: int) -> Answer:
    if status in {429, 503}:
        return Answer.LATER
    if status >= 500:
        return Answer.UNSURE
    # A wrong key or address is no fault of the person: it is set right, and tried again.
    return Answer.AWAY if status < 400 or status in {401, 402, 403, 404, 405} else Answer.REFUSED
