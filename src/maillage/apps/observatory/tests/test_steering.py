"""The sheet of those who steer, the needs that were said, access: each number by head."""

import re
from datetime import timedelta

import numpy as np
import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from maillage.apps.directory.tests.factories import (
    PlaceState,
    make_equipment,
    make_offer,
    make_organisation,
    make_place,
    make_user,
)
from maillage.apps.liaison.tests.factories import make_sheet
from maillage.apps.observatory.queries.reach import Ask, access_map, asked_by_code
from maillage.apps.observatory.queries.register import Source, register
from maillage.apps.observatory.queries.steering import steering
from maillage.apps.observatory.queries.support import forget
from maillage.apps.observatory.tests.factories import (
    TOOLS,
    Zone,
    at,
    block,
    make_figure,
    make_measure,
    statement,
)
from maillage.apps.orientation.actions.unmet import count_search
from maillage.apps.territories.actions import load_zones

pytestmark = pytest.mark.django_db

STEERING = "/pro/observatoire/pilotage/"
SPACE = ["Accès internet et matériel informatique"]


@pytest.fixture
def steers():
    return make_user()


def sheet_of(by, **asked):
    return steering("quarter", now=timezone.now(), today=timezone.localdate(), by=by, **asked)


def row(found, code):
    return next(one for one in found.rows if one.zone.code == code)


def text(answer):
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.row("MAP-05")
def test_one_quarter_counts_places_offers_hours_and_languages(two_quarters, steers, client):
    place = make_place(**at(1, 1), horaires="Mo-Fr 09:00-12:00", languages=["fr", "ar"])
    make_offer(place, services=TOOLS)
    make_offer(place, services=SPACE, horaires="Mo-Fr 09:00-18:00")
    make_offer(make_place(**at(2, 1)), services=TOOLS)
    west = row(sheet_of(steers), "ouest")
    assert (west.n_places, west.n_offers, west.hours, west.n_hours_unknown) == (2, 3, 45, 1)
    assert dict(west.languages) == {"ar": 1, "fr": 1}
    client.force_login(steers)
    page = text(client.get(STEERING, {"genre": "quarter", "territoire": "quarter-ouest"}))
    assert "45 h (1 lieu sans horaires)" in page
    assert "2 : arabe, français" in page
    assert "quarter-est" not in page
    assert "size:A4 portrait" in read_css("steering.css")


def read_css(name):
    folder = apps.get_app_config("observatory").path
    with open(f"{folder}/static/observatory/{name}", encoding="utf-8") as file:
        return file.read()


@pytest.mark.row("MAP-09")
def test_closing_the_only_space_of_a_quarter_turns_it_to_nought(two_quarters, steers, client):
    place = make_place(**at(1, 1))
    make_offer(place, services=SPACE)
    make_offer(make_place(**at(1, 4)), services=SPACE)
    client.force_login(steers)
    assert row(sheet_of(steers), "ouest").n_spaces == 1
    assert "0 — non couvert" not in text(client.get(STEERING))
    place.state, place.closed_on = PlaceState.CLOSED, timezone.localdate()
    place.save()
    found = sheet_of(steers)
    assert (row(found, "ouest").n_spaces, row(found, "est").n_spaces) == (0, 1)
    assert text(client.get(STEERING)).count("0 — non couvert") == 1


@pytest.mark.row("WRN-28")
def test_totems_are_counted_by_epci_and_spaces_by_quarter(two_quarters, steers, client):
    commune = Zone.objects.get(kind="commune")
    make_offer(make_place(**at(1, 1), commune_zone=commune), services=SPACE)
    assert sheet_of(steers).totems.without == ["200000001"]
    client.force_login(steers)
    assert "200000001 : 0 lieu totem" in text(client.get(STEERING))
    make_place(nom="Lieu totem du Rouet", commune_zone=commune)
    found = sheet_of(steers)
    assert (dict(found.totems.by_epci), found.totems.without) == ({"200000001": 1}, [])
    assert (row(found, "ouest").n_spaces, row(found, "est").n_spaces) == (1, 0)


