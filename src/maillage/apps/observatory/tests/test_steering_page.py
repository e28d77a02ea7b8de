"""What the sheet of those who steer says beside its numbers: whose they are, which are hidden."""

from datetime import date

import pytest
from django.utils import timezone

from maillage.apps.directory.tests.factories import (
    make_offer,
    make_organisation,
    make_place,
    make_user,
)
from maillage.apps.directory.tests.pages import read, said
from maillage.apps.observatory.queries.steering import steering
from maillage.apps.observatory.tests.factories import TOOLS, Zone, at
from maillage.apps.observatory.tests.test_steering import SPACE, STEERING, search

pytestmark = pytest.mark.django_db


def sheet_of(only=""):
    now = timezone.now()
    return steering(
        "quarter", now=now, today=timezone.localdate(now), by=make_user(), only=only
    )  # fmt: skip


def page_of(client, by=None, **asked):
    client.force_login(by or make_user())
    return read(client.get(STEERING, {"genre": "quarter", **asked}))


def words(tag):
    return said(tag).replace("\u00a0", " ").replace("\u202f", " ")


def test_a_place_opens_as_long_as_its_longest_offer_whatever_their_order(two_quarters):
    for spans in (("09:00-18:00", "09:00-12:00"), ("09:00-12:00", "09:00-18:00")):
        place = make_place(**at(1, 1))
        for span in spans:
            make_offer(place, services=TOOLS, horaires=f"Mo-Fr {span}")
    (west,) = sheet_of(only="quarter-ouest").rows
    assert west.hours == 90


def test_the_sheet_of_a_territory_counts_what_is_in_it_alone(two_quarters):
    make_offer(make_place(**at(1, 1)), regime="droit_commun")
    for _ in range(2):
        make_offer(make_place(**at(1, 4)), regime="politique_de_la_ville")
    make_offer(make_place(latitude=None, longitude=None), regime="droit_commun")
    whole, west = sheet_of(), sheet_of(only="quarter-ouest")
    assert (list(whole.regimes.values()), whole.elsewhere.n_places) == ([2, 2, 0], 1)
    # Nobody reads "elsewhere" on the sheet of one territory.
    assert (list(west.regimes.values()), west.n_offers, west.elsewhere) == ([0, 1, 0], 1, None)
    assert (west.totems, west.actors, west.crossed) == (None, None, None)


def test_a_totem_bears_the_word_whole(two_quarters):
    commune = Zone.objects.get(kind="commune")
    make_place(nom="Atelier Totémique", commune_zone=commune)
    assert dict(sheet_of().totems.by_epci) == {"200000001": 0}
    make_place(nom="Le Totem", commune_zone=commune)
    assert dict(sheet_of().totems.by_epci) == {"200000001": 1}


def test_languages_are_those_of_places_and_of_what_they_offer(two_quarters):
    place = make_place(**at(1, 1), languages=["fr"])
    make_offer(place, languages=["ar", "fr"])
    make_offer(make_place(**at(2, 1)), languages=["ar"])
    assert dict(sheet_of(only="quarter-ouest").rows[0].languages) == {"ar": 2, "fr": 1}


def test_a_hidden_number_is_a_letter_and_never_nought(two_quarters, client):
    west, east = Zone.objects.get(code="ouest"), Zone.objects.get(code="est")
    search(20, west)
    search(3, west, "imprimer")
    search(30, east)
    search(40, east, "imprimer")
    table = next(
        one for one in page_of(client).select("table") if "Toutes les recherches" in one.text
    )
    lines = {said(tr.th): [said(td) for td in tr.select("td")] for tr in table.select("tbody tr")}
    assert "s" in lines["Ouest"]
    assert "0" not in lines["Ouest"]
    assert "3" not in lines["Ouest"]


def test_whose_the_outcomes_are_is_said_to_whom_sees_their_own_house_alone(two_quarters, client):
    own = "ceux de votre structure, et elle seule"
    house = make_organisation()
    mediator = make_user(role="mediator", organisation=house)
    assert own in words(page_of(client, mediator).main)
    assert own not in words(page_of(client, make_user(role="coordinator")).main)


def test_outlines_that_ended_say_their_last_day(two_quarters, client):
    assert "ont cessé de valoir" not in words(page_of(client).main)
    Zone.objects.filter(kind="quarter").update(valid_to=date(2023, 12, 31))
    assert "Ces contours ont cessé de valoir le 31 décembre 2023" in words(page_of(client).main)


def test_a_digital_space_is_one_by_its_kind_or_by_what_it_lends(two_quarters):
    make_offer(make_place(**at(1, 1), kinds=["EPN"]), services=TOOLS)
    make_offer(make_place(**at(2, 1)), services=SPACE)
    make_offer(make_place(**at(2, 2)), services=TOOLS)
    assert sheet_of(only="quarter-ouest").rows[0].n_spaces == 2


def test_the_sheet_says_how_many_territories_have_no_open_space(two_quarters, client):
    def lead():
        return words(page_of(client).select_one(".lead"))

    every = lead()
    assert "2 territoires sur 2 quartiers n’ont aucun espace numérique ouvert" in every
    make_offer(make_place(**at(1, 1)), services=SPACE)
    assert "1 territoire sur 2 quartiers n’a aucun espace numérique ouvert" in lead()
    make_offer(make_place(**at(1, 4)), services=SPACE)
    assert "Chaque territoire a un espace numérique ouvert au public au moins" in lead()


def test_a_base_of_one_proposition_is_said_as_one(two_quarters, client):
    make_offer(make_place(**at(1, 1)), regime="droit_commun")
    bases = [words(one) for one in page_of(client).select(".fig .base")]
    assert "sur 1 proposition en cours" in bases
