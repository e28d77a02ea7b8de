"""Pages of calendars kept elsewhere, and of the private address: the secrets stay those of one."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from maillage.apps.agenda.actions import calendars
from maillage.apps.agenda.actions.calendars import add_calendar, read_calendar
from maillage.apps.agenda.models import OutsideCalendar
from maillage.apps.agenda.tests.factories import NOW, make_resource
from maillage.apps.directory.tests.factories import make_user
from maillage.sources.addresses import FetchError

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
URL = "https://calendrier.example/prive-1f2e3d/agenda.ics"
EMPTY = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def fetched(monkeypatch):
    """What the address gives: bytes, or a fault."""
    said = {"data": EMPTY}

    def fetch(url, path, *, limits):
        if isinstance(said["data"], Exception):
            raise said["data"]
        path.write_bytes(said["data"])

    monkeypatch.setattr(calendars, "fetch", fetch)
    return said


@pytest.fixture
def owner(db):
    return make_user(name="Maël Exemple")


@pytest.fixture
def desk(owner):
    client = Client()
    client.force_login(owner, BACKEND)
    return client


def test_the_owner_adds_an_address_reads_it_now_and_removes_it(owner, desk, fetched, caplog):
    who = make_resource(user=owner)
    page = f"/pro/agenda/agendas-exterieurs/{who.pk}/"
    assert "Aucun agenda n’est lu" in desk.get(page).content.decode()
    refused = desk.post(page, {"url": "http://calendrier.example/"})
    assert refused.status_code == 422
    assert "https://" in refused.content.decode()
    assert desk.post(page, {"url": URL}).status_code == 302
    made = OutsideCalendar.objects.get()
    assert "Pas encore lu" in desk.get(page).content.decode()
    read_calendar(made.pk, now=datetime.now(UTC))
    fetched["data"] = FetchError("not_found", "")
    read_calendar(made.pk, now=datetime.now(UTC))
    text = desk.get(page).content.decode()
    assert URL in text
    assert "Il n’y a plus d’agenda à cette adresse." in text
    assert "Les dernières heures connues restent prises" in text
    assert desk.post(f"{page}{made.pk}/lire/").status_code == 302
    assert desk.post(f"{page}{made.pk}/retirer/").status_code == 302
    assert not OutsideCalendar.objects.exists()
    assert desk.post(f"{page}{made.pk}/retirer/").status_code == 404
    assert "prive-1f2e3d" not in caplog.text


def test_a_colleague_sees_where_from_but_not_the_address(owner, desk, fetched):
    who = make_resource(user=make_user())
    add_calendar(resource=who, url=URL, now=NOW, by=owner)
    page = f"/pro/agenda/agendas-exterieurs/{who.pk}/"
    text = desk.get(page).content.decode()
    assert "calendrier.example" in text
    assert "prive-1f2e3d" not in text
    assert desk.post(page, {"url": URL}).status_code == 403
    assert desk.post(f"/pro/agenda/adresse-privee/{who.pk}/").status_code == 403


def test_the_private_address_is_said_once_and_closed(owner, desk):
    who = make_resource(user=owner)
    page = f"/pro/agenda/adresse-privee/{who.pk}/"
    assert "Aucune adresse n’est ouverte" in desk.get(page).content.decode()
    text = desk.post(page).content.decode()
    address = text[text.index("/agenda/prive/") :].partition("<")[0]
    assert Client().get(address).status_code == 200
    again = desk.get(page).content.decode()
    assert address not in again
    assert "Une adresse est ouverte" in again
    assert desk.post(f"{page}fermer/").status_code == 302
    assert Client().get(address).status_code == 404
