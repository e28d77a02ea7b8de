"""Every address is declared here: public with its twin off the screen, or for the staff only.

An address that nobody declared fails the build: so nothing opens, and nothing exists for residents
on a screen only, by forgetting (ledger WRN-06).
"""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from maillage.apps.directory.tests.factories import make_place, make_programme, make_user
from maillage.apps.territories.models import Zone

pytestmark = pytest.mark.django_db

PHONE = "le téléphone du territoire, au bas de la page, où une personne fait la même recherche"
PAPER = "la page imprimée, que l’on donne au guichet"
# Route of a function for residents → how one does without a screen.
RESIDENTS = {
    "home:front": PHONE,
    "directory:results": f"{PHONE} ; {PAPER}",
    "directory:place": f"{PHONE} ; {PAPER}",
    "directory:alias": "mène à la page du lieu",
    "directory:zone": f"{PHONE} ; {PAPER}",
    "directory:programme": f"{PHONE} ; {PAPER}",
    "directory:dictionary": f"{PHONE} ; {PAPER}",
    "web:accessibility": PHONE,
    "web:personal_data": PHONE,
}
# Public, and not a function for residents: what a program or a colleague reads.
OTHERS = {
    "directory:schema",
    "web:components",
    "web:colours",
    "web:favicon",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_reset_password",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "account_password_reset_completed",
}


def routes(resolver=None, space=""):
    """Yield (name, pattern) of every address of the site."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name}", entry


def is_public(pattern):
    """Tell whether a view opens without signing in."""
    return not getattr(pattern.callback, "login_required", True)


ROUTES = dict(routes())


def test_every_public_address_is_declared_and_every_other_asks_to_sign_in():
    public = {name for name, pattern in ROUTES.items() if is_public(pattern)}
    assert public == set(RESIDENTS) | OTHERS


@pytest.fixture
def addresses():
    """Return an address that exists for each function of residents."""
    place = make_place(nom="Médiathèque", n_offers=1)
    zone = Zone.objects.create(kind="quarter", code="q", nom="Centre", slug="centre")
    programme = make_programme("Espaces parents")
    return {
        "home:front": "/",
        "directory:results": "/lieux/",
        "directory:place": f"/lieux/{place.public_id}/",
        "directory:zone": f"/q/{zone.slug}/",
        "directory:programme": f"/programmes/{programme.slug}/",
        "directory:dictionary": "/donnees/",
        "web:accessibility": "/accessibilite/",
        "web:personal_data": "/vos-donnees/",
    }


@pytest.mark.row("WRN-06")
def test_every_function_for_residents_has_its_twin_off_the_screen(client, addresses):
    assert set(addresses) == set(RESIDENTS) - {"directory:alias"}
    for name, address in addresses.items():
        page = client.get(address)
        assert page.status_code == 200, address
        text = page.content.decode()
        # The twin is said on the page itself: a number to call, whoever answers it.
        assert 'href="tel:+33199002100"' in text, f"{address}: {RESIDENTS[name]}"
        assert "existe aussi sur papier et par téléphone" in text


@pytest.mark.parametrize(
    "name", sorted(n for n, p in ROUTES.items() if n not in RESIDENTS and n not in OTHERS)
)
def test_an_address_of_the_staff_leads_to_the_door(client, name):
    pattern = ROUTES[name].pattern
    words = {key: 1 if "int" in type(c).__name__.lower() else "inconnu" for key, c in
             pattern.converters.items()}  # fmt: skip
    address = reverse(name, kwargs=words)
    for method in (client.get, client.post):
        answer = method(address)
        assert answer.status_code == 302, (name, answer.status_code)
        assert answer["Location"].startswith("/compte/connexion/")


def test_pages_of_the_staff_are_never_kept_by_a_cache(client):
    client.force_login(make_user())
    for address in ("/pro/", "/pro/a-qualifier/", "/pro/lieux/", "/pro/livraisons/"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "no-store" in answer.get("Cache-Control", ""), address
