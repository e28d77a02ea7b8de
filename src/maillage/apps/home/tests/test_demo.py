"""The demonstration town: filled by the real chain, the same at each run, invented throughout."""

import re
import socket
from collections import Counter
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone
from pytest_socket import SocketConnectBlockedError

from maillage.apps.agenda.queries.week import dated_sessions
from maillage.apps.contributions.queries.reports import reports_answered, reports_waiting
from maillage.apps.directory.actions import separate_places
from maillage.apps.directory.queries import (
    NEEDS,
    PlaceSearch,
    active_joins,
    export_records,
    find_place_by_alias,
    forget_index,
    n_public_places,
    search_places,
    zones_to_search,
)
from maillage.apps.directory.queries.access import standing
from maillage.apps.directory.tests.factories import NOW, TODAY, make_user
from maillage.apps.freshness.queries.campaigns import campaigns, results_of
from maillage.apps.imports.errors import TooManyWithdrawn
from maillage.apps.imports.queries import deliveries
from maillage.apps.imports.queries.sources import recognised, source_titles
from maillage.apps.linking.queries.pairs import n_waiting
from maillage.apps.observatory.queries.values import datasets
from maillage.apps.territories.queries import get_zone, position_of_address
from maillage.core.geo import distance_m
from maillage.sources.clairmaille.described import described
from maillage.sources.clairmaille.figures import town_figures
from maillage.sources.clairmaille.files import TOWN_FILES
from maillage.sources.clairmaille.life import CALLED
from maillage.sources.clairmaille.offers import typed_offers

