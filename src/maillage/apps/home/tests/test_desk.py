"""The first screen of the staff: what to do first, with its base, and nothing invented."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maillage.apps.directory.tests.factories import make_place, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    person = make_user(name="Dominique Exemple")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(response):
    return response.content.decode()


def test_nobody_enters_without_signing_in(client):
    response = client.get(reverse("home:desk"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_an_empty_base_says_how_to_start(desk):
    page = text(desk.get(reverse("home:desk")))
    assert "Bonjour Dominique" in page
    assert "maillage import" in page


def test_what_is_missing_is_counted_on_its_base_and_leads_to_its_list(desk):
    make_place(nom="Maison du Liseron", telephone="+33199002110", horaires="Mo 09:00-12:00")
    make_place(telephone="")
    page = text(desk.get(reverse("home:desk")))
    assert "Lieux sans téléphone" in page
    assert "sur 2 lieux que les habitants voient" in page
    assert f"{reverse('directory:to_qualify')}?manque=phone" in page
    assert "position sur la carte" not in page
    assert "Maison du Liseron" in page


def test_a_complete_base_says_so(desk):
    place = make_place(telephone="+33199002110", horaires="Mo 09:00-12:00", contact_nom="Accueil")
    place.offers.create(
        public_id="offre",
        services=["Utilisation sécurisée du numérique"],
        frais_a_charge=["Gratuit"],
        modalites_accompagnement=["En autonomie"],
        created_at=place.created_at,
        updated_at=place.updated_at,
    )
    assert "Rien ne manque" in text(desk.get(reverse("home:desk")))


def test_the_number_of_queries_does_not_grow(desk):
    make_place(n_offers=1)
    desk.get(reverse("home:desk"))
    with CaptureQueriesContext(connection) as few:
        desk.get(reverse("home:desk"))
    for _ in range(5):
        make_place(n_offers=2)
    with CaptureQueriesContext(connection) as many:
        desk.get(reverse("home:desk"))
    assert len(many) == len(few) < 16
