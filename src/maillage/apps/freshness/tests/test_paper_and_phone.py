"""The twin off the screen: a sheet with a code, a list to call, what somebody types for a place."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from maillage.apps.contributions.queries.reports import reports_waiting
from maillage.apps.directory.queries import audit_rows
from maillage.apps.directory.queries.freshness import confirmations_of
from maillage.apps.directory.tests.pages import make_quarter, read, said
from maillage.apps.freshness.actions.days import forget_old
from maillage.apps.freshness.models import Call, Letter, Request
from maillage.apps.freshness.tests.factories import NOW, make_asked_place, make_campaign, make_user

pytestmark = pytest.mark.django_db


def url(route, *args):
    return reverse(f"freshness:{route}", args=args)


def print_sheet(desk, place):
    """Make the sheet of a place; return its page and its code."""
    page = read(desk.post(url("sheet_of_place", place.public_id), follow=True))
    return page, said(page.select_one(".sheet .code"))


# ---------------------------------------------------------------- paper


@pytest.mark.row("WRN-06")
def test_a_sheet_says_all_that_is_published_its_code_where_to_type_it_and_whom_to_give_it(desk):
    place = make_asked_place(nom="La Navette", horaires="Mo-Fr 09:00-12:00")
    page, code = print_sheet(desk, place)
    sheet = said(page.select_one(".sheet"))
    assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}", code)
    for words in ("La Navette", "Du lundi au vendredi", "☐ juste", "testserver/verifier",
                  "3 place du Rouet", "01 99 00 21 00"):  # fmt: skip
        assert words in sheet.replace("\u00a0", " "), sheet
    assert code not in str(list(Request.objects.values()))
    # Printed again: the same code, so that the first sheet still serves.
    assert print_sheet(desk, place)[1] == code
    assert Request.objects.count() == 1
    assert [row.action for row in audit_rows("place", place.public_id)] == ["print_sheet"] * 2


def test_the_code_of_a_sheet_is_typed_in_any_case_and_confirms_on_a_press(desk, visitor):
    place = make_asked_place()
    _page, code = print_sheet(desk, place)
    typed = f" {code.lower().replace('-', ' ')} "
    opened = visitor.post(url("type_code"), {"code": typed}, follow=True)
    assert opened.redirect_chain == [(url("sheet_answer"), 302)]
    assert not confirmations_of(place)
    done = visitor.post(url("sheet_answer"), {"fiche": Request.objects.get().pk}, follow=True)
    assert "Merci, c’est noté" in done.content.decode()
    (one,) = confirmations_of(place)
    assert (one.speaker, one.how, one.by) == ("place", "paper", None)


def test_a_sheet_is_closed_before_the_next_person_uses_the_same_screen(desk, visitor):
    _page, code = print_sheet(desk, make_asked_place(courriels=[]))
    visitor.post(url("type_code"), {"code": code})
    page = read(visitor.get(url("sheet_answer")))
    (leave,) = [link for link in page.select("main a") if "J’ai fini" in said(link)]
    assert visitor.get(leave["href"]).status_code == 200
    assert visitor.get(url("sheet_answer")).status_code == 302


def test_a_sheet_leads_to_the_same_corrections(desk, visitor):
    place = make_asked_place()
    _page, code = print_sheet(desk, place)
    visitor.post(url("type_code"), {"code": code})
    assert visitor.get(url("sheet_correct")).status_code == 200
    visitor.post(url("sheet_correct"), {"words": "Nous fermons le lundi"})
    (one,) = reports_waiting()
    assert (one.report.channel, one.report.text) == ("paper", "Nous fermons le lundi")


def test_without_a_code_the_pages_of_a_sheet_lead_to_the_code(visitor):
    for route in ("sheet_answer", "sheet_correct"):
        answer = visitor.get(url(route))
        assert (answer.status_code, answer["Location"]) == (302, url("type_code"))


def test_a_code_that_is_over_while_its_page_is_open_leads_to_the_code(desk, visitor):
    _page, code = print_sheet(desk, make_asked_place())
    visitor.post(url("type_code"), {"code": code})
    Request.objects.update(code_until=timezone.now() - timedelta(seconds=1))
    answer = visitor.post(url("sheet_answer"), {"fiche": Request.objects.get().pk})
    assert answer.status_code == 302
    assert not Request.objects.exclude(answer="").exists()


def test_codes_are_not_guessed_and_right_ones_are_not_counted(desk, visitor):
    _page, code = print_sheet(desk, make_asked_place())
    for _ in range(12):
        assert visitor.post(url("type_code"), {"code": code}).status_code == 302
    statuses = [
        visitor.post(url("type_code"), {"code": f"ZZZZZ-ZZZ{n:02}"}).status_code for n in range(11)
    ]
    assert statuses == [422] * 10 + [429]
    assert visitor.post(url("type_code"), {"code": code}).status_code == 429


def test_an_empty_code_says_what_to_do(visitor, desk):
    assert visitor.post(url("type_code"), {"code": ""}).status_code == 422
    assert desk.post(url("paper"), {"code": "faux"}).status_code == 422


def test_a_sheet_that_came_back_is_written_down_in_two_presses(desk, coordinator):
    place = make_asked_place(nom="La Navette")
    _page, code = print_sheet(desk, place)
    opened = desk.post(url("paper"), {"code": code}, follow=True)
    assert said(read(opened).h1) == "La Navette"
    number = Request.objects.get().pk
    desk.post(url("answer", number), {"do": "confirm"})
    (one,) = confirmations_of(place)
    assert (one.speaker, one.how, one.by) == ("place", "paper", coordinator)
    again = desk.post(url("answer", number), {"do": "confirm"}, follow=True)
    assert "déjà répondu" in again.content.decode()
    assert len(confirmations_of(place)) == 1


def test_corrections_on_a_sheet_are_typed_by_somebody_who_is_named(desk, coordinator):
    place = make_asked_place()
    print_sheet(desk, place)
    number = Request.objects.get().pk
    nothing = desk.post(url("answer", number), {"do": "correct"})
    assert nothing.status_code == 422
    desk.post(url("answer", number), {"do": "correct", "telephone": "01 99 00 43 78"})
    (one,) = reports_waiting()
    assert (one.report.channel, one.report.values) == ("paper", {"telephone": "+33199004378"})
    assert Request.objects.get().answered_by == coordinator


def test_the_sheets_of_a_campaign_are_those_of_places_without_an_address(desk):
    make_asked_place(nom="Par mail")
    make_asked_place(nom="Par téléphone", courriels=[])
    make_asked_place(nom="Sur papier", courriels=[], telephone="")
    campaign = make_campaign(start=True)
    page = read(desk.post(url("sheets_of_campaign", campaign.pk), follow=True))
    assert [said(b) for b in page.select(".sheet h2 + .lead b")] == ["Par téléphone", "Sur papier"]
    codes = {said(code) for code in page.select(".sheet .code")}
    assert len(codes) == 2
    empty = desk.get(url("sheets"))
    assert "Aucune fiche à imprimer" in empty.content.decode()


def test_a_hundred_sheets_ask_the_base_no_more_than_two(desk, django_assert_max_num_queries):
    for _ in range(2):
        make_asked_place(courriels=[], n_offers=1)
    few = make_campaign(start=True)
    for _ in range(10):
        make_asked_place(courriels=[], n_offers=1)
    many = make_campaign(name="Tout", start=True)
    counts = []
    for campaign, n in ((few, 2), (many, 12)):
        desk.post(url("sheets_of_campaign", campaign.pk))
        with django_assert_max_num_queries(30) as asked:
            page = read(desk.get(url("sheets"), {"campagne": campaign.pk}))
        assert len(page.select(".sheet")) == n
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_lists_ask_the_base_as_often_for_two_places_as_for_twelve(desk):
    counts = []
    for n in (2, 10):
        for _ in range(n):
            make_asked_place(courriels=[])
        campaign = make_campaign(start=True)
        for address in (url("dashboard"), url("campaign", campaign.pk), url("calls", campaign.pk)):
            with CaptureQueriesContext(connection) as asked:
                desk.get(address)
            counts.append(len(asked))
    assert counts[:3] == counts[3:]


# ---------------------------------------------------------------- phone


@pytest.fixture
def to_call():
    return make_asked_place(nom="Salle Rouet", courriels=[], telephone="+33199004355")


@pytest.fixture
def campaign(to_call):
    make_asked_place(nom="Par mail")
    return make_campaign(start=True)


def note(desk, campaign, outcome, **more):
    number = Request.objects.filter(place__nom="Salle Rouet").earliest("pk").pk
    data = {"demande": number, "outcome": outcome} | more
    return desk.post(url("calls", campaign.pk), data, follow=True)


def test_the_list_to_call_has_a_number_to_dial_and_two_sentences_to_say(desk, campaign):
    page = read(desk.get(url("calls", campaign.pk)))
    assert [said(h) for h in page.select("main li h2")] == ["Salle Rouet"]
    assert page.select_one("main a.tel")["href"] == "tel:+33199004355"
    assert said(page.select_one(".said")).count(".") == 2
    paper = read(desk.get(url("calls", campaign.pk), {"imprimer": 1}))
    assert "☐ rien n’a changé" in said(paper.select_one("tbody"))


def test_a_call_is_noted_in_one_press_and_confirms(desk, coordinator, campaign, to_call):
    answer = note(desk, campaign, "confirmed")
    assert "Personne à appeler" in answer.content.decode()
    (one,) = confirmations_of(to_call)
    assert (one.speaker, one.how, one.by) == ("place", "phone", coordinator)
    assert "note_call" in [row.action for row in audit_rows("place", to_call.public_id)]


def test_nobody_answered_then_called_back_on_a_day(desk, campaign):
    note(desk, campaign, "no_answer")
    without_day = note(desk, campaign, "call_back")
    assert without_day.status_code == 422
    assert "Dites quel jour rappeler." in without_day.content.decode()
    day = timezone.localdate() + timedelta(days=3)
    page = note(desk, campaign, "call_back", call_on=day.isoformat(), note="après 14 h")
    text = said(read(page).main)
    assert "Rappeler le" in text
    assert "après 14 h" in text
    assert [call.outcome for call in Call.objects.order_by("pk")] == ["no_answer", "call_back"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({}, "Dites quel jour rappeler."),
        ({"call_on": "32/13/2026"}, "Ce jour n’existe pas."),
        ({"call_on": "2001-01-01"}, "Choisissez un jour à venir."),
        ({"call_on": "9999-12-31"}, "Un an au plus."),
    ],
)
def test_a_call_that_cannot_be_noted_says_why_and_keeps_the_note(desk, campaign, wrong, words):
    answer = note(desk, campaign, "call_back", note="demander le soir", **wrong)
    assert answer.status_code == 422
    page = read(answer)
    assert words in said(page.select_one("details[open]"))
    assert page.select_one("details[open] input[name=note]")["value"] == "demander le soir"
    assert not Call.objects.exists()


def test_whoever_calls_a_place_that_answered_meanwhile_is_told(desk, campaign, to_call):
    note(desk, campaign, "refused")
    page = said(read(note(desk, campaign, "confirmed")).main)
    assert "Salle Rouet avait déjà répondu : l’appel est noté, cette réponse-là reste." in page
    assert "Noté : Salle Rouet." not in said(read(desk.get(url("calls", campaign.pk))).main)
    assert not confirmations_of(to_call)


def test_who_refuses_is_not_called_again(desk, campaign, to_call):
    note(desk, campaign, "refused")
    assert Request.objects.get(place=to_call).answer == "refused"
    assert "Personne à appeler" in desk.get(url("calls", campaign.pk)).content.decode()
    assert not confirmations_of(to_call)


def test_corrections_by_phone_go_through_the_same_form(desk, campaign, to_call):
    form = note(desk, campaign, "corrected")
    assert said(read(form).h1) == "Salle Rouet"
    number = Request.objects.get(place=to_call).pk
    data = {"do": "correct", "horaires": "Mo-Fr 10:00-12:00"}
    desk.post(f"{url('answer', number)}?par=telephone", data)
    (one,) = reports_waiting()
    assert one.report.channel == "phone"
    assert Call.objects.get().outcome == "corrected"


def test_a_place_whose_address_was_refused_joins_the_list_to_call(desk, campaign):
    Letter.objects.update(state="refused", n_sent=1, sent_at=NOW)
    page = read(desk.get(url("calls", campaign.pk)))
    assert {said(h) for h in page.select("main li h2")} == {"Par mail", "Salle Rouet"}


def test_a_call_cannot_be_noted_in_another_campaign_nor_end_in_an_unknown_way(desk, campaign):
    other = make_campaign(name="Autre", start=True)
    assert note(desk, other, "confirmed").status_code == 422
    assert note(desk, campaign, "sung").status_code == 422
    assert not Call.objects.exists()


# ---------------------------------------------------------------- forgotten


def test_links_codes_and_notes_are_forgotten_in_their_time(desk, campaign, to_call):
    day = timezone.localdate() + timedelta(days=3)
    note(desk, campaign, "call_back", call_on=day.isoformat(), note="après 14 h")
    print_sheet(desk, to_call)
    assert forget_old(now=NOW) == 0
    later = timezone.now() + timedelta(days=400)
    assert forget_old(now=later) == 3
    letter = Letter.objects.get()
    assert (letter.link_digest, letter.address_digest) == (None, None)
    assert not Request.objects.exclude(code_digest=None).exists()
    assert Call.objects.get().note == ""
    assert forget_old(now=later) == 0


@pytest.mark.parametrize("role", ["elected", "quarter_manager"])
def test_those_who_do_not_keep_the_base_open_none_of_these_pages(client, role):
    zone = make_quarter()[1] if role == "quarter_manager" else None
    person = make_user(role=role, zone=zone)
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    for route in ("dashboard", "campaigns", "paper", "sheets"):
        assert client.get(url(route)).status_code == 403
