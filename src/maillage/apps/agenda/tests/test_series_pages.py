"""Sessions at fixed hours: dates shown before saving, changed from a day on, ended."""

from datetime import date, timedelta

import pytest

from maillage.apps.agenda.actions.booking import Person, book_session
from maillage.apps.agenda.models import (
    Booking,
    Notice,
    Series,
    Session,
    Visit,
)
from maillage.apps.agenda.queries.coop import COLUMNS, coop_lines
from maillage.apps.agenda.tests.factories import (
    NOW,
    make_resource,
    make_series,
)
from maillage.apps.agenda.tests.setup_screen import (
    HERE,
    SERIES,
    clock,
    desk,
    house,
    saved,
)
from maillage.apps.directory.tests.factories import (
    AuditRow,
)
from maillage.apps.directory.tests.pages import read, said

pytestmark = pytest.mark.django_db
__all__ = ["clock", "desk", "house"]
SMS = Person(name="Samira", phone="+33639980021", contact="sms")


def words(response):
    return said(read(response).find("main")).replace("\u00a0", " ")


@pytest.mark.row("AGD-05")
def test_a_tuesday_session_for_a_term_without_school_holidays_has_thirteen_dates(desk, house):
    # Counted by hand on the calendar of zone B: 4 Tuesdays in January from the 5th, 3 in February
    # before the holidays (the 23rd and 2 March are in them), 4 in March, 6 and 13 April.
    organisation, place, _who = house
    typed = SERIES | {"place": place.pk, "organisation": organisation.pk}
    url = f"{HERE}seances/ajouter/"
    shown = words(desk.post(url, typed))
    assert "13 dates" in shown
    assert "2 dates retirées : jours fériés ou vacances scolaires." in shown
    assert "mardi 5 janvier 2027" in shown
    assert "et 5 autres, jusqu’au mardi 13 avril 2027" in shown
    assert "mardi 23 février 2027" not in shown
    assert not Series.objects.exists()
    assert saved(desk, url, typed).status_code == 302
    days = [one.day for one in Session.objects.order_by("day")]
    assert len(days) == 13
    assert {day.weekday() for day in days} == {1}
    assert not {date(2027, 2, 23), date(2027, 3, 2)} & set(days)
    assert {one.starts_at.hour for one in Session.objects.all()} == {15, 14}  # both clocks
    assert "Pronote pour les parents" in words(desk.get(f"{HERE}seances/"))


def test_what_is_saved_is_what_was_shown(desk, house):
    typed = SERIES | {"place": house[1].pk, "organisation": house[0].pk}
    url = f"{HERE}seances/ajouter/"
    first = read(desk.post(url, typed)).select_one("input[name=seen]")["value"]
    again = desk.post(url, typed | {"seen": first, "until": "2027-03-30"})
    assert "11 dates" in words(again)
    assert not Series.objects.exists()


def test_a_day_is_taken_out_another_added_even_in_the_holidays(desk, house):
    typed = SERIES | {"place": house[1].pk, "organisation": house[0].pk,
                      "without": "05/01/2027", "also": "24/02/2027"}  # fmt: skip
    saved(desk, f"{HERE}seances/ajouter/", typed)
    days = {one.day for one in Session.objects.all()}
    assert date(2027, 1, 5) not in days
    assert date(2027, 2, 24) in days
    assert len(days) == 13


def test_a_night_goes_on_after_midnight(desk, house):
    typed = SERIES | {"rhythm": "once", "first": "2026-12-31", "until": "", "start": "22:00",
                      "end": "01:00",
                      "place": house[1].pk, "organisation": house[0].pk}  # fmt: skip
    shown = words(desk.post(f"{HERE}seances/ajouter/", typed))
    assert "Le jeudi 31 décembre 2026, de 22 h à 1 h le lendemain." in shown
    saved(desk, f"{HERE}seances/ajouter/", typed)
    one = Session.objects.get()
    assert one.ends_at - one.starts_at == timedelta(hours=3)


