"""How often one network may book, or try codes: a library lends its network to many people."""

from allauth.core.internal.ratelimit import RateLimitUsage, consume
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from maillage.apps.agenda.errors import TooManyTries
from maillage.web.api.limits import network_of

RATES = {
    "book": "60/h/key",
    "code": "20/h/key",
    "code_all": "300/h/key",
}


def count_booking(request: HttpRequest) -> None:
    """Count a booking of this network. Raises TooManyTries."""
    if consume(request, app="agenda", action="book", config=RATES, key=_network(request)) is None:
        raise TooManyTries


def count_code(request: HttpRequest) -> RateLimitUsage:
    """Count a code tried, by this network and by everybody; what was right is rolled back.

    Raises TooManyTries.
    """
    used = []
    for action, key in (("code", _network(request)), ("code_all", "all")):
        usage = consume(request, app="agenda", action=action, config=RATES, key=key)
        if usage is None:
            raise TooManyTries
        used += usage.usage
    return RateLimitUsage(usage=used)


def _network(request: HttpRequest) -> str:
    """Return a digest of the network that asks: the address itself is written nowhere."""
    return salted_hmac(
        "maillage.agenda.network", network_of(request), algorithm="sha256"
    ).hexdigest()
