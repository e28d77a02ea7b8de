"""Rounds of a bus, sheets to print, moments of a quarter where nobody goes yet."""

from datetime import date, time

import pytest

from maillage.apps.agenda.models import Series, Session, Step
from maillage.apps.agenda.queries.rounds import moments_alone
from maillage.apps.agenda.tests.factories import make_resource, make_series
from maillage.apps.agenda.tests.setup_screen import HERE, clock, desk, house
from maillage.apps.directory.tests.factories import make_place
from maillage.apps.directory.tests.pages import read, said

pytestmark = pytest.mark.django_db
__all__ = ["clock", "desk", "house"]
DECEMBER = {"start": date(2026, 12, 1), "end": date(2026, 12, 31)}


def words(response):
    return said(read(response).find("main")).replace("\u00a0", " ")


@pytest.fixture
def bus(house):
    """A bus of the mediator’s organisation."""
    return make_resource(kind="device", name="Le bus numérique", organisation=house[0])


def stop(line, day, start, end, where, **more):
    said = {"day": day, "start": start, "end": end, "where": where} | more
    return {f"arret-{line}-{name}": value for name, value in said.items()}


def typed(*stops, **more):
    found = {"title": "Le bus numérique", "description": "", "documents": ""}
    for one in stops:
        found |= one
    return found | more


def test_stops_are_typed_as_lines_and_each_shows_on_its_date_only(desk, bus, house):
    place = house[1]
    url = f"{HERE}tournees/{bus.pk}/arrets/"
    page = read(desk.get(url))
    assert len(page.select("fieldset")) == 5
    assert page.select_one("datalist option")["value"].startswith("Médiathèque de la Navette")
    answer = desk.post(
        url,
        typed(
            stop(1, "2026-12-01", "09:00", "12:00", "12 rue du Rouet", commune="Clairmaille",
                 host="Le gardien"),
            stop(3, "2026-12-01", "14:00", "17:00", "médiathèque de la navette"),
            stop(4, "2026-12-02", "09:00", "12:00", "Marché du Centre", again="2",
                 until="2027-01-13"),
        ),
    )  # fmt: skip
    assert answer.status_code == 302, words(answer)
    first, second, third = Series.objects.order_by("pk")
    assert (first.address, first.commune, first.place) == ("12 rue du Rouet", "Clairmaille", None)
    assert (second.place, second.address) == (place, "")
    assert [one.day for one in first.sessions.all()] == [date(2026, 12, 1)]
    assert [one.day for one in third.sessions.order_by("day")] == [
        date(2026, 12, 2), date(2026, 12, 16), date(2026, 12, 30), date(2027, 1, 13),
    ]  # fmt: skip
    assert {one.kind for one in Series.objects.all()} == {"stop"}
    assert Step.objects.filter(resource=bus).count() == 6 * 36
    assert "6 arrêts à venir" in words(desk.get(f"{HERE}tournees/"))
    listed = words(desk.get(f"{HERE}tournees/{bus.pk}/"))
    assert "mardi 1er décembre 9 h – 12 h 12 rue du Rouet, Clairmaille Le gardien" in listed


@pytest.mark.row("AGD-10")
def test_a_pop_up_at_a_partner_s_shows_on_that_date_only(desk, bus):
    partner = make_place(nom="Café L’Ourdissoir")
    desk.post(
        f"{HERE}tournees/{bus.pk}/arrets/",
        typed(stop(1, "2026-12-09", "14:00", "17:00", "Café L’Ourdissoir", host="Le café")),
    )
    assert Series.objects.get().place == partner
    week = read(desk.get("/agenda/?semaine=2026-12-07"))
    days = [day for day in week.select(".day") if "Le bus numérique" in said(day)]
    assert len(days) == 1
    assert "9" in said(days[0].find("h2"))
    assert "Café L’Ourdissoir" in said(days[0])
    for monday in ("2026-11-30", "2026-12-14"):
        assert "Le bus numérique" not in words(desk.get(f"/agenda/?semaine={monday}"))


def test_the_line_that_is_wrong_is_named_and_no_stop_is_kept(desk, bus):
    url = f"{HERE}tournees/{bus.pk}/arrets/"
    good = stop(1, "2026-12-01", "09:00", "12:00", "12 rue du Rouet")
    page = words(desk.post(url, typed(good, stop(2, "2026-12-02", "", "12:00", "Le marché"))))
    assert "Arrêt 2, De : Cette réponse est nécessaire." in page
    assert not Series.objects.exists()
    twice = typed(good, stop(2, "2026-12-01", "11:00", "13:00", "Place du Centre"))
    refused = desk.post(url, twice)
    assert refused.status_code == 422
    assert "Arrêt 2 : Le bus numérique est déjà pris aux mêmes heures" in words(refused)
    assert not Series.objects.exists()
    assert desk.post(url, twice | {"beyond": "oui"}).status_code == 302
    assert Series.objects.count() == 2
    assert "Dites au moins un arrêt" in words(desk.post(url, typed()))


