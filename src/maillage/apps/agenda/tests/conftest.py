"""A house that receives, its people, and a Monday morning: for the tests of pages."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from maillage.apps.agenda.tests.factories import (
    NOW,
    make_availability,
    make_motive,
    make_resource,
)
from maillage.apps.directory.tests.factories import make_organisation, make_place, make_user

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass
class House:
    """Who receives on Tuesdays, 14 h to 17 h, for one motive of 45 minutes."""

    organisation: Any
    place: Any
    mediator: Any
    resource: Any
    motive: Any
    desk: Client

    def sign_in_again(self):
        """Open the desk anew: a session ends when the clock of a test jumps."""
        self.desk.force_login(self.mediator, BACKEND)


@pytest.fixture
def sign_in():
    """Return what opens the site as somebody."""

    def opened(person):
        client = Client()
        client.force_login(person, BACKEND)
        return client

    return opened


@pytest.fixture
def monday(monkeypatch):
    """It is Monday 23 November 2026, eight o’clock."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    cache.clear()
    return NOW


@pytest.fixture
def house(db, monday, sign_in):
    organisation = make_organisation(nom="La Navette")
    place = make_place(nom="Médiathèque de la Navette", organisation=organisation)
    mediator = make_user(name="Melchior Exemple", role="mediator", organisation=organisation)
    resource = make_resource(name="Melchior", user=mediator, organisation=organisation, place=place)
    motive = make_motive(organisation=organisation, documents="Une pièce d’identité")
    make_availability(resource, motive, place=place)
    return House(organisation, place, mediator, resource, motive, sign_in(mediator))


@pytest.fixture
def stranger(house, sign_in):
    """A mediator of another house, signed in."""
    other = make_organisation(nom="Le Rouet")
    return sign_in(make_user(role="mediator", organisation=other))


@pytest.fixture
def prescriber(house, sign_in):
    """A social worker of another house, signed in."""
    other = make_organisation(nom="CCAS")
    return sign_in(make_user(name="Sacha Exemple", role="prescriber", organisation=other))
