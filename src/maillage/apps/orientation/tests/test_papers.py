"""What is printed is read another day: whole dates, hours that hold, one person to call."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from maillage.apps.agenda.tests.factories import make_series, make_session
from maillage.apps.directory.tests.factories import (
    TemporaryClosure,
    make_organisation,
    make_place,
    make_user,
)
from maillage.apps.directory.tests.pages import forget_base
from maillage.apps.orientation.queries.wording import day_told
from maillage.apps.orientation.tests.test_orient import ALONE, PROCEDURES, TOOLS, offer
from maillage.web.words import date_words

pytestmark = pytest.mark.django_db

RESULT, BILAN = "/orientation/resultat/", "/orientation/bilan/"
RECEPTION = "/pro/accueil-orientation/"
SHEETS = [
    (RESULT, {"besoin": "demarche", "aller": "papier"}),
    (BILAN, {"a_IUEM": "yes", "etape": "fin", "besoin": "demarche", "aller": "papier"}),
    (RECEPTION, {"besoin": "demarche", "said": "Une lettre", "aller": "papier"}),
]


@pytest.fixture(autouse=True)
def _index_read_again():
    forget_base()
    yield
    forget_base()


@pytest.fixture
def desk(client):
    client.force_login(make_user(role="mediator", organisation=make_organisation()))
    return client


def sheet(client, address, said):
    answer = client.post(address, said)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


@pytest.mark.parametrize(("address", "said"), SHEETS)
def test_a_paper_says_the_day_and_never_tomorrow(desk, address, said):
    place = offer("Permanence", PROCEDURES, modalites_accompagnement=[ALONE], mode="with")
    starts_at = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    duty = make_series(kind="duty", place=place, mediation="procedures")
    make_session(duty, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    text = sheet(desk, address, said).select_one(".sheet").get_text()
    assert day_told(timezone.localtime(starts_at)) in text
    assert "demain" not in text
    assert "aujourd’hui" not in text


@pytest.mark.parametrize(("address", "said"), SHEETS)
def test_a_paper_says_the_hours_and_not_that_the_door_is_shut_now(desk, address, said):
    week = "Mo-Fr 09:00-12:00; SH off; Su off"
    services = [PROCEDURES, TOOLS]
    offer("Ouvert", services, place=make_place(nom="Ouvert", horaires=week))
    text = sheet(desk, address, said).select_one(".sheet").get_text(" ")
    assert "Du lundi au vendredi" in text
    assert "Fermé" not in text
    assert "fermé" not in text


@pytest.mark.parametrize(("address", "said"), SHEETS)
def test_a_place_without_hours_is_called(desk, address, said):
    offer("Sans horaires", [PROCEDURES, TOOLS], place=make_place(nom="Sans horaires", horaires=""))
    text = sheet(desk, address, said).select_one(".sheet").get_text(" ")
    assert "Horaires : appelez avant de venir." in text


@pytest.mark.parametrize(("address", "said"), SHEETS[:2])
def test_whom_to_call_is_printed_once(client, address, said):
    page = sheet(client, address, said)
    assert "Une question" in page.select_one(".sheet").get_text()
    assert page.select_one(".human").find_parent(class_="no-print") is not None


@pytest.mark.parametrize(("address", "said"), [*SHEETS, ("/orienter/papier/", {})])
def test_a_paper_says_the_days_on_which_the_place_is_shut(desk, address, said):
    place = offer("Ouvert", [PROCEDURES, TOOLS], place=make_place(horaires="Mo-Fr 09:00-12:00"))
    today = timezone.localdate()
    last = today + timedelta(days=6)
    TemporaryClosure.objects.create(place=place, starts_on=today, ends_on=last)
    if said:
        text = sheet(desk, address, said).select_one(".sheet").get_text(" ")
    else:
        text = desk.get(address, {"lieu": place.public_id}).content.decode()
    assert f"Fermé du {date_words(today)} au {date_words(last)}" in text
    assert "Du lundi au vendredi" in text