def test_a_date_that_somebody_chose_takes_place_on_a_public_holiday_too(desk, house):
    typed = SERIES | {"rhythm": "once", "first": "2026-12-25", "place": house[1].pk,
                      "organisation": house[0].pk}  # fmt: skip
    saved(desk, f"{HERE}seances/ajouter/", typed)
    assert Session.objects.get().day == date(2026, 12, 25)


def test_each_answer_of_a_series_is_kept(desk, house):
    organisation, place, _who = house
    room = make_resource(kind="room", name="Petite salle", organisation=organisation)
    typed = SERIES | {
        "kind": "workshop", "place": place.pk, "organisation": organisation.pk, "seats": "8",
        "childcare_seats": "3", "whole_course": "on", "waiting_list": "on", "open_online": "on",
        "level": "pour commencer", "languages": ["ar"], "publics": ["Seniors"],
        "documents": "Votre téléphone", "cost_note": "gratuit", "contact_nom": "Accueil",
        "contact_telephone": "01 99 00 21 10", "resources": [room.pk], "cancel_h": "24",
    }  # fmt: skip
    answer = saved(desk, f"{HERE}seances/ajouter/", typed)
    made = Series.objects.get()
    assert (made.seats, made.childcare_seats, made.whole_course) == (8, 3, True)
    assert (made.contact_telephone, made.cancel_until_min) == ("+33199002110", 1440)
    assert (made.languages, made.publics) == (["ar"], ["Seniors"])
    assert list(made.resources.all()) == [room]
    page = words(desk.get(answer["Location"]))
    for told in (
        "8 places",
        "garde d’enfants : 3",
        "pour commencer",
        "Petite salle",
        "0 place prise sur 8",
    ):
        assert told in page
    form = read(desk.get(f"{HERE}seances/{made.public_id}/modifier/"))
    assert form.select_one("#id_seats")["value"] == "8"
    assert form.select_one("#id_contact_telephone")["value"].replace("\u00a0", " ") == (
        "01 99 00 21 10"
    )


def test_a_series_needs_somewhere_and_one_way_to_book(desk, house):
    typed = SERIES | {"organisation": house[0].pk, "childcare_seats": "2", "seats": "",
                      "whole_course": "on", "position": "ici"}  # fmt: skip
    page = words(desk.post(f"{HERE}seances/ajouter/", typed))
    assert "Choisissez un lieu, ou dites l’adresse." in page
    assert "Garder des enfants demande de réserver" in page
    assert "Nous ne lisons pas cette position" in page
    both = typed | {"seats": "5", "booked_elsewhere": "rdv.example", "address": "1 rue du Rouet"}
    assert "On réserve ici ou là-bas" in words(desk.post(f"{HERE}seances/ajouter/", both))


def test_who_is_taken_at_these_hours_is_said_with_the_days_and_may_be_taken_all_the_same(
    desk, house
):
    organisation, place, _who = house
    room = make_resource(kind="room", name="Petite salle", organisation=organisation)
    make_series(
        resources=[room], place=place, organisation=organisation, rrule="FREQ=WEEKLY;BYDAY=TU",
        first=date(2027, 1, 5), until=date(2027, 1, 19),
    )  # fmt: skip
    typed = SERIES | {"place": place.pk, "organisation": organisation.pk, "resources": [room.pk],
                      "start": "10:00", "end": "12:00"}  # fmt: skip
    url = f"{HERE}seances/ajouter/"
    refused = saved(desk, url, typed)
    page = read(refused)
    assert refused.status_code == 422
    assert "Petite salle est déjà pris aux mêmes heures : 5 janvier 2027" in words(refused)
    assert said(page.select_one("button[name=beyond]")) == "Enregistrer quand même"
    assert Series.objects.count() == 1
    assert saved(desk, url, typed, beyond="oui").status_code == 302
    assert Series.objects.count() == 2
    assert AuditRow.objects.filter(action="add_series").last().after["doublé"] is True