# Another application is known by its queries: a test that counts its rows asks Django for them.
Zone, Street = apps.get_model("territories", "Zone"), apps.get_model("territories", "Street")
RefusedRow = apps.get_model("imports", "RefusedRow")
LinkRun, Report = apps.get_model("linking", "LinkRun"), apps.get_model("contributions", "Report")
Request, AuditRow = apps.get_model("freshness", "Request"), apps.get_model("directory", "AuditRow")
HERE = NOW.replace(tzinfo=None)
N_ROWS = sum(one.n_rows for one in TOWN_FILES)
N_RECORDS = N_ROWS - sum(one.n_refused for one in TOWN_FILES)
# The library, a café, the France services and the CCAS: each in two files, told apart by nobody.
N_LINKS = 4
N_PLACES = N_RECORDS - N_LINKS


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    """Fill the base with Clairmaille, once for all the tests below: each undoes what it does."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def town(filled, db):
    """Give Clairmaille, without what another test remembers."""
    forget_index()


def counts():
    """Return how many rows each kind of thing has."""
    place = find_place_by_alias("clairmaille", "clairmaille-001")
    offer, closure = place.offers.model, place.closures.model
    return {
        "places": n_public_places(),
        "offers": offer.objects.count(),
        "closures": closure.objects.count(),
        "streets": Street.objects.count(),
        "zones": Zone.objects.count(),
        "figures": sum(one.n_figures for one in datasets()),
        "links": len(active_joins()),
        "runs": LinkRun.objects.count(),
        "reports": Report.objects.count(),
        "asked": Request.objects.count(),
        "traces": AuditRow.objects.count(),
    }


def shown_at(source, key):
    """Return the place that shows what a source says under a key."""
    place = find_place_by_alias(source, key)
    return place.joined_to or place


def test_a_second_run_changes_nothing(capsys):
    before = counts()
    call_command("demo")
    assert f"0 ajoutés, {N_RECORDS} inchangés" in capsys.readouterr().out
    assert counts() == before
    assert [d.state for d in deliveries()] == ["done"] * 2 * len(TOWN_FILES)


@pytest.mark.row("WRN-30")
def test_the_town_and_its_tests_need_no_network_and_one_process(client):
    # Every test of this run is refused the network; the town was filled all the same.
    with pytest.raises((SocketConnectBlockedError, UserWarning), match="socket"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    call_command("demo", verbosity=0)
    assert client.get("/lieux/").status_code == 200
    assert n_public_places() == N_PLACES
    # One database, and no service beside it.
    assert list(settings.DATABASES) == ["default"]
    assert "django_tasks_db" in settings.TASKS["default"]["BACKEND"]


def test_it_has_the_size_of_a_town():
    found = counts()
    assert 50 <= found["places"] <= 70
    assert 140 <= found["offers"] <= 165
    assert sum(one.n_twice for one in TOWN_FILES) <= 4
    assert found["streets"] > 200
    assert Zone.objects.get(kind="commune").population == 38_000
    kinds = Zone.objects.values_list("kind", flat=True)
    assert [list(kinds).count(k) for k in ("quarter", "qpv", "veille", "epci")] == [5, 2, 1, 1]
    for kind in ("quarter", "iris", "cell"):
        people = Zone.objects.filter(kind=kind).values_list("population", flat=True)
        assert sum(people) == 38_000


def test_every_row_of_every_file_is_accounted_for():
    for one in TOWN_FILES:
        (delivery,) = [d for d in deliveries() if d.source == one.source]
        assert (delivery.n_in, delivery.n_refused) == (one.n_rows, one.n_refused), one.name
        assert delivery.n_added == one.n_rows - one.n_refused
    reasons = RefusedRow.objects.values_list("rule", flat=True)
    assert sorted(reasons) == ["id_duplicate", "id_missing"]


def test_each_place_stands_in_the_quarter_that_it_names():
    zones = zones_to_search(today=TODAY)
    by_quarter = {z.nom: z.n_places for z in zones.choices if z.kind == "quarter"}
    assert set(by_quarter) == {
        "Centre",
        "Haut-Champ",
        "La Filature",
        "Les Courtils",
        "Les Tisserands",
    }
    assert sum(by_quarter.values()) == N_PLACES
    assert min(by_quarter.values()) >= 7


def test_the_census_counts_seven_computers_of_which_one_adapted():
    for source, key in (
        ("clairmaille", "clairmaille-001"),
        ("clairmaille-recensement", "recensement-1"),
    ):
        computers = find_place_by_alias(source, key).equipment.get(kind="computer")
        assert (computers.total, computers.adapted) == (7, 1)
    library = shown_at("clairmaille-recensement", "recensement-1")
    assert library.mediators.get().total == 2


def test_the_screens_know_the_sources_of_every_file():
    titles = source_titles([one.source for one in TOWN_FILES])
    assert titles["fichier:metropole"] == "Équipements de la métropole (ville fictive)"
    assert all(title != source for source, title in titles.items())
    columns = list(described("fichier:metropole").mapping.columns)
    assert recognised(columns) == "fichier:metropole"


def test_what_the_department_spoilt_is_mended():
    solidarity = find_place_by_alias("national:departement", "dept-mds-republique")
    assert 50 < solidarity.latitude < 51
    assert solidarity.commune_zone.nom == "Clairmaille"
    belvedere = find_place_by_alias("national:departement", "dept-service-social-belvedere")
    assert (belvedere.nom, belvedere.adresse) == (
        "Service Social du Belvédère",
        "13 rue du Belvédère",
    )
    claviers = find_place_by_alias("national:associations", "asso-001")
    assert claviers.presentation_resume.startswith("Des retraités apprennent à d’autres")


def test_addresses_of_the_town_stand_near_their_doors():
    commune = get_zone("clairmaille")
    near = 0
    for record in export_records():
        if record.latitude is None or not re.match(r"\d", record.adresse):
            continue
        found = position_of_address(record.adresse, commune)
        assert found is not None, record.adresse
        away = distance_m(found.latitude, found.longitude, record.latitude, record.longitude)
        assert away < 220, (record.adresse, found, away)
        near += away < 40
    assert near > 0.8 * N_PLACES


def test_every_need_of_the_first_page_leads_to_somebody():
    for need in NEEDS:
        found = search_places(PlaceSearch(need=need.code, relax=False), now=HERE)
        assert found.n_certain + found.n_unknown > 0, need.code


def test_each_role_has_a_person_who_is_plainly_invented(django_user_model):
    people = {user.email.split("@")[0]: standing(user) for user in django_user_model.objects.all()}
    assert people["administration"].steers
    assert people["coordination"].keeps_base
    assert people["donnees"].keeps_base
    assert people["elue"].roles == {"elected"}
    assert {len(people[who].organisations) for who in ("membre", "mediateur", "ecrivaine")} == {1}
    assert people["prescriptrice"].roles == {"prescriber"}
    assert people["quartier"].zones == {get_zone("la-filature").pk}
    assert all(
        user.email.endswith("@clairmaille.example") for user in django_user_model.objects.all()
    )


def test_its_twenty_five_organisations_are_of_four_families_and_have_their_places():
    place = find_place_by_alias("clairmaille-recensement", "recensement-6")
    assert place.organisation.nom == "Centre social La Roue"
    organisation = type(place.organisation)
    families = Counter(organisation.objects.values_list("family", flat=True))
    four = [families[name] for name in ("social", "education", "citizenship", "digital")]
    assert sum(four) == 25
    assert min(four) >= 6
    # The city, and two partners without a counter: in the directory, on no map.
    assert families["landlord"] == families["funder"] == families["authority"] == 1
    tied = type(place).objects.exclude(organisation=None).values_list("organisation__family")
    assert len(tied) > 30
    assert ("landlord",) not in set(tied)


def test_typed_offers_name_somebody_to_ask_and_their_place_exists():
    for typed in typed_offers():
        place = shown_at(typed.source, typed.key)
        offer = place.offers.get(title=typed.values["title"])
        assert (offer.by_hand, bool(offer.contact_nom)) == (True, True)


def test_its_telephones_and_addresses_are_those_of_fiction():
    for record in export_records():
        numbers = [record.telephone, *record.extension.get("local_contact_phone", ())]
        for number in filter(None, numbers):
            digits = re.sub(r"\D", "", number).removeprefix("33").removeprefix("0")
            assert re.match(r"(19900|63998)", digits) or len(digits) <= 4, number
        for address in (*record.courriels, *record.site_web):
            assert ".example" in address


def test_its_files_can_be_kept_to_be_read(tmp_path):
    call_command("demo", files=tmp_path / "ville", verbosity=0)
    kept = {path.name for path in (tmp_path / "ville").iterdir()}
    figures = {one.name for one in town_figures()}
    assert kept == {"territoire.geojson", *figures, *(one.name for one in TOWN_FILES)}


def test_the_observatory_is_full(client):
    client.force_login(make_user(role="elected"))
    found = {one.title: one for one in datasets()}
    assert len(found) == len(town_figures())
    for one in town_figures():
        loaded = found[one.described.title]
        assert (loaded.n_rows, loaded.n_rows_elsewhere) == (one.n_rows, one.n_elsewhere)
        assert loaded.n_figures == (one.n_rows - one.n_elsewhere) * len(one.described.measures)
    page = client.get("/pro/observatoire/cartes/poor_households_pct/?genre=qpv").content.decode()
    assert "estimé, 2024" in page
    assert "Communauté d’agglomération des Trois Fils" in page
    page = client.get("/pro/observatoire/territoires/haut-champ/").content.decode()
    assert "Aident un proche avec le numérique" in page


def test_a_real_base_is_never_filled_with_it(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="vraie base"):
        call_command("demo")


def test_somebody_waits_for_an_answer_and_the_tools_are_known(client):
    keeper = apps.get_model("accounts", "User").objects.get(
        email="coordination@clairmaille.example"
    )
    client.force_login(keeper, backend="allauth.account.auth_backends.AuthenticationBackend")
    desk = client.get("/pro/").content.decode()
    assert "Café des écrans" in desk
    assert "Guide des aides" in client.get("/pro/outils/").content.decode()
    told = client.get("/pro/signalements/").content.decode()
    assert "Médiathèque annexe du Haut-Champ" in told


def test_links_are_made_and_doubts_wait_without_a_worker():
    (run,) = LinkRun.objects.all()
    assert (run.state, run.n_records, run.n_joined) == ("done", N_RECORDS, N_LINKS)
    assert shown_at("clairmaille-recensement", "recensement-1") == find_place_by_alias(
        "clairmaille", "clairmaille-001"
    )
    assert n_waiting() >= 5


def test_what_people_undo_in_the_demonstration_stays_undone():
    keeper = apps.get_model("accounts", "User").objects.first()
    (join, *_) = active_joins()
    separate_places(join.number, now=timezone.now(), by=keeper)
    call_command("demo", verbosity=0)
    assert len(active_joins()) == N_LINKS - 1


def test_residents_told_two_errors_of_which_one_has_its_answer():
    (waiting,) = reports_waiting()
    (answered,) = reports_answered()
    assert waiting.report.place.nom == "Médiathèque annexe du Haut-Champ"
    assert answered.answer.startswith("Merci.")


def test_places_without_an_address_are_asked_and_some_have_answered():
    (campaign,) = campaigns()
    results = results_of(campaign.pk)
    # Nothing leaves by mail from a demonstration.
    assert (campaign.state, results.n_letters, set(results.ways)) == ("open", 0, {"phone", "paper"})
    assert (results.n_places, results.answers["confirmed"]) == (len(CALLED), 3)
    owners = {shown_at(source, key).owner.email for source, key, _outcome in CALLED}
    assert owners == {"donnees@clairmaille.example"}


@pytest.mark.django_db
def test_a_base_of_another_demonstration_is_said_in_words(settings, monkeypatch):
    settings.DEMO = True

    def refuse(*arguments, **options):
        raise TooManyWithdrawn(n_gone=253, n_known=253)

    monkeypatch.setattr("maillage.apps.home.management.commands.demo.run_delivery", refuse)
    with pytest.raises(CommandError, match="recommencez avec une base neuve"):
        call_command("demo", verbosity=0)


def test_the_town_has_a_month_of_agenda_written_once():
    today, now = timezone.localdate(), timezone.now()
    ahead = dated_sessions(today, today + timedelta(days=13), now=now)
    kinds = {line.session.series.kind for line in ahead}
    assert {"workshop", "duty", "stop", "cafe", "open"} <= kinds
    assert len(ahead) >= 20
    assert any(line.n_waiting for line in ahead)
    assert any(0 < line.n_taken < line.session.seats for line in ahead if line.session.seats)
    past = dated_sessions(today - timedelta(days=14), today - timedelta(days=1), now=now)
    assert len(past) >= 20
    call_command("demo", verbosity=0)
    assert len(dated_sessions(today, today + timedelta(days=13), now=now)) == len(ahead)
