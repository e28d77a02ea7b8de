"""What tests of the pages that set the agenda up share: a clock, people, forms as typed."""

from typing import Any

import pytest
from django.utils import timezone

from maillage.apps.agenda.tests.factories import NOW
from maillage.apps.directory.tests.factories import make_organisation, make_place, make_user
from maillage.apps.directory.tests.pages import read, said

HERE = "/pro/agenda/reglages/"
TUESDAYS: dict[str, Any] = {
    "rhythm": "weekly",
    "days": ["1"],
    "every": "1",
    "nth": "1",
    "nth_day": "0",
    "first": "2027-01-05",
    "until": "2027-04-13",
    "start": "16:30",
    "end": "18:00",
    "skip_public": "on",
    "skip_school": "on",
    "without": "",
    "also": "",
}

SERIES: dict[str, Any] = TUESDAYS | {
    "kind": "duty",
    "title": "Pronote pour les parents",
    "mediation": "procedures",
    "position": "",
    "cancel_h": "0",
}


@pytest.fixture
def clock(monkeypatch):
    """The pages say that it is Monday 23 November 2026, eight o’clock."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def house(clock):
    """An organisation, its place, a mediator who acts for it."""
    organisation = make_organisation(nom="La Navette")
    place = make_place(nom="Médiathèque de la Navette", organisation=organisation)
    who = make_user(name="Inès", role="mediator", organisation=organisation)
    return organisation, place, who


@pytest.fixture
def desk(house, client):
    """The mediator, signed in."""
    client.force_login(house[2])
    return client


def saved(desk, url: str, typed: dict[str, Any], **more: Any) -> Any:
    """Send a form, look at what it shows, and send it again as a person does."""
    page = read(desk.post(url, typed))
    seen = page.select_one("input[name=seen]")
    assert seen, said(page.find("main"))
    return desk.post(url, typed | {"seen": seen["value"]} | more)
