"""The day and the week of those who receive: in order, with names for them alone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from maillage.apps.agenda.actions.booking import Person, book_session, book_time
from maillage.apps.agenda.actions.series import cancel_session
from maillage.apps.agenda.models import Absence
from maillage.apps.agenda.tests.factories import (
    NOW,
    make_availability,
    make_motive,
    make_resource,
    make_series,
    make_session,
)
from maillage.apps.directory.tests.factories import make_organisation, make_user
from maillage.apps.directory.tests.pages import read, said

pytestmark = pytest.mark.django_db
HERE = "/pro/agenda/"
TUESDAY = {"jour": "2026-11-24"}
TWO = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
SAMIRA = Person(name="Samira", phone="+33639980021", contact="call", need="Un courrier")


def book(house, at=TWO, person=SAMIRA, **more):
    common = {"channel": "counter", "now": NOW, "by": house.mediator}
    return book_time(
        motive=house.motive, resource=house.resource, starts_at=at, person=person, **common | more
    ).booking


def lines(client, address=HERE, **query):
    page = read(client.get(address, query or TUESDAY))
    return [said(li).replace("\u00a0", " ") for li in page.select("ul.slots li")]


def test_ones_own_day_says_who_comes_and_what_is_left(house):
    book(house, TWO + timedelta(minutes=45))
    found = lines(house.desk)
    assert found[0].startswith("14 h – 14 h 45 Libre")
    assert found[1].startswith("14 h 45 – 15 h 30 Samira Aide aux démarches")
    assert "06 39 98 00 21" in found[1]
    assert "Un courrier" in found[1]
    assert found[2].startswith("15 h 30 – 17 h Libre")
    assert len(found) == 3


def test_a_session_says_how_many_come_and_how_many_wait(house):
    series = make_series(
        place=house.place, resources=[house.resource], seats=1, rrule="FREQ=WEEKLY;BYDAY=MO"
    )
    monday = make_session(series)
    for name in ("Samira", "Ines"):
        book_session(session=monday, person=Person(name=name), channel="online", now=NOW,
                     may_wait=True)  # fmt: skip
    (line,) = [one for one in lines(house.desk, jour="2026-11-23") if "Mes premiers" in one]
    assert "1 inscrit sur 1, 1 personne attend" in line
    cancel_session(session=monday, why="La salle est prise", now=NOW, by=house.mediator)
    (line,) = [one for one in lines(house.desk, jour="2026-11-23") if "Mes premiers" in one]
    assert "annulée" in line


def test_an_absence_is_said_without_why_and_takes_the_free_time(house):
    Absence.objects.create(
        resource=house.resource,
        starts_at=TWO - timedelta(hours=14),
        ends_at=TWO + timedelta(days=3),
    )
    found = lines(house.desk)
    assert found == ["Toute la journée Pas là Melchior"] or found == ["Toute la journée Pas là"]


def test_the_week_holds_the_same_lines_day_by_day(house):
    book(house)
    page = read(house.desk.get(HERE, {"vue": "semaine"}))
    days = [said(h2).replace("\u00a0", " ") for h2 in page.select("td h2")]
    assert days == ["Lundi 23 novembre aujourd’hui", "Mardi 24 novembre", "Mercredi 25 novembre",
                    "Jeudi 26 novembre", "Vendredi 27 novembre"]  # fmt: skip
    assert "Samira" in said(page.select("td")[1])
    assert "jour=2026-11-30" in page.select_one("nav.pager a[rel=next]")["href"]


def test_a_place_shows_all_who_receive_there_and_whose_line_it_is(house):
    other = make_resource(name="Églantine", organisation=house.organisation, place=house.place)
    make_availability(other, make_motive(title="Un courrier"), place=house.place)
    book(house)
    found = lines(house.desk, reverse("agenda:desk_place", args=[house.place.public_id]))
    assert any("Samira" in one and "Melchior" in one for one in found)
    assert any("Libre" in one and "Églantine" in one for one in found)


def test_a_room_taken_along_with_somebody_says_its_hours(house):
    room = make_resource(kind="room", name="Petite salle", organisation=house.organisation)
    with_room = make_motive(title="Un droit")
    make_availability(house.resource, with_room, along=[room], place=house.place)
    book_time(motive=with_room, resource=house.resource, starts_at=TWO, person=SAMIRA,
              channel="counter", now=NOW, by=house.mediator)  # fmt: skip
    found = lines(house.desk, reverse("agenda:desk_resource", args=[room.pk]))
    assert len(found) == 1
    assert found[0].startswith("14 h – 14 h 45 Samira Un droit")


def test_the_names_of_another_house_are_not_shown_on_a_room_that_it_lends(house, sign_in):
    lender = make_organisation(nom="La Trame")
    client = sign_in(make_user(role="mediator", organisation=lender))
    room = make_resource(kind="room", name="Salle prêtée", organisation=lender)
    with_room = make_motive(title="Un droit")
    make_availability(house.resource, with_room, along=[room], place=house.place)
    book_time(motive=with_room, resource=house.resource, starts_at=TWO, person=SAMIRA,
              channel="counter", now=NOW, by=house.mediator)  # fmt: skip
    page = client.get(reverse("agenda:desk_resource", args=[room.pk]), TUESDAY)
    (line,) = [said(li) for li in read(page).select("ul.slots li")]
    assert "Un droit" in line
    assert "Samira" not in page.content.decode()
    assert "39 98" not in line


def test_another_house_is_refused_and_learns_no_name(house, stranger, prescriber):
    number = book(house).pk
    addresses = [
        reverse("agenda:desk_resource", args=[house.resource.pk]),
        reverse("agenda:desk_place", args=[house.place.public_id]),
        reverse("agenda:desk_booking", args=[number]),
    ]
    for client in (stranger, prescriber):
        for address in addresses:
            answer = client.get(address, TUESDAY)
            assert answer.status_code == 403
            assert "Samira" not in answer.content.decode()


def test_a_member_without_a_line_sees_their_house_who_steers_chooses(house, sign_in):
    book(house)
    member = sign_in(make_user(role="member", organisation=house.organisation))
    (line,) = [one for one in lines(member) if "Samira" in one]
    assert "Melchior" in line
    page = read(sign_in(make_user()).get(HERE))
    assert not page.select("ul.slots")
    names = [said(a) for a in page.select("#autres ~ div a")]
    assert names == ["Melchior", "Médiathèque de la Navette"]


def test_the_queries_of_a_week_do_not_grow(house, django_assert_max_num_queries):
    def make(n):
        for number in range(n):
            resource = make_resource(name=f"P{number}", organisation=house.organisation)
            make_availability(resource, house.motive, place=house.place)
            book_time(motive=house.motive, resource=resource, starts_at=TWO, person=SAMIRA,
                      channel="counter", now=NOW, by=house.mediator)  # fmt: skip
            make_series(place=house.place, resources=[resource])

    make(2)
    address = reverse("agenda:desk_place", args=[house.place.public_id])
    house.desk.get(address)
    with django_assert_max_num_queries(18) as few:
        house.desk.get(address, {"vue": "semaine"})
    make(6)
    with django_assert_max_num_queries(len(few.captured_queries)):
        page = house.desk.get(address, {"vue": "semaine"})
    assert page.content.decode().count("Samira") == 8


@pytest.mark.parametrize("day", ["2026-13-45", "hier", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_today(house, day):
    page = house.desk.get(HERE, {"jour": day})
    assert "Lundi 23 novembre" in said(read(page)).replace("\u00a0", " ")


# ---------------------------------------------------------------- in the pages of others


def test_the_desk_says_who_is_expected_and_the_calls(house):
    series = make_series(place=house.place, resources=[house.resource],
                         rrule="FREQ=WEEKLY;BYDAY=MO")  # fmt: skip
    book_session(session=make_session(series), person=SAMIRA, channel="counter", now=NOW,
                 by=house.mediator)  # fmt: skip
    page = read(house.desk.get("/pro/"))
    block = said(page.select_one("#agenda-jour").parent).replace("\u00a0", " ")
    assert "1 personne attendue" in block
    assert "La prochaine à 9 h 30." in block


def test_the_desk_of_a_prescriber_leads_to_the_counter(prescriber):
    page = read(prescriber.get("/pro/"))
    assert "Orienter quelqu’un" in said(page)
    assert page.select_one("a[href='/pro/agenda/reserver/']")


def test_the_page_of_a_place_leads_to_its_agenda(house, stranger):
    page = read(stranger.get(f"/pro/lieux/{house.place.public_id}/"))
    assert page.select_one(f"a[href='/agenda/porte/{house.place.public_id}/']")


def test_the_menu_never_promises_a_closed_page(house, prescriber):
    def menu(client):
        return {a["href"] for a in read(client.get("/pro/")).select("nav.menu a")}

    assert {"/pro/agenda/", "/pro/agenda/reserver/", "/pro/agenda/appels/"} <= menu(house.desk)
    assert "/pro/agenda/reserver/" in menu(prescriber)
    assert not {"/pro/agenda/", "/pro/agenda/appels/"} & menu(prescriber)


# ---------------------------------------------------------------- the sheet of the door


def test_the_sheet_of_the_door_is_for_all_and_leads_to_the_next_week(house, client):
    make_series(place=house.place, title="Mes premiers pas", level="Débutant")
    page = read(client.get(f"/agenda/porte/{house.place.public_id}/"))
    (line,) = [said(li).replace("\u00a0", " ") for li in page.select("ul.slots li")]
    assert line.startswith("9 h 30 – 11 h 30 Mes premiers pas")
    following = page.select_one("nav.pager a[rel=next]")["href"]
    assert "semaine=2026-11-30" in following
    assert client.get(following).status_code == 200
    moved = house.desk.get(f"/pro/agenda/lieu/{house.place.public_id}/porte/")
    assert moved["Location"] == f"/agenda/porte/{house.place.public_id}/"


def test_the_sheet_of_a_place_without_sessions_says_so(client, house):
    house.place.state, house.place.closed_on = "closed", NOW.date()
    house.place.save()
    page = said(read(client.get(f"/agenda/porte/{house.place.public_id}/")))
    assert "Aucune séance cette semaine" in page
    assert "Ce lieu est fermé." in page
    assert client.get("/agenda/porte/inconnu/").status_code == 404


def test_today_is_the_day_of_the_fixture(monday):
    assert timezone.localdate().isoformat() == "2026-11-23"
