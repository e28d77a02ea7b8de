"""Campaigns for tests, each whole and valid by itself; a mail server that a test owns."""

import socket
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import Any

from aiosmtpd.controller import Controller

from maillage.apps.directory.queries.asking import Choice
from maillage.apps.directory.tests.factories import NOW, TODAY, make_place, make_user
from maillage.apps.freshness.actions.campaigns import Wanted, prepare_campaign, start_campaign
from maillage.apps.freshness.queries.campaigns import requests_of
from maillage.apps.freshness.queries.keys import link_of

SITE = "https://maillage.clairmaille.example"
STALE = TODAY - timedelta(days=396)  # thirteen months
_numbers = count(1)

__all__ = ["NOW", "SITE", "STALE", "TODAY", "make_place", "make_user"]


def make_asked_place(**fields: Any) -> Any:
    """Return a place that says everything a letter shows, verified thirteen months ago."""
    number = next(_numbers)
    said: dict[str, Any] = {
        "telephone": f"+331990021{number % 100:02}",
        "courriels": [f"lieu{number}@asso{number}.example"],
        "horaires": "Mo-Fr 09:00-12:00",
        "verified_on": STALE,
        "next_check_on": STALE + timedelta(days=365),
    }
    return make_place(**said | fields)


def make_campaign(*, by: Any = None, start: bool = False, **wanted: Any) -> Any:
    """Return a campaign to all the public places, sent when `start`."""
    by = by or make_user()
    said: dict[str, Any] = {"name": "Automne", "answer_by": TODAY + timedelta(days=30)} | wanted
    choice = said.pop("choice", Choice())
    campaign = prepare_campaign(
        choice, Wanted(**said), said={"due": "Toutes"}, site_url=SITE, by=by, now=NOW
    )
    return start_campaign(campaign.pk, by=by, now=NOW) if start else campaign


def make_request() -> Any:
    """Return one place that a campaign asks."""
    place = make_asked_place()
    return next(row for row in requests_of(make_campaign().pk) if row.place_id == place.pk)


def link_of_place(campaign: Any, place: Any) -> str:
    """Return the secret of the link that a place received."""
    for row in requests_of(campaign.pk):
        if row.place_id == place.pk:
            return link_of(row.letter_id)
    raise AssertionError("this place received no link")


class Sink:
    """Keeps what is sent; refuses, or asks to come back, for the addresses that a test names."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, bytes]] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters += [(address, envelope.content) for address in envelope.rcpt_tos]
        return "250 OK"

    @property
    def addresses(self) -> list[str]:
        return [address for address, _content in self.letters]


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def mail_server(port: int = 0):
    """Run a mail server on this machine; yield what it keeps, with its port."""
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=port or free_port())
    controller.start()
    sink.port = controller.port
    try:
        yield sink
    finally:
        controller.stop()


def use_smtp(settings: Any, port: int) -> None:
    """Let letters leave by a server of this machine."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 5
