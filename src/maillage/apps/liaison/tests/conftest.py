"""Two houses and a third one: who sends, who receives, who has nothing to do with it."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from maillage.apps.directory.queries.search import forget_index
from maillage.apps.directory.tests.factories import make_organisation, make_user
from maillage.apps.liaison.tests.factories import NOW, make_recipient, make_sheet

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass
class Town:
    """The Navette sends, the Rouet receives, the Fuseau is a third house."""

    sender: Any
    sender_house: Any
    receiver: Any
    receiver_house: Any
    place: Any
    third: Any
    third_house: Any

    def send(self, **fields: Any) -> Any:
        """Send a sheet from the Navette to the Rouet."""
        return make_sheet(
            by=self.sender, organisation=self.sender_house,
            **{"place": self.place, **fields},
        )  # fmt: skip


@pytest.fixture
def sign_in():
    """Return what opens the site as somebody."""

    def opened(person):
        client = Client()
        client.force_login(person, BACKEND)
        return client

    return opened


@pytest.fixture
def monday(monkeypatch, settings, tmp_path):
    """It is Monday 23 November 2026, eight o’clock; the keys are those of the test."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    settings.FOLDER = tmp_path
    settings.SITE_URL = "https://clairmaille.example"
    cache.clear()
    forget_index()
    return NOW


@pytest.fixture
def town(db, monday):
    """Return the three houses."""
    sender_house = make_organisation(nom="La Navette", telephone="+33199002110")
    receiver_house = make_organisation(nom="Le Rouet", missions="On fait les papiers avec vous.")
    third_house = make_organisation(nom="Le Fuseau")
    return Town(
        sender=make_user(name="Camille Exemple", role="prescriber", organisation=sender_house),
        sender_house=sender_house,
        receiver=make_user(name="Sacha Exemple", role="mediator", organisation=receiver_house),
        receiver_house=receiver_house,
        place=make_recipient(nom="Mairie de quartier du Rouet", organisation=receiver_house),
        third=make_user(role="mediator", organisation=third_house),
        third_house=third_house,
    )
