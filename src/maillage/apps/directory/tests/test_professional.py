"""What professionals read of a place: there when signed in, and nowhere else."""

import json
import re

import pytest
from django.core import mail

from maillage.apps.directory.actions.professional import set_professional_note
from maillage.apps.directory.errors import NotAllowed
from maillage.apps.directory.models import AuditRow, ProfessionalNote, SourceRecord
from maillage.apps.directory.queries import current_index, export_records, forget_index
from maillage.apps.directory.tests.desk import fill_in, text, url
from maillage.apps.directory.tests.factories import NOW, make_organisation, make_place, make_user
from maillage.apps.directory.tests.pages import RESULTS, names, read, said, url_of
from maillage.core.standard import write_csv

pytestmark = pytest.mark.django_db
SECRET = {
    "direct_contact": "Référente insertion confidentielle",
    "direct_telephone": "+33639980001",
    "direct_courriel": "referente@clairmaille.example",
    "admission_rule": "Sur fiche du CCAS confidentielle",
    "capacity": "8 places confidentielles",
}
WORDS = ("confidentiel", "39 98 00 01", "0639980001", "+33639980001", "referente@")


@pytest.fixture
def house():
    return make_organisation(nom="Centre social du Moulin")


@pytest.fixture
def place(house):
    return make_place(nom="Antenne du Moulin", organisation=house, n_offers=1)


def sign_in(client, **fields):
    user = make_user(**fields)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def leaks(content):
    plain = content.replace("\u00a0", " ")
    return [word for word in WORDS if word in plain]


def test_a_professional_reads_the_direct_contact_and_a_visitor_does_not(client, place):
    set_professional_note(public_id=place.public_id, values=SECRET, by=make_user(), now=NOW)
    visitor = text(client.get(url_of(place)))
    assert leaks(visitor) == []
    sign_in(client, role="prescriber", organisation=make_organisation())
    staff = text(client.get(url("staff_place", place.public_id)))
    shown = said(read(client.get(url("staff_place", place.public_id))).select_one("main"))
    assert "Référente insertion confidentielle" in shown
    assert "06 39 98 00 01" in shown.replace("\u00a0", " ")
    assert "Sur fiche du CCAS confidentielle" in shown
    # The address itself is for nobody: one writes through the site.
    assert "referente@" not in staff
    # The residents' page is the same for a professional: it reads no session.
    assert re.sub(r"\s+", " ", text(client.get(url_of(place)))) == re.sub(r"\s+", " ", visitor)


def test_no_word_of_it_is_anywhere_else(client, place):
    by = make_user()
    set_professional_note(public_id=place.public_id, values=SECRET, by=by, now=NOW)
    for page in (RESULTS, url_of(place), "/donnees/"):
        assert leaks(text(client.get(page))) == [], page
    assert names(client.get(RESULTS, {"q": "confidentielle"})) == []
    exported = "".join(write_csv(export_records(), extension=True))
    assert leaks(exported) == []
    forget_index()
    assert leaks(repr(current_index())) == []
    for row in [*AuditRow.objects.all(), *SourceRecord.objects.all()]:
        told = json.dumps(
            [getattr(row, n, "") for n in ("before", "after", "payload", "values")],
            ensure_ascii=False,
        )
        assert leaks(told) == []
    assert AuditRow.objects.get(action="set_professional_note").after == {"fields": list(SECRET)}


def test_the_place_s_own_people_write_it_the_others_only_read_it(client, place, house):
    member = make_user(role="member", organisation=house)
    set_professional_note(public_id=place.public_id, values=SECRET, by=member, now=NOW)
    other = make_user(role="member", organisation=make_organisation())
    with pytest.raises(NotAllowed):
        set_professional_note(public_id=place.public_id, values={}, by=other, now=NOW)
    sign_in(client, role="mediator", organisation=house)
    page = client.get(url("staff_place", place.public_id))
    assert url("professional_note", place.public_id) in text(page)
    assert url("edit_place", place.public_id) not in text(page)
    assert url("add_closure", place.public_id) in text(page)
    assert "Historique" not in text(page)
    answer = fill_in(
        client, url("professional_note", place.public_id), direct_contact="Accueil des partenaires"
    )
    assert answer.status_code == 302
    assert ProfessionalNote.objects.get().direct_contact == "Accueil des partenaires"
    assert ProfessionalNote.objects.get().direct_courriel == SECRET["direct_courriel"]


def test_emptied_it_is_erased(place):
    by = make_user()
    set_professional_note(public_id=place.public_id, values=SECRET, by=by, now=NOW)
    assert set_professional_note(public_id=place.public_id, values={}, by=by, now=NOW) is None
    assert not ProfessionalNote.objects.exists()
    # Nothing to erase, nothing to trace.
    set_professional_note(public_id=place.public_id, values={}, by=by, now=NOW)
    assert AuditRow.objects.filter(action="set_professional_note").count() == 2


# ---------------------------------------------------------------- a message


