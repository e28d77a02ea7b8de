"""Letters that nobody waits for.

A page that asks for a code answers the same whether the address has an account or not. It must
answer as fast too: talking with a mail server takes a second, and that second would tell.
"""

import logging
import threading

from django.conf import settings
from django.core.mail import EmailMessage

log = logging.getLogger(__name__)

_DJANGO = "django.core.mail.backends"
# Those that talk with no network: tests and the demonstration read their letters at once.
_AT_ONCE = {
    f"{_DJANGO}.{name}.EmailBackend" for name in ("locmem", "console", "dummy", "filebased")
}


def send_aside(message: EmailMessage) -> None:
    """Send a letter without making who asked for it wait.

    A mail server that refuses is said in the log, without any address; the page says nothing of
    it, since it would only when the account exists.
    """
    if settings.EMAIL_BACKEND in _AT_ONCE:
        _send(message)
        return
    # Not a daemon: a server that stops finishes its letters first.
    threading.Thread(target=_send, args=(message,), name="letter").start()


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except OSError as error:  # every fault of smtplib and of the network is one
        log.error("a letter did not leave: %s", type(error).__name__)
