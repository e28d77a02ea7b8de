"""How often one network may try codes, or keep a diagnosis: a library lends its network to many."""

from allauth.core.internal.ratelimit import RateLimitUsage, consume
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from maillage.apps.orientation.errors import TooManyTries
from maillage.web.api.limits import network_of

RATES = {"keep": "60/h/key", "code": "20/h/key", "code_all": "300/h/key"}


def count_keeping(request: HttpRequest) -> None:
    """Count a diagnosis kept from this network. Raises TooManyTries."""
    if _used(request, "keep", _network(request)) is None:
        raise TooManyTries


def count_code(request: HttpRequest) -> RateLimitUsage:
    """Count a code tried, by this network and by everybody; what was right is rolled back.

    Raises TooManyTries.
    """
    used = []
    for action, key in (("code", _network(request)), ("code_all", "all")):
        usage = _used(request, action, key)
        if usage is None:
            raise TooManyTries
        used += usage.usage
    return RateLimitUsage(usage=used)


def _used(request: HttpRequest, action: str, key: str) -> RateLimitUsage | None:
    return consume(request, app="orientation", action=action, config=RATES, key=key)


def _network(request: HttpRequest) -> str:
    """Return a digest of the network that asks: the address itself is written nowhere."""
    return salted_hmac(
        "maillage.orientation.network", network_of(request), algorithm="sha256"
    ).hexdigest()