@pytest.mark.row("CEN-23")
def test_the_two_kinds_of_money_and_what_is_not_said_add_up(two_quarters, steers, client):
    place = make_place(**at(1, 1))
    for regime in ("politique_de_la_ville", "politique_de_la_ville", "droit_commun", ""):
        make_offer(place, regime=regime)
    found = sheet_of(steers)
    assert list(found.regimes.values()) == [2, 1, 1]
    assert sum(found.regimes.values()) == found.n_offers == 4
    client.force_login(steers)
    page = text(client.get(STEERING))
    assert "<b>2</b>propositions de la politique de la ville" in page
    assert "<b>1</b>propositions de droit commun" in page


@pytest.mark.row("WRN-35")
def test_autonomy_and_rights_come_first(two_quarters, steers, client):
    client.force_login(steers)
    page = text(client.get(STEERING))
    first, second, offer = (
        page.index(words)
        for words in ("aides faites avec la personne", "droits ouverts ou renouvelés", "<table")
    )
    assert first < second < offer


def test_eleven_actors_of_twenty_are_55_per_cent_with_their_base(two_quarters, steers, client):
    for number in range(20):
        make_place(**at(1, 1 if number < 11 else 4), organisation=make_organisation())
    client.force_login(steers)
    page = text(client.get(STEERING))
    assert "<b>55 %</b>des acteurs travaillent dans un quartier prioritaire" in page
    assert "11 sur 20 structures" in page


def last_month():
    """A month is told once it has ended."""
    return timezone.now().replace(day=1) - timedelta(days=2)


def search(n, zone, need="demarche", *, lacking=0):
    then = last_month()
    for number in range(n):
        count_search(
            key=f"{need[:4]}{zone.pk}-{number}", need=need, zone_id=zone.pk,
            unmet=number < lacking, now=then,
        )  # fmt: skip


@pytest.mark.row("OBS-17")
def test_a_small_number_of_a_cross_table_is_not_told_nor_found(two_quarters, steers, client):
    west, east = Zone.objects.get(code="ouest"), Zone.objects.get(code="est")
    search(20, west)
    search(3, west, "imprimer")
    search(30, east)
    search(40, east, "imprimer")
    crossed = sheet_of(steers).crossed
    table = np.array([[np.nan if n is None else n for n in cells] for cells in crossed.cells])
    west_line, need = crossed.rows.index("Ouest"), list(crossed.columns).index("imprimer")
    assert np.isnan(table[west_line, need])
    # Neither its line nor its column has one hidden number alone.
    assert np.isnan(table[west_line]).sum() > 1
    assert np.isnan(table[:, need]).sum() > 1
    client.force_login(steers)
    assert "« s » : nombre gardé secret" in text(client.get(STEERING))


@pytest.mark.row("MAP-03")
def test_a_quarter_with_two_needs_says_too_few_on_the_layer(two_quarters, steers, client):
    search(2, Zone.objects.get(code="ouest"))
    search(12, Zone.objects.get(code="est"))
    search(8, Zone.objects.get(kind="commune"))
    client.force_login(steers)
    address = reverse("observatory:register")
    assert "effectif trop faible" not in text(client.get(address))
    page = text(client.get(address, {"couche": "besoins"}))
    part = page.split('aria-labelledby="carte"')[2].split("</table>")[0]
    lines = dict(re.findall(r'<th scope="row">([^<]+)</th><td class="num">([^<]+)<', part))
    assert lines["Ouest"] == "effectif trop faible"
    assert "<svg" in page


def test_each_source_of_needs_is_apart(two_quarters, steers, client):
    search(9, Zone.objects.get(code="ouest"), lacking=0)
    house = make_organisation()
    for _ in range(6):
        make_sheet(organisation=house, now=last_month())
    found = {one.source: one for one in register(today=timezone.localdate()).sources}
    assert found[Source.SEARCHES].n.n == 9
    assert found[Source.SHEETS].n.n == 6
    assert found[Source.DROP_INS].lines == []
    client.force_login(steers)
    page = text(client.get(reverse("observatory:register")))
    assert page.index("Ceux qui orientent") < page.index("Les fiches de liaison")
    assert "on ne les additionne pas" in page


