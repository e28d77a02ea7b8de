"""A kiosk that somebody helps to use, and people who answer online: both say when."""

import pytest
from django.urls import reverse

from maillage.apps.directory.actions.holdings import remove_equipment, set_equipment
from maillage.apps.directory.models import AuditRow, Equipment
from maillage.apps.directory.tests.factories import (
    NOW,
    make_equipment,
    make_offer,
    make_place,
    make_user,
)
from maillage.apps.directory.tests.pages import RESULTS, names, read, said, url_of

pytestmark = pytest.mark.django_db
TUESDAY = "Tu 14:00-16:00"


@pytest.fixture
def place():
    """A place with the kiosk of housing, and somebody beside it on Tuesdays."""
    place = make_place(nom="Maison du Logement")
    make_equipment(
        place, "housing_kiosk", total=1, helper="la référente logement", helped_hours=TUESDAY
    )
    make_equipment(make_place(nom="Médiathèque"), "computer", total=3)
    none = make_place(nom="Mairie")
    make_equipment(none, "housing_kiosk", total=0)
    return place


def facts(response):
    """Return (pictogram, words) of each fact of the first card."""
    return [
        (fact.find("use")["href"].partition("#")[2], said(fact))
        for fact in read(response).select_one("ol.places > li").select("ul.facts li")
    ]


@pytest.mark.row("CHA-15")
def test_who_searches_social_housing_finds_the_kiosk_and_who_helps(client, place):
    found = client.get(RESULTS, {"q": "logement social"})
    assert names(found) == ["Maison du Logement"]
    ((drawing, words),) = facts(found)
    assert drawing == "housing"
    assert words.startswith("Borne logement. Pour vous aider : la référente logement")


@pytest.mark.row("CHA-16")
def test_the_card_and_the_page_of_a_kiosk_show_the_hours_with_a_person(client, place):
    wanted = "Borne logement. Pour vous aider : la référente logement, mardi de 14 h à 16 h"
    told = [words for _drawing, words in facts(client.get(RESULTS, {"q": "borne"}))]
    assert told == [wanted]
    page = said(read(client.get(url_of(place))).main)
    assert wanted in page


def test_a_kiosk_without_a_person_says_only_that_it_is_there(client):
    make_equipment(make_place(), "housing_kiosk", total=None)
    assert facts(client.get(RESULTS, {"q": "logement social"})) == [("housing", "Borne logement")]


def test_hours_without_a_name_say_a_person(client):
    make_equipment(make_place(), "computer", total=2, helped_hours=TUESDAY)
    ((_drawing, words),) = facts(client.get(RESULTS))
    assert words.startswith("2 ordinateurs. Pour vous aider : une personne, ")


def test_the_keeper_types_who_helps_and_when(client, place):
    keeper = make_user()
    client.force_login(keeper)
    address = reverse("directory:edit_equipment", args=[place.public_id, "housing_kiosk"])
    form = read(client.get(address))
    assert form.find("input", attrs={"name": "helper"})["value"] == "la référente logement"
    said_now = {"total": "1", "helper": "Inès, médiatrice", "helped_hours": "jeudi 9h-11h"}
    assert client.post(address, said_now).status_code == 302
    item = Equipment.objects.get(place=place)
    assert (item.helper, item.helped_hours) == ("Inès, médiatrice", "jeudi 9h-11h")
    row = AuditRow.objects.get(action="set_equipment")
    assert (row.before["helper"], row.after["helper"]) == (
        "la référente logement",
        "Inès, médiatrice",
    )


def test_what_is_taken_out_names_nobody_any_more(place):
    by = make_user()
    set_equipment(
        public_id=place.public_id,
        kind="housing_kiosk",
        total=1,
        adapted=None,
        helper="Inès",
        helped_hours=TUESDAY,
        by=by,
        now=NOW,
    )
    Equipment.objects.filter(place=place).update(by_hand=False)
    remove_equipment(public_id=place.public_id, kind="housing_kiosk", by=by, now=NOW)
    item = Equipment.objects.get(place=place)
    assert (item.total, item.helper, item.helped_hours) == (0, "", "")


@pytest.mark.row("CHA-22")
def test_the_card_of_online_educators_shows_their_hours_online(client):
    place = make_place(nom="Promeneurs du net", kinds=["online_educators"])
    make_offer(place, title="Écrire à un éducateur", where="remote", horaires="We 14:00-17:00")
    make_offer(place, title="Au bureau", horaires="Mo 09:00-12:00")
    told = facts(client.get(RESULTS, {"q": "promeneurs du net"}))
    assert told == [("remote", "Présent en ligne : mercredi de 14 h à 17 h")]


def test_a_remote_offer_without_hours_promises_none(client):
    make_offer(make_place(), where="remote")
    assert not read(client.get(RESULTS)).select("ol.places ul.facts li")