def test_changed_from_a_day_on_those_booked_are_told_and_what_was_before_stays(desk, house):
    organisation, place, _who = house
    series = make_series(place=place, organisation=organisation)
    sessions = list(series.sessions.order_by("day"))
    book_session(session=sessions[-1], person=SMS, channel="online", now=NOW)
    url = f"{HERE}seances/{series.public_id}/"
    page = words(desk.get(url))
    assert "1 place prise sur 8" in page
    form = read(desk.get(f"{url}modifier/?des=oui"))
    assert form.select_one("input[name=scope][value=from]").has_attr("checked")
    typed = SERIES | {
        "scope": "from", "on": sessions[3].day.isoformat(), "kind": "workshop", "days": ["3"],
        "title": series.title, "first": series.first.isoformat(), "until": series.until.isoformat(),
        "start": "14:00", "end": "16:00", "place": place.pk, "organisation": organisation.pk,
        "seats": "8", "waiting_list": "on",
    }  # fmt: skip
    typed.pop("skip_school")
    answer = saved(desk, f"{url}modifier/", typed)
    assert answer.status_code == 302, words(answer)
    assert Series.objects.count() == 2
    hours = [one.starts_at.hour for one in Session.objects.order_by("day")]
    assert hours == [8] * 3 + [13] * (len(sessions) - 3)
    assert Notice.objects.filter(kind="moved").count() == 1


def test_ended_on_a_day_it_says_first_how_many_people_that_touches(desk, house):
    organisation, place, _who = house
    series = make_series(place=place, organisation=organisation)
    last = series.sessions.order_by("day").last()
    made = book_session(session=last, person=SMS, channel="online", now=NOW)
    url = f"{HERE}seances/{series.public_id}/arreter/"
    assert "Arrêter ces séances ?" in words(desk.get(url))
    typed = {"day": "2026-12-04", "why": "Travaux dans la salle"}
    shown = words(desk.post(url, typed))
    assert "1 personne y est inscrite : elle sera prévenue." in shown
    assert Session.objects.filter(cancelled_at=None).count() == series.sessions.count()
    assert saved(desk, url, typed).status_code == 302
    assert Booking.objects.get(pk=made.booking.pk).state == "cancelled"
    assert set(
        Session.objects.exclude(cancelled_at=None).values_list("cancelled_why", flat=True)
    ) == {"Travaux dans la salle"}


@pytest.mark.row("CEN-17")
def test_a_session_of_three_hours_is_on_the_page_of_its_place_and_in_the_agenda(desk, house):
    organisation, place, _who = house
    typed = SERIES | {
        "kind": "workshop", "title": "Les bases en trois heures", "place": place.pk,
        "organisation": organisation.pk, "rhythm": "once", "first": "2026-12-10", "until": "",
        "start": "14:00", "end": "17:00", "seats": "8", "publics": ["Seniors"],
        "cost_note": "gratuit", "contact_nom": "Accueil", "open_online": "on",
    }  # fmt: skip
    assert saved(desk, f"{HERE}seances/ajouter/", typed).status_code == 302
    week = words(desk.get("/agenda/?semaine=2026-12-07"))
    assert "Les bases en trois heures" in week
    assert "14 h – 17 h" in week
    assert "Les bases en trois heures" in words(desk.get(f"/lieux/{place.public_id}/"))
    other = words(desk.get("/agenda/?semaine=2026-12-14"))
    assert "Les bases en trois heures" not in other


def test_the_topics_of_a_series_are_those_of_its_visits_in_the_file_for_la_coop(desk, house):
    organisation, place, who = house
    typed = SERIES | {"place": place.pk, "organisation": organisation.pk,
                      "topics": ["logement", "email"]}  # fmt: skip
    saved(desk, f"{HERE}seances/ajouter/", typed)
    series = Series.objects.get()
    assert series.topics == ["logement", "email"]
    page = read(desk.get(f"{HERE}seances/{series.public_id}/modifier/"))
    ticked = [box["value"] for box in page.select("input[name=topics][checked]")]
    assert sorted(ticked) == ["email", "logement"]
    session = series.sessions.order_by("day").first()
    Visit.objects.create(
        session=session, place=place, at=session.starts_at, day=session.day, noted_at=NOW,
        attendance="present",
    )  # fmt: skip
    (line,) = coop_lines(start=session.day, end=session.day, by=who)
    assert line[COLUMNS.index("thematiques")] == "email, logement"
