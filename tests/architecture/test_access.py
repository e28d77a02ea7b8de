"""Every address is declared here: public with its twin off the screen, or for the staff only.

An address that nobody declared fails the build: so nothing opens, and nothing exists for residents
on a screen only, by forgetting (ledger WRN-06).
"""

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from maillage.apps.agenda.tests.factories import make_bookable
from maillage.apps.directory.tests.factories import make_place, make_programme, make_user
from maillage.apps.territories.models import Zone

pytestmark = pytest.mark.django_db

PHONE = "le téléphone du territoire, au bas de la page, où une personne fait la même recherche"
PAPER = "la page imprimée, que l’on donne au guichet"
BY_VOICE = "on réserve, on change et on annule au téléphone ou à l’accueil, avec les mêmes heures"
ASKED = "à l’accueil, une personne lit les questions et écrit les réponses"
# Route of a function for residents → how one does without a screen.
RESIDENTS = {
    "home:front": PHONE,
    "directory:results": f"{PHONE} ; {PAPER}",
    "directory:map": f"{PHONE} ; {PAPER}",
    "directory:place": f"{PHONE} ; {PAPER}",
    "directory:alias": "mène à la page du lieu",
    "directory:zone": f"{PHONE} ; {PAPER}",
    "directory:programme": f"{PHONE} ; {PAPER}",
    "directory:new_places": f"{PHONE} ; {PAPER}",
    "directory:dictionary": f"{PHONE} ; {PAPER}",
    "contributions:report_error": "on le dit au téléphone, ou au guichet : le numéro est en bas",
    "contributions:follow": "le code se lit au téléphone : une personne dit où on en est",
    "agenda:week": f"{PHONE} ; {PAPER}, affichée à la porte des lieux",
    "agenda:place_week": f"{PHONE} ; {PAPER}, affichée à la porte du lieu",
    "agenda:session": f"{PHONE} ; {PAPER}",
    "agenda:door": f"{PHONE} ; elle est faite pour être imprimée, et affichée à la porte",
    "agenda:session_you": BY_VOICE,
    "agenda:choose": BY_VOICE,
    "agenda:motives": BY_VOICE,
    "agenda:times": BY_VOICE,
    "agenda:you": BY_VOICE,
    "agenda:mine": f"{BY_VOICE} ; le code est écrit sur un petit papier",
    "orientation:newcomer": f"{PHONE} ; {PAPER}",
    "orientation:procedures": f"{PHONE} ; {PAPER}",
    "orientation:procedure": f"{PHONE} ; {PAPER}",
    "orientation:orient": f"{PHONE} ; {PAPER}",
    "orientation:places_slip": "c’est un papier",
    "orientation:missing": "on le dit au téléphone, ou au guichet : le numéro est en bas",
    "orientation:start": ASKED,
    "orientation:bilan": f"{ASKED} ; ou sur deux feuilles de papier",
    "orientation:paper": "elle est faite pour être imprimée, et remplie avec un stylo",
    "orientation:kept": f"{ASKED} ; le code est écrit sur la feuille",
    "channels:choose": f"{PHONE} ; on demande ce papier au guichet",
    "channels:slip": "c’est un papier",
    "channels:zone_papers": f"{PHONE} ; on demande ce papier au guichet",
    "channels:listen_place": f"{PHONE} ; une personne dit la même chose",
    "channels:listen_zone": f"{PHONE} ; une personne dit la même chose",
    "channels:kiosk": f"{PHONE} ; la personne à l’accueil, à côté de la borne",
    "channels:wall": f"{PHONE} ; l’agenda de la semaine est affiché sur la porte",
    "liaison:mine": f"{PHONE} ; le papier dit la même chose, et son numéro suffit au téléphone",
    "home:about": PHONE,
    "web:accessibility": PHONE,
    "web:personal_data": PHONE,
}
# Public, and not a function for residents: what a program or a colleague reads.
OTHERS = {
    # What the interactive map asks for; the list beside it says the same in words.
    "directory:map_cards",
    "directory:map_places",
    "directory:map_ground",
    "directory:map_ign",
    "directory:map_base",
    # The photograph of a door: the page of the place says in words what it shows.
    "directory:photo_file",
    # The API: its own tests try keys and rights on every address (tests/api).
    "opendata:openapi",
    "opendata:places",
    "opendata:place",
    "opendata:offers",
    "opendata:offer",
    "opendata:add_offer",
    "opendata:add_proposal",
    "opendata:proposal",
    "opendata:zones",
    "opendata:zone",
    "opendata:search",
    "opendata:api_nothing",
    "opendata:api_help",
    # The base opened: for programs, and for those who write them.
    "opendata:catalogue_json",
    "opendata:catalogue_turtle",
    "opendata:changes",
    "opendata:new_places",
    "opendata:data_inclusion_json",
    "opendata:data_inclusion_services_csv",
    "opendata:data_inclusion_services_json",
    "opendata:data_inclusion_structures_csv",
    "opendata:data_inclusion_structures_json",
    "opendata:dated_file",
    "opendata:hsds",
    "opendata:hsds_link",
    "opendata:hsds_links",
    "opendata:hsds_organization",
    "opendata:hsds_organizations",
    "opendata:hsds_package",
    "opendata:hsds_service",
    "opendata:hsds_services",
    "opendata:hsds_taxonomies",
    "opendata:hsds_taxonomy",
    "opendata:hsds_term",
    "opendata:hsds_terms",
    "opendata:national_csv",
    "opendata:ogc",
    "opendata:ogc_api",
    "opendata:ogc_collection",
    "opendata:ogc_collections",
    "opendata:ogc_conformance",
    "opendata:ogc_item",
    "opendata:ogc_items",
    "opendata:ogc_schema",
    "opendata:open_data",
    "opendata:places_geojson",
    # For those who keep a file of places, and for those who keep another site.
    "opendata:validator",
    "opendata:embed",
    "opendata:embed_colour",
    "opendata:embed_module",
    "opendata:frame",
    "opendata:oembed",
    # Calendars, for programs: the same sessions are in the pages of the agenda, and told by phone.
    "agenda:city_feed",
    "agenda:place_feed",
    "agenda:topic_feed",
    "agenda:session_feed",
    # A layer of the map: the same stops are in the agenda.
    "agenda:stops",
    "agenda:private_feed",
    # What is held about one's booking, once its code is typed; its twin is the phone.
    "agenda:my_data",
    "agenda:my_data_file",
    # The button of the page above: it erases what its author wrote.
    "contributions:take_report_back",
    "directory:schema",
    "web:components",
    "web:colours",
    "web:logo",
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
    "mfa_authenticate",
    "mfa_login_webauthn",
    # What a code opens: each leads to `agenda:mine` without one.
    "agenda:done",
    "agenda:slip",
    "agenda:mine_calendar",
    "agenda:cancel",
    "agenda:move",
    "agenda:accept",
    "agenda:close",
    # The pages of the questions: each leads to `orientation:start` when it is asked by itself.
    "orientation:questions",
    "orientation:result",
    "orientation:keep",
    # What the code of `orientation:kept` changes or erases.
    "orientation:kept_change",
    # For those who keep another site.
    "agenda:embed",
    "agenda:frame",
    # The door of a place's contact: by the link of an e-mail, or the code of a sheet of paper. Its
    # twins are that sheet and the phone (apps/freshness/tests).
    "freshness:type_code",
    "freshness:sheet_answer",
    "freshness:sheet_correct",
    "freshness:link",
    "freshness:link_correct",
    "freshness:no_more",
    # What the code of `liaison:mine` opens: each leads there without one.
    "liaison:my_paper",
    "liaison:leave",
    "liaison:my_data",
    "liaison:my_data_file",
    "liaison:close",
    # The door of a place that receives somebody: by the link of an e-mail, or the code of the
    # paper that the person brings. Its twins are that paper and the phone (apps/liaison/tests).
    "liaison:answer_code",
    "liaison:by_paper",
    "liaison:pass_by_paper",
    "liaison:passed",
    "liaison:by_link",
    "liaison:pass_by_link",
    # Papers themselves, as files: the pages above lead to them, and a counter prints them.
    "channels:slip_pdf",
    "channels:zone_pdf",
    "channels:place_pdf",
    "channels:zone_list",
    # Sounds, as files: the pages above play them, and their words are written there.
    "channels:listen_place_sound",
    "channels:listen_zone_sound",
    "channels:recording",
    # What kiosks and walls are made of: the pages that they show are above.
    "channels:kiosk_away",
    "channels:kiosk_cut",
    "channels:kiosk_leave",
    "channels:kiosk_pages",
    "channels:screen_worker",
    "channels:place_wall",
    "channels:zone_wall",
    # The door of those who are invited to work here: not a function for residents.
    "directory:invitation",
    "directory:invitation_link",
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
    session, row, time = make_bookable()
    motive = row.motives.get()
    return {
        "home:front": "/",
        "directory:results": "/lieux/",
        "directory:map": "/carte/",
        "directory:place": f"/lieux/{place.public_id}/",
        "directory:zone": f"/q/{zone.slug}/",
        "directory:programme": f"/programmes/{programme.slug}/",
        "directory:new_places": "/nouveaux/",
        "directory:dictionary": "/donnees/",
        "contributions:report_error": f"/lieux/{place.public_id}/signaler/",
        "contributions:follow": "/signalements/",
        "agenda:week": "/agenda/",
        "agenda:place_week": f"/agenda/lieu/{session.place.public_id}/",
        "agenda:session": f"/agenda/seance/{session.public_id}/",
        "agenda:door": f"/agenda/porte/{session.place.public_id}/",
        "agenda:session_you": f"/agenda/seance/{session.public_id}/reserver/",
        "agenda:choose": "/rendez-vous/",
        "agenda:motives": f"/rendez-vous/pour/{motive.mediation}/",
        "agenda:times": f"/rendez-vous/{motive.pk}/",
        "agenda:you": f"/rendez-vous/{motive.pk}/vous/?heure={time}",
        "agenda:mine": "/mon-rendez-vous/",
        "orientation:newcomer": "/orientation/je-viens-d-arriver/",
        "orientation:procedures": "/orientation/demarches/",
        "orientation:procedure": "/orientation/demarches/impots/",
        "orientation:orient": "/orienter/",
        "orientation:places_slip": f"/orienter/papier/?lieu={place.public_id}",
        "orientation:missing": "/orienter/manque/?besoin=demarche",
        "orientation:start": "/orientation/",
        "orientation:bilan": "/orientation/bilan/",
        "orientation:paper": "/orientation/papier/",
        "orientation:kept": "/orientation/mon-bilan/",
        "channels:choose": f"/papier/?lieu={place.public_id}",
        "channels:slip": f"/papier/adresses/?lieu={place.public_id}",
        "channels:zone_papers": f"/papier/quartier/{zone.slug}/",
        "channels:listen_place": f"/ecouter/lieu/{place.public_id}/",
        "channels:listen_zone": f"/ecouter/quartier/{zone.slug}/",
        "channels:kiosk": f"/borne/{place.public_id}/",
        "channels:wall": "/mur/",
        "liaison:mine": "/fiche/",
        "home:about": "/a-propos/",
        "web:accessibility": "/accessibilite/",
        "web:personal_data": "/vos-donnees/",
    }


@pytest.mark.row("WRN-06", "CHA-19")
def test_every_function_for_residents_has_its_twin_off_the_screen(client, addresses):
    assert set(addresses) == set(RESIDENTS) - {"directory:alias"}
    for name, address in addresses.items():
        page = client.get(address)
        assert page.status_code == 200, address
        text = page.content.decode()
        # The twin is said on the page itself: a number to call, whoever answers it.
        assert 'href="tel:+33199002100"' in text, f"{address}: {RESIDENTS[name]}"
        assert "existe aussi sur papier et par téléphone" in text
        # And where somebody sits: whoever stands before a kiosk is already there.
        desk = "à l’accueil" if name == "channels:kiosk" else settings.SITE["contact_address"]
        assert desk in text.replace("\xa0", " "), address


@pytest.mark.parametrize(
    "name", sorted(n for n, p in ROUTES.items() if n not in RESIDENTS and n not in OTHERS)
)
def test_an_address_of_the_staff_leads_to_the_door(client, name):
    pattern = ROUTES[name].pattern
    words = {key: 1 if "int" in type(c).__name__.lower() else "inconnu" for key, c in
             pattern.converters.items()}  # fmt: skip
    words |= {"ending": "csv"} if "ending" in words else {}
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