def test_a_prescriber_writes_to_the_contact_and_keeps_a_copy(client, place):
    set_professional_note(public_id=place.public_id, values=SECRET, by=make_user(), now=NOW)
    writer = sign_in(client, role="prescriber", organisation=make_organisation())
    answer = fill_in(
        client,
        url("write_to_place", place.public_id),
        subject="Une place mardi ?",
        message="Pouvez-vous recevoir un groupe ?",
    )
    assert answer.status_code == 302
    sent, copy = mail.outbox
    assert sent.to == [SECRET["direct_courriel"]]
    assert sent.reply_to == [writer.email]
    assert sent.subject == "Une place mardi ?"
    assert "Pouvez-vous recevoir un groupe ?" in sent.body
    assert copy.to == [writer.email]
    assert SECRET["direct_courriel"] not in copy.body + copy.subject
    row = AuditRow.objects.get(action="write_to_place")
    assert (row.before, row.after) == ({}, {})


def test_a_subject_of_several_lines_is_one_line():
    place = make_place(courriels=["accueil@clairmaille.example"])
    from maillage.apps.directory.actions.professional import write_to_place

    write_to_place(
        public_id=place.public_id,
        subject="Bonjour\nBcc: tous@clairmaille.example",
        message="Bonjour",
        by=make_user(),
        now=NOW,
    )
    assert mail.outbox[0].subject == "Bonjour Bcc: tous@clairmaille.example"
    assert mail.outbox[0].recipients() == ["accueil@clairmaille.example"]


def test_ten_messages_an_hour_and_no_more(client):
    place = make_place(courriels=["accueil@clairmaille.example"])
    sign_in(client)
    for number in range(11):
        answer = fill_in(
            client, url("write_to_place", place.public_id), subject=f"n° {number}", message="Oui ?"
        )
    assert answer.status_code == 422
    assert "Attendez un peu" in text(answer)
    assert "n° 10" in text(answer)
    assert len(mail.outbox) == 20


def test_a_place_without_address_is_called_instead(client):
    place = make_place(courriels=[])
    sign_in(client)
    answer = client.get(url("write_to_place", place.public_id))
    assert answer.status_code == 422
    assert "appelez-le" in text(answer)
    assert url("write_to_place", place.public_id) not in text(
        client.get(url("staff_place", place.public_id))
    )


def test_a_mail_server_that_fails_is_said_and_what_was_typed_stays(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    place = make_place(courriels=["accueil@clairmaille.example"])
    sign_in(client)
    answer = fill_in(
        client, url("write_to_place", place.public_id), subject="Bonjour", message="Mon message"
    )
    assert answer.status_code == 422
    assert "n’est pas parti" in text(answer)
    assert "Mon message" in text(answer)


# ---------------------------------------------------------------- the map of professionals

MAP = "/pro/carte/"


@pytest.mark.row("MAP-01")
def test_the_map_shows_direct_contacts_to_professionals_and_to_nobody_else(client, place):
    set_professional_note(public_id=place.public_id, values=SECRET, by=make_user(), now=NOW)
    forget_index()
    visitor = client.get(RESULTS)
    assert visitor.status_code == 200
    assert leaks(text(visitor)) == []
    assert client.get(MAP).status_code == 302, "one signs in first"
    sign_in(client, role="prescriber", organisation=make_organisation())
    answer = client.get(MAP)
    shown = said(read(answer).select_one("ol.places"))
    assert "Référente insertion confidentielle" in shown
    assert "06 39 98 00 01" in shown.replace("\u00a0", " ")
    assert "Sur fiche du CCAS confidentielle" in shown
    assert "referente@" not in text(answer)
    # The same places, the same numbers, the same drawing; the residents' address tells nothing.
    assert names(answer) == names(visitor)
    markers = [
        [a["aria-label"] for a in read(page).select("#carte svg a")] for page in (answer, visitor)
    ]
    assert markers[0] == markers[1] != []
    assert leaks(text(client.get(RESULTS))) == []


@pytest.mark.row("MAP-04")
def test_a_prescriber_writes_to_a_place_from_its_card_on_the_map(client, place):
    values = {"direct_courriel": SECRET["direct_courriel"]}
    set_professional_note(public_id=place.public_id, values=values, by=make_user(), now=NOW)
    forget_index()
    sign_in(client, role="prescriber", organisation=make_organisation())
    card = read(client.get(MAP)).select_one("ol.places li")
    links = {said(a): a["href"] for a in card.select(".note a")}
    assert links["Sa page de travail"] == url("staff_place", place.public_id)
    organisation = said(read(client.get(links["Sa page de travail"])).select_one("main"))
    assert "Centre social du Moulin" in organisation
    answer = fill_in(
        client, links["Écrire à ce lieu"], subject="Une place mardi", message="Bonjour, et merci."
    )
    assert answer.status_code == 302, text(answer)
    letter, _copy = mail.outbox
    assert letter.to == ["referente@clairmaille.example"]


def test_elected_members_see_no_direct_contact_on_the_map(client, place):
    sign_in(client, role="elected")
    assert client.get(MAP).status_code == 403


def test_the_map_asks_one_more_query_for_fifty_places_as_for_one(
    client, place, django_assert_max_num_queries
):
    for n in range(19):
        make_place(nom=f"Maison {n}")
    forget_index()
    sign_in(client, role="prescriber", organisation=make_organisation())
    client.get(MAP)
    with django_assert_max_num_queries(14):
        client.get(MAP)