def test_minutes_and_shares_are_those_of_the_people(two_quarters):
    make_offer(make_place(**at(1, 1)), services=TOOLS)
    need = asked_by_code("apprendre")
    today = timezone.localdate()
    found = access_map("quarter", today=today, need=need)
    west = next(one for one in found.rows if one.zone.code == "ouest")
    # The half of twelve cells: the place, its four sides at 200 m x 1,3 at 4 km/h, then corners.
    assert west.value == pytest.approx(200 * np.sqrt(2) * 1.3 / (4000 / 60), rel=0.01)
    share = access_map("quarter", today=today, need=need, ask=Ask.SHARE, minutes=5)
    west = next(one for one in share.rows if one.zone.code == "ouest")
    assert west.value == pytest.approx(100 * 5 / 12)
    # Eight cells of the neighbourhood are all within ten minutes, and eleven others of sixteen.
    assert found.shares.group.value == 1
    assert found.shares.group.n_people == 80


def test_hours_are_shared_between_all_who_can_come(two_quarters):
    place = make_place(**at(1, 1), horaires="Mo-Fr 09:00-12:00", typologie=["EPN"])
    make_offer(place, services=TOOLS)
    make_equipment(place, total=4)
    other = make_place(**at(1, 4), typologie=["EPN"])
    make_offer(other, services=TOOLS)
    need, today = asked_by_code("apprendre"), timezone.localdate()
    found = access_map("commune", today=today, need=need, ask=Ask.SEATS)
    (town_row,) = found.rows
    # 15 h x 4 seats for 240 people: all that is given is received.
    assert town_row.value == pytest.approx(1000 * 60 / 240)
    assert (int(found.supply.unknown.sum()), found.supply.unit) == (
        1, "heures-places par semaine",
    )  # fmt: skip
    filled = access_map("commune", today=today, need=need, ask=Ask.SEATS, completed=True)
    assert filled.rows[0].value == pytest.approx(1000 * 120 / 240)
    assert int(filled.supply.estimated.sum()) == 1


def test_supply_is_shared_between_people_in_need_when_asked(two_quarters):
    from maillage.sources.figures import known_needs

    place = make_place(**at(1, 1), horaires="Mo-Fr 09:00-12:00")
    make_offer(place, services=TOOLS)
    make_figure(Zone.objects.get(kind="commune"), make_measure("illectronism_pct"), 20)
    population = make_measure("population", unit="people", family="people", direction=0)
    make_figure(Zone.objects.get(kind="commune"), population, 240)
    need = next(one for one in known_needs().values() if one.rate_measure == "illectronism_pct")
    found = access_map(
        "commune", today=timezone.localdate(), need=asked_by_code("apprendre"), ask=Ask.HOURS,
        of=need,
    )  # fmt: skip
    assert found.rows[0].demand == pytest.approx(48)
    assert found.rows[0].value == pytest.approx(1000 * 15 / 48)


def test_the_page_of_access_says_how_it_is_worked_out(two_quarters, steers, client):
    make_offer(make_place(**at(1, 1), horaires="Mo-Fr 09:00-12:00"), services=TOOLS)
    client.force_login(steers)
    address = reverse("observatory:access")
    page = text(client.get(address, {"genre": "quarter", "besoin": "apprendre"}))
    assert "à vol d’oiseau, multiplié par 1,3" in page
    assert "100 % des 80 habitants des quartiers prioritaires" in page
    page = text(
        client.get(address, {"genre": "quarter", "mesure": "heures", "moment": "lundi 10 h"})
    )
    assert "heures d’ouverture par semaine, pour 1 000 personnes" in page
    assert client.get(address, {"moment": "plus tard"}).status_code == 422
    for ending in ("csv", "xlsx", "ods"):
        assert client.get(reverse("observatory:access_file", args=[ending])).status_code == 200
        assert client.get(reverse("observatory:steering_file", args=[ending])).status_code == 200
        assert client.get(reverse("observatory:register_file", args=[ending])).status_code == 200