def test_the_same_weekday_of_each_month_comes_back(desk, bus):
    url = f"{HERE}tournees/{bus.pk}/arrets/?lignes=12"
    assert len(read(desk.get(url)).select("fieldset")) == 12
    desk.post(
        url,
        typed(stop(12, "2026-12-08", "09:00", "12:00", "Marché", again="month",
                   until="2027-03-01")),
    )  # fmt: skip
    assert [one.day for one in Session.objects.order_by("day")] == [
        date(2026, 12, 8), date(2027, 1, 12), date(2027, 2, 9),
    ]  # fmt: skip


@pytest.mark.row("AGD-13")
def test_the_poster_of_a_stop_says_its_date_hour_and_address(desk, bus, house):
    series = make_series(
        kind="stop", title="Le bus numérique", address="12 rue du Rouet", commune="Clairmaille",
        host="Le gardien", rrule="", first=date(2026, 12, 1), until=None, start=time(9),
        end=time(12), seats=None, organisation=house[0], resources=[bus], place=None,
    )  # fmt: skip
    page = read(desk.get(f"{HERE}seances/jour/{series.sessions.get().public_id}/affiche/"))
    told = said(page.select_one("article.poster")).replace("\u00a0", " ")
    for part in ("mardi 1er décembre 2026", "9 h – 12 h", "12 rue du Rouet, Clairmaille",
                 "Le gardien", "Sans rendez-vous"):  # fmt: skip
        assert part in told


@pytest.mark.row("AGD-11")
def test_a_market_stand_prints_its_poster_and_its_tally_sheet(desk, house):
    series = make_series(
        kind="outreach", title="Stand au marché", address="Place du Rouet", seats=None,
        organisation=house[0], place=None,
    )  # fmt: skip
    page = read(desk.get(f"{HERE}seances/{series.public_id}/"))
    links = [link["href"] for link in page.select("a[href]")]
    poster = next(link for link in links if link.endswith("/affiche/"))
    tally = next(link for link in links if link.endswith("/comptage/"))
    assert "jeudi 26 novembre 2026" in words(desk.get(poster))
    sheet = read(desk.get(tally))
    assert "Jamais de nom" in said(sheet)
    assert len(sheet.select("tbody tr")) == 14


@pytest.mark.row("AGD-12")
def test_moments_of_next_month_where_nobody_goes_yet(desk, house):
    park = {"address": "Parc de la Filature", "commune": "Clairmaille", "place": None,
            "organisation": house[0], "seats": None, "rrule": "", "until": None}  # fmt: skip
    make_series(kind="moment", title="Fête des voisins", first=date(2026, 12, 4), **park)
    make_series(kind="moment", title="Conseil citoyen", first=date(2026, 12, 5), **park)
    make_series(kind="moment", title="En janvier", first=date(2027, 1, 5), **park)
    stand = park | {"address": "parc de la  Filature"}
    make_series(kind="outreach", title="Stand", first=date(2026, 12, 5), **stand)
    page = desk.get(f"{HERE}moments/")
    told = words(page)
    assert "Moments du quartier en décembre 2026" in told
    assert "Fête des voisins" in told
    assert "Conseil citoyen" not in told
    assert "En janvier" not in told
    assert "En janvier" in words(desk.get(f"{HERE}moments/?mois=2027-01"))
    assert "décembre 2026" in words(desk.get(f"{HERE}moments/?mois=demain"))
    add = next(a["href"] for a in read(page).select("a") if "Y tenir un stand" in said(a))
    form = read(desk.get(add))
    assert form.select_one("#id_address")["value"] == "Parc de la Filature"
    assert form.select_one("#id_first")["value"] == "2026-12-04"
    assert form.select_one("#id_kind option[selected]")["value"] == "outreach"


def test_a_moment_at_a_place_is_joined_by_what_takes_place_at_the_place_it_was_joined_to():
    shown, other = make_place(nom="Centre social"), make_place(nom="Le centre social")
    other.joined_to = shown
    other.save(update_fields=["joined_to"])
    once = {"rrule": "", "until": None, "first": date(2026, 12, 4), "seats": None}
    make_series(kind="moment", title="Fête", place=other, **once)
    assert [one.series.title for one in moments_alone(**DECEMBER)] == ["Fête"]
    make_series(kind="cafe", title="Café", place=shown, **once)
    assert moments_alone(**DECEMBER) == []
