"""The week that residents read: what is in it, what is said of it, at what cost in queries."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maillage.apps.agenda.actions.booking import Person, book_course, book_session, book_time
from maillage.apps.agenda.actions.series import cancel_session
from maillage.apps.agenda.queries.free import free_times
from maillage.apps.agenda.queries.next import first_free, online_motives, receiving
from maillage.apps.agenda.queries.week import dated_sessions, get_dated
from maillage.apps.agenda.tests.factories import (
    NOW,
    TODAY,
    make_availability,
    make_motive,
    make_resource,
    make_series,
    make_session,
)
from maillage.apps.directory.tests.factories import CLAIRMAILLE, Zone, make_place, make_user
from maillage.apps.directory.tests.pages import forget_base

pytestmark = pytest.mark.django_db
SUNDAY = TODAY + timedelta(days=6)
SOMEBODY = Person(name="Samira")


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    """It is Monday 23 November 2026, eight o’clock in Paris."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    forget_base()


def seat(session, **more):
    return book_session(session=session, **{"person": SOMEBODY, "channel": "online", "now": NOW}
                        | more)  # fmt: skip


def text(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode().replace("\u00a0", " ")


# ---------------------------------------------------------------- what is in it


@pytest.mark.row("AGD-08")
def test_what_recurs_each_tuesday_is_in_the_week_on_each_tuesday(client):
    make_series(title="Les mardis numériques", rrule="FREQ=WEEKLY;BYDAY=TU", seats=None)
    for day in (24, 1, 8):
        month = 11 if day == 24 else 12
        page = text(client, f"/agenda/?semaine=2026-{month}-{day:02d}")
        section = page.split(f"<b>{day}</b>")[1].split("</section>")[0]
        assert "mardi" in section
        assert "Les mardis numériques" in section
        assert page.count("<b><a") == 1


@pytest.mark.row("AGD-10")
def test_a_stop_at_a_partner_s_shows_on_its_date_only_with_its_address_and_its_host(client):
    make_series(
        title="Le café s’installe", kind="stop", address="3 rue du Fuseau", commune="Clairmaille",
        host="Association Le Peigne", first=TODAY + timedelta(days=9), until=None, rrule="",
        seats=None,
    )  # fmt: skip
    assert "Le café s’installe" not in text(client, "/agenda/?semaine=2026-11-23")
    page = text(client, "/agenda/?semaine=2026-12-02")
    assert page.count("Le café s’installe</a>") == 1
    assert "3 rue du Fuseau, Clairmaille (Association Le Peigne)" in page
    assert "Le café s’installe" not in text(client, "/agenda/?semaine=2026-12-09")


def test_seats_left_the_waiting_list_and_childcare_are_said_in_words(client):
    full = make_session(make_series(title="Complet ici", seats=1))
    seat(full)
    for _n in range(2):
        seat(full, may_wait=True)
    two = make_session(make_series(title="Deux ici", seats=3, childcare_seats=2))
    seat(two)
    page = text(client, "/agenda/")
    assert "Complet. Liste d’attente : 2 personnes" in page
    assert "S’inscrire sur la liste d’attente" in page
    assert "2 places libres sur 3" in page
    assert "Garde d’enfants sur place" in page


def test_a_cancelled_session_stays_with_the_reason(client):
    session = make_session(make_series(title="Faire son CV"))
    cancel_session(session=session, why="La salle est inondée", now=NOW, by=make_user())
    for address in ("/agenda/", f"/agenda/seance/{session.public_id}/"):
        page = text(client, address)
        assert "Faire son CV" in page
        assert "La salle est inondée" in page
        assert f"/agenda/seance/{session.public_id}/reserver/" not in page


def test_past_present_and_midnight_are_told(client):
    make_series(title="Déjà finie", rrule="FREQ=WEEKLY;BYDAY=MO", start=time(6), end=time(7))
    make_series(title="Commencée", rrule="FREQ=WEEKLY;BYDAY=MO", start=time(7), end=time(9))
    make_series(title="Veillée", rrule="FREQ=WEEKLY;BYDAY=SA", start=time(19), end=time(1))
    page = text(client, "/agenda/")
    assert "Séance passée" in page
    assert "En ce moment" in page
    assert "19 h – 1 h le lendemain" in page
    assert "lundi, aujourd’hui" in page


def test_booked_with_another_service_it_leads_there_and_nothing_is_booked_here(client):
    series = make_series(seats=None, booked_elsewhere="https://ailleurs.example/atelier")
    session = make_session(series)
    page = text(client, f"/agenda/seance/{session.public_id}/")
    assert 'href="https://ailleurs.example/atelier"' in page
    assert client.get(f"/agenda/seance/{session.public_id}/reserver/").status_code == 409


def test_who_receives_by_appointment_is_a_line_with_the_hours_that_are_free(client):
    row = make_availability()
    motive = row.motives.get()
    assert "4 heures libres sur 4" in text(client, "/agenda/")
    time_ = free_times(motive, start=TODAY, end=SUNDAY, now=NOW)[0]
    book_time(motive=motive, resource=row.resource, starts_at=time_.starts_at, person=SOMEBODY,
              channel="online", now=NOW)  # fmt: skip
    page = text(client, "/agenda/")
    assert "3 heures libres sur 4" in page
    assert f"/rendez-vous/{motive.pk}/?lieu={row.place.public_id}" in page


def test_a_place_that_is_closed_or_not_shown_is_left_out(client):
    make_series(title="Rideau", place=make_place(state="closed", closed_on=TODAY))
    make_series(title="Retiré", place=make_place(withdrawn_at=NOW))
    page = text(client, "/agenda/")
    assert "Rideau" not in page
    assert "Retiré" not in page


def test_what_is_joined_to_a_place_is_in_the_agenda_of_that_place(client):
    shown = make_place(nom="Médiathèque")
    series = make_series(title="Chez le jumeau", place=make_place(nom="Jumeau", joined_to=shown))
    make_availability(place=series.place)
    for address in ("/agenda/", f"/agenda/lieu/{shown.public_id}/",
                    f"/agenda/lieu/{series.place.public_id}/"):  # fmt: skip
        page = text(client, address)
        assert "Chez le jumeau" in page, address
        assert "4 heures libres sur 4" in page, address
        assert ">Jumeau" not in page


def test_days_that_are_over_are_folded_and_a_week_that_is_over_gives_way_to_the_next(
    client, monkeypatch
):
    make_series(title="Tous les lundis", rrule="FREQ=WEEKLY;BYDAY=MO", seats=None)
    series = make_series(title="Tous les jeudis", seats=None)
    thursday = NOW + timedelta(days=3)
    monkeypatch.setattr("django.utils.timezone.now", lambda: thursday)
    page = text(client, "/agenda/").partition("<main")[2]  # the languages are folded above
    folded, shown = page.split("</details>")
    assert "Les jours passés (1 séance)" in folded
    assert "Tous les lundis" in folded.split("<details")[1]
    assert "Tous les jeudis" in shown
    saturday = NOW + timedelta(days=5)
    monkeypatch.setattr("django.utils.timezone.now", lambda: saturday)
    page = text(client, "/agenda/")
    assert "La semaine prochaine" in page
    assert "jeudi 3 décembre" in text(client, f"/agenda/seance/{_first(series)}/").lower()
    assert 'href="/agenda/?semaine=2026-11-23">Cette semaine</a>' in page
    this = text(client, "/agenda/?semaine=2026-11-23")
    assert "Cette semaine à" in this
    assert "Séance passée" in this


def _first(series):
    return series.sessions.order_by("starts_at").first().public_id


def test_an_empty_week_says_whom_to_ask(client):
    page = text(client, "/agenda/")
    assert "Rien n’est encore inscrit" in page
    assert 'href="tel:+33199002100"' in page


# ---------------------------------------------------------------- what one may ask


def test_tabs_keep_one_kind_only(client):
    make_series(title="Sans rien réserver", kind="open", seats=None, mediation="procedures")
    make_series(title="Un atelier", mediation="digital")
    make_series(title="Pour les parents", publics=["Familles et/ou enfants"], kind="cafe")
    make_series(title="Lettres et papiers", mediation="letters", kind="duty", seats=None)
    kept = {
        "libre": {"Sans rien réserver", "Lettres et papiers"},
        "demarches": {"Sans rien réserver"},
        "ateliers": {"Un atelier"},
        "parents": {"Pour les parents"},
        "ecrivain": {"Lettres et papiers"},
        "reparer": set(),
    }
    titles = {"Sans rien réserver", "Un atelier", "Pour les parents", "Lettres et papiers"}
    for tab, wanted in kept.items():
        page = text(client, f"/agenda/?voir={tab}")
        assert {title for title in titles if title in page} == wanted, tab


def test_a_quarter_and_a_language_narrow_the_week(client):
    zone = Zone.objects.create(kind="quarter", code="q", nom="La Filature", slug="la-filature")
    other = Zone.objects.create(kind="quarter", code="r", nom="Centre", slug="centre")
    here = make_place(nom="Médiathèque", quarter_zone=zone, n_offers=1, **CLAIRMAILLE)
    there = make_place(nom="Mairie", quarter_zone=other, n_offers=1, **CLAIRMAILLE)
    make_series(title="Ici", place=here, languages=["fr", "ar"])
    make_series(title="Là-bas", place=there)
    make_series(title="Sur le marché", kind="stop", address="Place du Marché", seats=None)
    page = text(client, "/agenda/?quartier=la-filature")
    assert "Ici</a>" in page
    assert "Là-bas</a>" not in page
    assert "Sur le marché" not in page
    page = text(client, "/agenda/?langue=ar")
    assert "Ici</a>" in page
    assert "En français et en arabe" in page
    assert "Là-bas</a>" not in page


@pytest.mark.parametrize(
    "query", ["semaine=demain", "semaine=2031-01-01", "quartier=nulle-part", "langue=xx", "voir=x"]
)
def test_what_cannot_be_read_is_said_and_this_week_is_shown(client, query):
    make_series(title="Toujours là")
    page = text(client, f"/agenda/?{query}")
    assert 'role="alert"' in page
    assert "Toujours là" in page


def test_one_place_has_a_week_of_its_own(client):
    series = make_series(title="Chez nous")
    make_series(title="Chez eux")
    page = text(client, f"/agenda/lieu/{series.place.public_id}/")
    assert "Chez nous" in page
    assert "Chez eux" not in page
    assert client.get("/agenda/lieu/inconnu/").status_code == 404


# ---------------------------------------------------------------- the cost, and the arithmetic


def test_the_week_makes_the_same_number_of_queries_for_few_sessions_and_for_many(client):
    def fill(n):
        for _n in range(n):
            make_series(whole_course=True)
            make_availability()

    fill(2)
    client.get("/agenda/")
    with CaptureQueriesContext(connection) as few:
        client.get("/agenda/")
    fill(8)
    client.get("/agenda/")
    with CaptureQueriesContext(connection) as many:
        client.get("/agenda/")
    assert len(many) == len(few) <= 14


def test_what_is_left_of_a_course_is_what_its_fullest_session_leaves():
    series = make_series(seats=3, whole_course=True)
    first, second = series.sessions.order_by("starts_at")[:2]
    seat(second)
    seat(second)
    assert get_dated(first.public_id, now=NOW).n_left == 1
    book_course(series=series, person=SOMEBODY, channel="online", now=NOW)
    assert get_dated(first.public_id, now=NOW).n_left == 0


def test_the_times_of_many_people_at_once_are_those_of_each_alone():
    room = make_resource(kind="room", name="Salle")
    motive, other = make_motive(), make_motive(title="Un courrier", duration_min=30, every_min=30)
    rows = [
        make_availability(make_resource(), motive, other, along=[room]),
        make_availability(make_resource(), motive, start=time(9), end=time(11)),
    ]
    at = free_times(motive, start=TODAY, end=SUNDAY, now=NOW)[0]
    book_time(motive=motive, resource=rows[1].resource, starts_at=at.starts_at, person=SOMEBODY,
              channel="online", now=NOW)  # fmt: skip
    lines = receiving(TODAY, SUNDAY, now=NOW)
    for one in (motive, other):
        alone = {time.key for time in free_times(one, start=TODAY, end=SUNDAY, now=NOW)}
        together = {time.key for line in lines if line.motive == one for time in line.free}
        assert together == alone


def test_only_what_residents_may_book_is_proposed():
    make_availability(None, make_motive(open_online=False))
    ended = make_availability(make_resource(ended_on=TODAY), make_motive())
    assert online_motives() == []
    assert receiving(TODAY, SUNDAY, now=NOW) == []
    assert ended.resource.ended_on == TODAY


def test_the_next_free_time_is_the_soonest_of_all():
    later = make_availability(None, make_motive(title="Plus tard"), rrule="FREQ=WEEKLY;BYDAY=FR")
    sooner = make_availability(None, make_motive(title="Plus tôt"))
    found = first_free(now=NOW, today=TODAY)
    assert found[0].motive == sooner.motives.get()
    assert found[0].free[0].starts_at == datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
    assert later.motives.get() in {line.motive for line in found}


def test_sessions_of_the_days_around_are_not_those_of_the_week():
    make_series(rrule="FREQ=WEEKLY;BYDAY=SU,MO")
    days = [one.session.day.weekday() for one in dated_sessions(TODAY, SUNDAY, now=NOW)]
    assert days == [0, 6]


# ---------------------------------------------------------------- a session


def test_a_session_says_all_that_one_needs_to_come(client):
    session = make_session(
        make_series(
            level="Pour commencer", languages=["fr", "pt"], documents="Vos lunettes.",
            cost_note="2 € le café", contact_nom="Inès", contact_telephone="+33199002111",
            childcare_seats=4, description="On apprend à ranger ses photos.",
            publics=["Seniors"], place=make_place(adresse="12 rue du Pont"),
        )
    )  # fmt: skip
    page = text(client, f"/agenda/seance/{session.public_id}/")
    for words in ("Pour commencer", "En français et en portugais", "Vos lunettes.", "2 € le café",
                  "Inès", "01 99 00 21 11", "il reste 4 places", "On apprend à ranger ses photos.",
                  "Seniors", "12 rue du Pont", "Réserver une place", "Les prochaines dates",
                  "jeudi 3 décembre, 9 h 30 – 11 h 30".capitalize()):  # fmt: skip
        assert words in page, words


def test_an_unknown_session_is_said_not_to_exist(client):
    assert client.get("/agenda/seance/inconnue/").status_code == 404
