"""The page of open data for everybody, and that of connectors for those who keep the base."""

from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from maillage.apps.directory.tests.factories import make_place, make_user
from maillage.apps.imports.tests.screen import DeliveredFile, Delivery
from maillage.apps.opendata.tests.asked import answer_of
from maillage.web.words import date_words

pytestmark = pytest.mark.django_db
PAGE, CONNECTORS = "/donnees/ouvertes/", "/pro/connecteurs/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def shown(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


# ---------------------------------------------------------------- open data, in words


def test_each_format_has_its_words_and_an_address_that_answers(client):
    make_place(n_offers=1)
    text = shown(client, PAGE)
    for words in ("Pour uMap", "QGIS", "Licence Ouverte 2.0", "Aucune donnée sur une"):
        assert words in text
    for name in ("places_geojson", "ogc", "hsds", "hsds_package", "changes", "catalogue_turtle"):
        url = reverse(f"opendata:{name}")
        assert f"{url}" in text
        assert b"".join(answer_of(client, url)), url


def test_places_without_position_are_counted_in_words(client):
    make_place()
    assert "Sans position" not in shown(client, PAGE)
    make_place(latitude=None, longitude=None)
    text = shown(client, PAGE)
    assert "1 lieu n’est pas sur la carte" in text
    assert "2 lieux publics" in text


def test_feed_readers_and_portals_find_their_files_in_the_head(client):
    text = shown(client, PAGE)
    assert (
        '<link rel="alternate" type="application/atom+xml" href="/donnees/changements.atom"' in text
    )
    assert 'type="application/ld+json" href="/donnees/catalogue.jsonld"' in text


def test_nothing_of_the_page_is_taken_from_elsewhere(client):
    page = client.get(PAGE).content.decode()
    for fetched in ('src="http', 'href="http', "url("):
        lines = [line for line in page.splitlines() if fetched in line and "<a " not in line]
        assert not lines


def test_the_page_costs_the_same_for_any_number_of_places(client, django_assert_max_num_queries):
    for _ in range(20):
        make_place(n_offers=2)
    with django_assert_max_num_queries(6):
        size = len(client.get(PAGE).content)
    assert size < 12_000


# ---------------------------------------------------------------- connectors


@pytest.fixture
def desk(client):
    client.force_login(make_user(role="data_steward"), backend=BACKEND)
    return client


def fetched(state, *, days, url="https://donnees.ville.example/lieux.csv", failure=""):
    """Return a file that was asked at an address, some days ago."""
    at = timezone.now() - timedelta(days=days)
    return DeliveredFile.objects.create(
        name="lieux.csv",
        origin="url",
        url=url,
        source="national:ville",
        state=state,
        failure=failure,
        received_at=at,
        purge_on=at.date(),
    )


def delivered(source, state="done", *, days=1, failure=""):
    """Return a delivery, some days ago."""
    at = timezone.now() - timedelta(days=days)
    return Delivery.objects.create(
        source=source, filename="a.csv", sha256="0" * 64, state=state, started_at=at,
        failure=failure,
    )  # fmt: skip


def words_of(at: datetime) -> str:
    return " ".join(date_words(timezone.localtime(at)).split())


@pytest.mark.row("DAT-03")
def test_a_source_that_is_cut_is_told_since_when_and_the_site_goes_on(desk):
    place = make_place(nom="EPN du Rouet")
    fetched("imported", days=20)
    first = fetched("failed", days=5, failure="L’adresse ne répond plus.")
    fetched("failed", days=1, failure="L’adresse ne répond pas : le délai est passé.")
    text = shown(desk, CONNECTORS)
    assert "1 source ne répond plus." in text
    assert "ne marche plus" in text
    assert f"depuis : {words_of(first.received_at)}" in text
    assert f"dernier réussi : {words_of(timezone.now() - timedelta(days=20))}" in text
    assert "le délai est passé" in text
    # What is known stays published.
    assert "EPN du Rouet" in shown(desk, f"/lieux/{place.public_id}/")
    assert place.public_id in shown(desk, "/ogc/collections/lieux/items")


def test_a_source_that_works_again_is_no_longer_told_as_cut(desk):
    fetched("failed", days=5, failure="L’adresse ne répond plus.")
    fetched("imported", days=1)
    text = shown(desk, CONNECTORS)
    assert "ne répond plus" not in text
    assert "marche" in text


def test_files_that_people_send_are_told_too_once_each(desk):
    delivered("clairmaille", days=9)
    delivered("clairmaille", "failed", days=2, failure="Le fichier est coupé.")
    delivered("national:ville", days=3)
    fetched("imported", days=3)
    text = shown(desk, CONNECTORS)
    assert text.count("fichier envoyé") == 1
    assert text.count("cherchée à une adresse") == 1
    assert "Le fichier est coupé." in text


def test_without_any_source_the_page_says_so(desk):
    assert "Rien n’est encore entré par un fichier" in shown(desk, CONNECTORS)


def test_without_the_module_of_imports_the_page_still_opens(desk, monkeypatch):
    installed = apps.is_installed
    monkeypatch.setattr(
        apps, "is_installed", lambda name: name != "maillage.apps.imports" and installed(name)
    )
    text = shown(desk, CONNECTORS)
    assert "L’import de fichiers est éteint" in text
    assert "GeoJSON" in text


def test_only_those_who_keep_the_base_read_it(client):
    assert client.get(CONNECTORS).status_code == 302
    client.force_login(make_user(role="elected"), backend=BACKEND)
    assert client.get(CONNECTORS).status_code == 403


def test_queries_do_not_grow_with_the_sources(desk, django_assert_max_num_queries):
    for n in range(12):
        delivered(f"national:v{n}")
        fetched("imported", days=n, url=f"https://v{n}.example/a.csv")
    with django_assert_max_num_queries(16):
        shown(desk, CONNECTORS)


def test_the_two_pages_are_in_the_menus(desk):
    assert f'href="{PAGE}"' in shown(desk, "/")
    assert f'href="{CONNECTORS}"' in shown(desk, "/pro/livraisons/")
