"""What exists already is shown before something is added, the most alike first."""

import pytest
from django.urls import reverse

from maillage.apps.contributions.queries.similar import shared, similar_offers, words_of
from maillage.apps.directory.tests.desk import fill_in, text
from maillage.apps.directory.tests.factories import POSITION, make_offer, make_place

pytestmark = pytest.mark.django_db
POINT = (POSITION["latitude"], POSITION["longitude"])
# 0.001 degree of latitude is 111 m.
NEAR, FAR = {"latitude": 50.6341}, {"latitude": 50.6361}


def titles(**asked):
    return [one.title for one in similar_offers(point=POINT, **asked)]


@pytest.mark.row("WRN-29")
def test_a_copy_of_an_offer_is_shown_first_before_it_is_sent(by_author, author):
    place = make_place(organisation=author.memberships.get().organisation)
    make_offer(place, title="Atelier photo du mardi", uses=["learn"])
    make_offer(place, title="Démarches de retraite", uses=["procedures", "learn"])
    near = make_place(**NEAR, nom="Maison du Fuseau")
    make_offer(near, title="Démarches de logement", uses=["procedures"])
    page = reverse("contributions:new_offer", args=[place.public_id])
    # Before anything is typed: what the place and its neighbours do.
    shown = text(by_author.get(page))
    assert "Cela existe déjà ?" in shown
    assert shown.index("Atelier photo du mardi") < shown.index("Démarches de logement")
    answer = fill_in(
        by_author,
        page,
        title="Démarches de logement",
        uses=["procedures"],
        contact_nom="Accueil",
    )
    summary = text(by_author.get(answer.url)).partition("Cela existe déjà ?")[2]
    assert "Atelier photo" not in summary
    assert summary.index("Maison du Fuseau") < summary.index("Démarches de retraite")


def test_keepers_see_them_on_their_own_page(by_keeper):
    place = make_place()
    make_offer(place, title="Atelier photo du mardi")
    page = text(by_keeper.get(reverse("directory:add_offer", args=[place.public_id])))
    assert "Cela existe déjà ?" in page
    assert "Atelier photo du mardi" in page


def test_a_copy_has_the_highest_mark_wherever_it_is():
    place = make_place()
    make_offer(place, title="Démarches en ligne, logement", uses=["procedures"])
    make_offer(make_place(**NEAR), title="Démarches en ligne", uses=["procedures"])
    said = {"title": "demarche EN LIGNE", "uses": ["procedures"]}
    assert titles(place=place.pk, **said) == ["Démarches en ligne", "Démarches en ligne, logement"]


def test_only_running_offers_within_500_m_of_public_places_are_similar():
    place = make_place()
    make_offer(make_place(**FAR), title="Démarches trop loin")
    make_offer(make_place(state="planned"), title="Démarches en projet")
    make_offer(make_place(latitude=None, longitude=None), title="Démarches sans position")
    make_offer(make_place(), title="Démarches arrêtées", ended_on="2026-09-01")
    make_offer(make_place(**NEAR), title="Démarches")
    assert titles(place=place.pk, title="Démarches") == ["Démarches"]


def test_words_that_every_title_has_say_nothing():
    place = make_place()
    make_offer(place, title="Aide numérique pour tous")
    assert titles(place=place.pk, title="Atelier numérique") == []
    assert words_of("Ateliers d’écriture de l’ordinateur") == {"ecriture", "ordinateur"}
    assert shared((), ()) == 0


def test_a_place_without_a_position_is_compared_with_itself():
    place = make_place(latitude=None, longitude=None)
    make_offer(place, title="Démarches")
    found = similar_offers(place=place.pk, point=None, title="Démarches")
    assert [one.title for one in found] == ["Démarches"]
