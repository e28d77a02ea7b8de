"""The agenda is set up by those who receive: what they read, type and are told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.template.loader import render_to_string

from maillage.apps.agenda.actions.booking import Person, book_time
from maillage.apps.agenda.forms.setup_kit import SetupForm
from maillage.apps.agenda.models import (
    Absence,
    Availability,
    Booking,
    Motive,
    Resource,
    Series,
)
from maillage.apps.agenda.tests.factories import (
    NOW,
    make_availability,
    make_motive,
    make_resource,
    make_series,
)
from maillage.apps.agenda.tests.setup_screen import (
    HERE,
    SERIES,
    TUESDAYS,
    clock,
    desk,
    house,
    saved,
)
from maillage.apps.directory.tests.factories import (
    make_organisation,
    make_place,
    make_user,
)
from maillage.apps.directory.tests.pages import read, said

pytestmark = pytest.mark.django_db
__all__ = ["clock", "desk", "house"]
SMS = Person(name="Samira", phone="+33639980021", contact="sms")


def words(response):
    return said(read(response).find("main")).replace("\u00a0", " ")


# ---------------------------------------------------------------- people, rooms, devices


def test_a_person_is_added_with_hours_that_are_shown_before_they_are_saved(desk, house):
    organisation, place, who = house
    motive = make_motive(organisation=organisation)
    assert "Personne pour le moment" in words(desk.get(HERE))
    desk.post(
        f"{HERE}ressources/ajouter/",
        {"kind": "person", "name": "Inès, médiatrice", "user": who.pk, "lanes": "1",
         "place": place.pk, "organisation": organisation.pk},
    )  # fmt: skip
    line = Resource.objects.get()
    assert (line.user, line.organisation, line.place) == (who, organisation, place)
    typed = TUESDAYS | {"place": place.pk, "motives": [motive.pk], "days": ["1", "3"]}
    url = f"{HERE}ressources/{line.pk}/heures/ajouter/"
    shown = words(desk.post(url, typed))
    assert "Chaque mardi et jeudi, de 16 h 30 à 18 h, jusqu’au 13 avril" in shown
    assert "Rien n’est encore enregistré" in shown
    assert not Availability.objects.exists()
    assert saved(desk, url, typed).status_code == 302
    row = Availability.objects.get()
    assert (row.rrule, row.zone) == ("FREQ=WEEKLY;INTERVAL=1;BYDAY=TU,TH", "Europe/Paris")
    page = words(desk.get(f"{HERE}ressources/{line.pk}/"))
    assert "Sauf jours fériés et vacances scolaires. Médiathèque de la Navette. Pour : " in page
    assert "Inès, médiatrice" in words(desk.get(HERE))


def test_what_is_missing_is_said_at_its_field_and_nothing_is_kept(desk, house):
    page = read(desk.post(f"{HERE}ressources/ajouter/", {"kind": "room", "name": ""}))
    assert "Cette réponse est nécessaire" in said(page.select_one(".note.wrong"))
    who = make_resource(organisation=house[0])
    url = f"{HERE}ressources/{who.pk}/heures/ajouter/"
    answer = desk.post(
        url, TUESDAYS | {"days": [], "until": "2026-01-01", "end": "16:30", "without": "demain"}
    )
    page = words(answer)
    assert answer.status_code == 422
    for told in (
        "Cochez au moins un jour.",
        "La fin est avant le début",
        "La fin est à la même heure que le début.",
        "« demain » n’est pas un jour",
        "Cochez au moins un motif.",
    ):
        assert told in page
    assert "Il faut d’abord un motif de rendez-vous" in page


def test_the_same_account_twice_is_refused_in_words(desk, house):
    organisation, _place, who = house
    make_resource(user=who, organisation=organisation)
    answer = desk.post(
        f"{HERE}ressources/ajouter/",
        {"kind": "person", "name": "Encore", "user": who.pk, "organisation": organisation.pk},
    )
    assert answer.status_code == 422
    assert "Cette personne est déjà dans l’agenda." in words(answer)


def test_a_room_is_changed_ended_and_put_back(desk, house):
    organisation, place, _who = house
    room = make_resource(kind="room", name="Petite salle", organisation=organisation)
    url = f"{HERE}ressources/{room.pk}/"
    assert "Fermetures" in words(desk.get(url))
    typed = {"kind": "device", "name": "Ordinateurs", "lanes": "8", "place": place.pk,
             "organisation": organisation.pk}  # fmt: skip
    assert read(desk.get(f"{url}modifier/")).select_one("#id_name")["value"] == "Petite salle"
    desk.post(f"{url}modifier/", typed)
    room.refresh_from_db()
    assert (room.name, room.lanes) == ("Ordinateurs", 8)
    assert "Retirer de l’agenda ?" in words(desk.get(f"{url}retirer/"))
    desk.post(f"{url}retirer/", {"day": "2026-11-23"})
    assert "Retirés de l’agenda" in words(desk.get(HERE))
    assert "Remettre dans l’agenda" in words(desk.get(url))
    desk.post(f"{url}remettre/")
    room.refresh_from_db()
    assert room.ended_on is None


def test_hours_are_changed_from_a_day_on_and_stopped(desk, house):
    organisation, place, _who = house
    who = make_resource(organisation=organisation, place=place)
    row = make_availability(who, place=place)
    url = f"{HERE}ressources/{who.pk}/heures/{row.pk}/"
    form = read(desk.get(url))
    assert form.select_one("input[name=days][value='1']").has_attr("checked")
    assert form.select_one("#id_start")["value"] == "14:00"
    typed = TUESDAYS | {
        "scope": "from",
        "on": "2026-12-08",
        "first": "2026-11-23",
        "until": "",
        "start": "15:00",
        "end": "17:00",
        "place": place.pk,
        "motives": [row.motives.get().pk],
    }
    typed.pop("skip_school")
    assert saved(desk, url, typed).status_code == 302
    before, after = Availability.objects.order_by("pk")
    assert (before.until, after.first, after.start.hour) == (
        date(2026, 12, 7),
        date(2026, 12, 8),
        15,
    )
    end = f"{HERE}ressources/{who.pk}/heures/{after.pk}/fin/"
    assert "Ne plus proposer ces heures ?" in words(desk.get(end))
    desk.post(end, {"day": "2026-12-20"})
    after.refresh_from_db()
    assert after.until == date(2026, 12, 20)
    unknown = make_availability(place=place)
    assert desk.get(f"{HERE}ressources/{who.pk}/heures/{unknown.pk}/").status_code == 404


def test_an_absence_says_first_what_stands_in_it_and_cancels_nothing(desk, house):
    organisation, place, _who = house
    who = make_resource(organisation=organisation, place=place)
    row = make_availability(who, place=place)
    made = book_time(
        motive=row.motives.get(),
        resource=who,
        starts_at=datetime(2026, 11, 24, 13, 0, tzinfo=UTC),
        person=SMS,
        channel="online",
        now=NOW,
    )
    url = f"{HERE}ressources/{who.pk}/absences/ajouter/"
    assert "jamais pourquoi" in words(desk.get(url))
    typed = {"first": "2026-11-24", "last": "2026-11-24", "start": "", "end": ""}
    shown = words(desk.post(url, typed))
    assert "mardi 24 novembre 2026, 14 h , Aide aux démarches" in shown
    assert "Samira" not in shown
    assert not Absence.objects.exists()
    assert saved(desk, url, typed).status_code == 302
    away = Absence.objects.get()
    assert away.ends_at - away.starts_at == timedelta(days=1)
    assert Booking.objects.get(pk=made.booking.pk).state == "booked"
    page = words(desk.get(f"{HERE}ressources/{who.pk}/"))
    assert "1 rendez-vous ou séance y est prévu" in page
    assert "du mardi 24 novembre 2026, 0 h" in page
    desk.post(f"{HERE}ressources/{who.pk}/absences/{away.pk}/retirer/")
    assert not Absence.objects.exists()
    assert desk.post(f"{HERE}ressources/{who.pk}/absences/{away.pk}/retirer/").status_code == 404


def test_an_absence_in_which_nothing_stands_is_noted_at_once(desk, house):
    who = make_resource(organisation=house[0])
    url = f"{HERE}ressources/{who.pk}/absences/ajouter/"
    desk.post(url, {"first": "2026-12-01", "last": "2026-12-01", "start": "14:00", "end": "16h30"})
    away = Absence.objects.get()
    assert (away.starts_at.hour, away.ends_at.hour, away.ends_at.minute) == (13, 15, 30)
    wrong = desk.post(url, {"first": "2026-12-03", "last": "2026-12-01", "start": "", "end": ""})
    assert "La fin est avant le début." in words(wrong)
    past = desk.post(url, {"first": "2026-10-03", "last": "2026-10-04", "start": "", "end": ""})
    assert "pas dans le passé" in words(past)


# ---------------------------------------------------------------- motives


def test_a_motive_is_added_changed_and_offered_no_more(desk, house):
    organisation = house[0]
    assert "Aucun motif" in words(desk.get(f"{HERE}motifs/"))
    typed = {"title": "Écrire une lettre", "mediation": "letters", "duration_min": "42",
             "every_min": "45", "where": "place", "mode": "", "organisation": organisation.pk,
             "notice_h": "2", "horizon_days": "30", "cancel_h": "24", "move_h": "24",
             "open_online": "on", "languages": ["ar"],
             "topics": ["logement", "justice"]}  # fmt: skip
    url = f"{HERE}motifs/ajouter/"
    assert desk.get(url).status_code == 200
    assert "De cinq en cinq" in words(desk.post(url, typed))
    assert desk.post(url, typed | {"duration_min": "45"}).status_code == 302
    motive = Motive.objects.get()
    assert (motive.notice_min, motive.cancel_until_min, motive.languages) == (120, 1440, ["ar"])
    assert motive.topics == ["logement", "justice"]
    assert not motive.open_to_prescribers
    assert "personne ne reçoit encore pour cela" in words(desk.get(f"{HERE}motifs/"))
    one = f"{HERE}motifs/{motive.pk}/"
    boxes = read(desk.get(one)).select("input[name=topics]")
    assert len(boxes) == 30
    assert [box["value"] for box in boxes if box.has_attr("checked")] == ["logement", "justice"]
    assert read(desk.get(one)).select_one("#id_cancel_h")["value"] == "24"
    assert desk.post(one, typed | {"topics": ["tout"], "duration_min": "45"}).status_code == 422
    desk.post(one, typed | {"duration_min": "60"})
    motive.refresh_from_db()
    assert motive.duration_min == 60
    assert "Ne plus proposer ce motif ?" in words(desk.get(f"{one}fin/"))
    desk.post(f"{one}fin/", {"day": "2026-11-23"})
    assert "Qui ne sont plus proposés" in words(desk.get(f"{HERE}motifs/"))


def test_a_motive_of_the_network_is_read_by_all_and_changed_by_who_steers(desk, client):
    motive = make_motive(title="Commune à tous")
    page = read(desk.get(f"{HERE}motifs/"))
    assert "Commune à tous" in said(page)
    assert not page.select(f"a[href$='/motifs/{motive.pk}/']")
    assert desk.get(f"{HERE}motifs/{motive.pk}/").status_code == 403
    client.force_login(make_user())
    assert client.get(f"{HERE}motifs/{motive.pk}/").status_code == 200


# ---------------------------------------------------------------- who may


def test_somebody_of_another_organisation_is_refused(house, client):
    organisation, place, _who = house
    who = make_resource(organisation=organisation)
    row = make_availability(who, place=place)
    motive = make_motive(organisation=organisation)
    series = make_series(place=place, organisation=organisation)
    session = series.sessions.first()
    client.force_login(make_user(role="mediator", organisation=make_organisation(nom="Le Rouet")))
    for path in (
        f"ressources/{who.pk}/",
        f"ressources/{who.pk}/modifier/",
        f"ressources/{who.pk}/retirer/",
        f"ressources/{who.pk}/heures/ajouter/",
        f"ressources/{who.pk}/heures/{row.pk}/",
        f"ressources/{who.pk}/absences/ajouter/",
        f"motifs/{motive.pk}/",
        f"motifs/{motive.pk}/fin/",
        f"seances/{series.public_id}/",
        f"seances/{series.public_id}/modifier/",
        f"seances/{series.public_id}/arreter/",
        f"seances/{series.public_id}/comptage/",
        f"seances/jour/{session.public_id}/affiche/",
        f"tournees/{who.pk}/",
        f"tournees/{who.pk}/arrets/",
    ):
        assert client.get(f"{HERE}{path}").status_code == 403, path
    assert "Médiatrice" not in words(client.get(HERE))
    assert series.title not in words(client.get(f"{HERE}seances/"))


def test_a_person_offers_only_what_is_theirs(desk, house):
    other = make_resource(kind="room", name="Salle du Rouet", organisation=make_organisation())
    make_place(nom="Un autre lieu")
    page = read(desk.get(f"{HERE}seances/ajouter/"))
    assert "Salle du Rouet" not in said(page)
    answer = desk.post(
        f"{HERE}seances/ajouter/",
        SERIES | {"place": house[1].pk, "organisation": other.organisation_id},
    )
    assert answer.status_code == 422
    assert not Series.objects.exists()


# ---------------------------------------------------------------- a field


class Boxed(SetupForm):
    agreed = forms.BooleanField(label="La maison est d’accord", help_text="Par écrit.")


def test_a_box_has_its_hint_and_says_what_is_wrong_and_both_are_read_with_it():
    ((shown,),) = [group.fields for group in Boxed({}).groups]
    field = BeautifulSoup(
        render_to_string("agenda/setup_field.html", {"shown": shown}), "html.parser"
    )
    box = field.select_one("input[type=checkbox]")
    described = [field.find(id=one).get_text() for one in box["aria-describedby"].split()]
    assert "Par écrit." in described
    assert any("obligatoire" in one for one in described)
    assert box.find_parent("label").get_text(strip=True) == "La maison est d’accord"