@pytest.mark.parametrize("name", ["access", "steering", "register"])
def test_any_role_reads_and_nobody_else(two_quarters, client, name):
    address = reverse(f"observatory:{name}")
    assert client.get(address).status_code == 302
    client.force_login(make_user(role=""))
    assert client.get(address).status_code == 403
    client.force_login(make_user(role="elected"))
    assert client.get(address).status_code == 200


def test_a_territory_that_nobody_knows_is_not_an_empty_sheet(two_quarters, client):
    client.force_login(make_user("elected"))
    assert client.get(STEERING, {"territoire": "nulle-part"}).status_code == 404
    # Its own kind is shown, whatever the address says.
    page = text(client.get(STEERING, {"genre": "quarter", "territoire": "commune-59999"}))
    assert "sur 1 commune n’a aucun" in page
    assert Zone.objects.get(slug="commune-59999").nom in page


def test_queries_do_not_grow_with_zones_nor_places(
    two_quarters, steers, django_assert_max_num_queries
):
    today = timezone.localdate()

    def asked():
        sheet_of(steers)
        access_map("quarter", today=today, ask=Ask.SEATS)

    make_offer(make_place(**at(2, 2)), services=TOOLS)
    asked()
    with django_assert_max_num_queries(60) as few:
        asked()
    for column in range(6):
        make_offer(make_place(**at(0, column)), services=TOOLS)
    load_zones([statement("quarter", f"q{n}", block(n, n), ("commune", "59999")) for n in range(4)])
    asked()
    with django_assert_max_num_queries(len(few)):
        asked()


@pytest.mark.row("MAP-19")
def test_two_quarters_of_as_many_places_and_other_people_have_another_coverage(
    two_quarters, client
):
    make_place(**at(1, 1), quarter_zone=Zone.objects.get(code="ouest"))
    make_place(**at(1, 4), quarter_zone=Zone.objects.get(code="est"))
    Zone.objects.filter(code="est").update(population=1_000)  # the west has its 120 of the cells
    forget()
    by = make_user(role="coordinator")
    now = timezone.now()
    found = steering("quarter", now=now, today=timezone.localdate(now), by=by)
    rows = {row.zone.code: row for row in found.rows}
    assert rows["ouest"].n_places == rows["est"].n_places == 1
    assert rows["ouest"].per_10_000 == pytest.approx(10_000 / 120)
    assert rows["est"].per_10_000 == pytest.approx(10)
    client.force_login(by)
    page = client.get(STEERING, {"genre": "quarter"}).content.decode()
    assert '<th scope="col" class="num">Pour 10\u202f000\u00a0habitants</th>' in page
    cell = '<td class="num">{}</td>'.format
    assert f"Ouest</a></th>{cell(1)}{cell('83,3')}{cell(0)}" in page
    assert f"Est</a></th>{cell(1)}{cell(10)}{cell(0)}" in page


@pytest.mark.row("GOV-17")
def test_an_elected_member_reads_the_dashboard_and_nothing_about_a_person(two_quarters, client):
    make_place(nom="Le Fil", contact_nom="Camille Exemple", contact_telephone="01 99 00 21 77")
    client.force_login(make_user(role="elected", name="Dominique Élue"))
    desk = client.get("/pro/", follow=True)
    assert desk.status_code == 200
    for address in (STEERING, "/pro/observatoire/", "/pro/observatoire/manques/"):
        page = client.get(address)
        assert page.status_code == 200
        for word in ("Camille Exemple", "01 99 00 21 77", "01\xa099\xa000\xa021\xa077"):
            assert word not in page.content.decode()
    assert "Camille Exemple" not in desk.content.decode()
    assert client.get("/pro/lieux/").status_code in (302, 403)
