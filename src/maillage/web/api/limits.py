"""How often a program may ask: counted by minute, by network or by key, for every process.

Counts are kept in the shared table of attempts, under a digest that cannot be read back, and are
forgotten after two minutes. A process notes there what it has seen by small groups: one write for
several requests, at the price of letting a few more through.
"""

import ipaddress
import threading
import time

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import cache_lock
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from maillage.web.api.problems import TooManyRequests

MINUTE_S = 60
# By minute: reads of one network, requests of one key, keys that open nothing from one network.
LIMITS = {"network": 300, "key": 600, "wrong": 20}
KEPT_AT_MOST = 10_000


class _Count:
    """What this process knows of one count."""

    __slots__ = ("pending", "shared", "window")

    def __init__(self, window: int) -> None:
        self.window = window
        self.pending = 0  # seen here, not yet noted for everybody
        self.shared = 0  # seen by every process, at the last note


_counts: dict[tuple[str, str], _Count] = {}
_lock = threading.Lock()


def limit_of(kind: str) -> int:
    """Return how many a minute; settings.API_LIMITS may say otherwise."""
    return int(getattr(settings, "API_LIMITS", {}).get(kind, LIMITS[kind]))


def count(kind: str, who: str) -> None:
    """Count one request. Raises TooManyRequests when there were too many this minute."""
    now = time.time()
    window = int(now // MINUTE_S)
    limit = limit_of(kind)
    group = max(1, limit // 30)
    with _lock:
        if len(_counts) > KEPT_AT_MOST:
            for old in [k for k, one in _counts.items() if one.window != window]:
                del _counts[old]
        known = _counts.get((kind, who))
        first = known is None or known.window != window
        if known is None or first:
            known = _counts[kind, who] = _Count(window)
        over = known.shared + known.pending >= limit
        note = 0
        if not over:
            known.pending += 1
            if first or known.pending >= group:
                note, known.pending = known.pending, 0
    if note:
        total = _note(f"api:{kind}:{_digest(who)}:{window}", note)
        with _lock:
            known.shared = max(total, known.shared)
        over = total > limit
    if over:
        raise TooManyRequests(limit=limit, wait_s=MINUTE_S - int(now % MINUTE_S))


def too_many(kind: str, who: str) -> bool:
    """Tell whether the limit is reached already, without counting."""
    with _lock:
        known = _counts.get((kind, who))
        current = known is not None and known.window == int(time.time() // MINUTE_S)
        return bool(
            known is not None and current and known.shared + known.pending >= limit_of(kind)
        )


def forget_counts() -> None:
    """Forget what this process counted; for tests."""
    with _lock:
        _counts.clear()


def network_of(request: HttpRequest) -> str:
    """Return the network that asks: an address, or the /64 of one; "?" when nobody can tell."""
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except (ValueError, PermissionDenied, ImproperlyConfigured):
        return "?"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _note(key: str, seen: int) -> int:
    """Add to the count of every process; return what it is now."""
    with cache_lock(key):
        total = int(cache.get(key, 0)) + seen
        cache.set(key, total, 2 * MINUTE_S)
    return total


def _digest(who: str) -> str:
    return salted_hmac("maillage.api.limits", who, algorithm="sha256").hexdigest()[:32]
