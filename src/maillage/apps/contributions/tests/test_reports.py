"""Anybody reports an error of a place, follows it by a code, takes it back; no account."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from maillage.apps.contributions.actions import (
    erase_reports,
    refuse_report,
    reopen_report,
    report,
    withdraw_report,
)
from maillage.apps.contributions.errors import (
    PlaceReportedEnough,
    ReportNotDecided,
    ReportUnknown,
    ReportValuesRefused,
)
from maillage.apps.contributions.forms.reports import says_how_to_reach_somebody
from maillage.apps.contributions.models import Report
from maillage.apps.contributions.queries.reports import (
    code_digest,
    find_report,
    reports_waiting,
)
from maillage.apps.contributions.tests.factories import NOW, make_report
from maillage.apps.contributions.tests.test_steps import url
from maillage.apps.directory.tests.desk import text
from maillage.apps.directory.tests.factories import make_place, make_user
from maillage.web.codes import ALPHABET, plain_code

TEXT = "Le mercredi, la porte est fermée."

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_count_of_another_test():
    cache.clear()


def told(place, *, kind="hours", text=TEXT, channel="public", now=NOW, **said):
    return report(place, kind=kind, text=text, values=said.pop("values", None), channel=channel,
                  now=now, **said)  # fmt: skip


def sent(client, place, **fields):
    return client.post(
        url("report_error", place.public_id), {"kind": "hours", "text": TEXT} | fields
    )


def code_in(answer):
    return BeautifulSoup(answer.content, "html.parser").select_one(".code").get_text()


# ---------------------------------------------------------------- from the page of a place


def test_the_page_of_a_place_leads_to_a_short_form_that_asks_nobody_s_name(client):
    place = make_place(nom="Local du Rouet")
    page = client.get(reverse("directory:place", args=[place.public_id]))
    assert url("report_error", place.public_id) in page.content.decode()
    form = client.get(url("report_error", place.public_id))
    assert form.status_code == 200
    assert not form.cookies
    asked = {
        tag["name"] for tag in BeautifulSoup(form.content, "html.parser").select("main [name]")
    }
    assert asked == {"kind", "text", "right_value", "for_the_place", "nickname", "once"}
    assert "effacé 30 jours après" in text(form)


def test_what_is_sent_is_kept_without_its_code_and_followed_with_it(client):
    place = make_place(nom="Local du Rouet")
    answer = sent(client, place, right_value="Mo 09:00-12:00", for_the_place="on")
    assert answer.status_code == 200
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    code = code_in(answer)
    assert re.fullmatch(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", code)
    kept = Report.objects.get()
    assert (kept.place, kept.kind, kept.channel, kept.text) == (place, "hours", "public", TEXT)
    assert kept.for_the_place
    assert kept.right_value == "Mo 09:00-12:00"
    assert code not in str(vars(kept))
    page = client.post(url("follow"), {"code": code.lower().replace("-", " ")})
    assert "Reçu" in text(page)
    assert TEXT in text(page)
    assert f"n° {kept.pk}" in text(page)
    assert not page.cookies


def test_the_same_form_sent_twice_makes_one_report_with_one_code(client):
    place = make_place()
    codes = {code_in(sent(client, place, once="a" * 32)) for _ in range(2)}
    assert len(codes) == 1
    assert Report.objects.count() == 1
    # Drawn for one place: another one has its own.
    assert code_in(sent(client, make_place(nom="Autre"), once="a" * 32)) not in codes


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": ""}, "Choisissez une réponse"),
        ({"kind": "nimporte"}, "réponse est à revoir"),
        ({"text": " ", "kind": "offer", "right_value": ""}, "Dites en quelques mots"),
        ({"text": "x" * 1_001}, "réponse est à revoir"),
        ({"nickname": "robot"}, "Laissez ce champ vide"),
        ({"text": "Rappelez le 06 39 98 00 00"}, "retirez-le"),
        ({"text": "Écrivez à moi@clairmaille.example"}, "retirez-le"),
    ],
)
def test_what_cannot_be_sent_says_why_and_loses_nothing(client, fields, words):
    place = make_place()
    answer = sent(client, place, **{"right_value": "Le bon"} | fields)
    assert answer.status_code == 422
    assert words in text(answer)
    assert ('value="Le bon"' in text(answer)) == ("right_value" not in fields)
    assert not Report.objects.exists()


def test_a_closed_place_needs_no_words_and_a_number_of_the_place_may_be_sent(client):
    place = make_place()
    assert sent(client, place, kind="closed", text="").status_code == 200
    words = {"text": "Le bon numéro est 01 99 00 21 10", "kind": "phone"}
    assert "send_anyway" in sent(client, place, **words).content.decode()
    assert sent(client, place, **words, send_anyway="on").status_code == 200
    assert Report.objects.count() == 2


def test_signs_that_nobody_sees_are_left_out_and_say_nothing_alone(client):
    place = make_place()
    assert sent(client, place, text="\u200b \u202e\x00").status_code == 422
    family = "👩\u200d👧"
    words = f"Fermé\x00 \x1ble \u202emardi\r\nmatin {family}"
    assert sent(client, place, text=words, right_value="9\x07 h").status_code == 200
    kept = Report.objects.get()
    assert kept.text == f"Fermé le mardi\r\nmatin {family}"
    assert kept.right_value == "9 h"


def test_a_place_that_does_not_exist_has_no_form(client):
    assert client.get(url("report_error", "inconnu")).status_code == 404
    assert client.post(url("report_error", "inconnu"), {}).status_code == 404


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("au 06.39.98.00.00", True),
        ("+33 6 39 98 00 00", True),
        ("0199002110", True),
        ("prenom.nom@clairmaille.example", True),
        ("Ouvert de 09:00 à 12:00 et de 14:00 à 18:00", False),
        ("Fermé du 01/09/2026 au 15/09/2026", False),
        ("12 rue du Rouet, 59999 Clairmaille", False),
        ("@ la mairie", False),
    ],
)
def test_a_number_or_an_address_is_seen_in_a_text_and_hours_are_not_one(words, found):
    assert says_how_to_reach_somebody(words) is found


# ---------------------------------------------------------------- limits


def test_one_network_may_not_flood_and_another_still_reports(client):
    place = make_place()
    for n in range(20):
        assert sent(client, place if n % 2 else make_place(), text=f"{TEXT} {n}").status_code == 200
    answer = sent(client, place)
    assert answer.status_code == 429
    assert "trop d’essais" in text(answer)
    assert TEXT in text(answer), "what was typed is still there"
    assert Report.objects.count() == 20
    other = client.post(
        url("report_error", place.public_id), {"kind": "closed"}, REMOTE_ADDR="192.0.2.77"
    )
    assert other.status_code == 200


def test_the_counts_are_kept_under_no_address(client, monkeypatch):
    keys = []

    def seen(key, *args, **options):
        keys.append(key)
        return set_(key, *args, **options)

    set_ = cache.set
    monkeypatch.setattr("allauth.core.internal.ratelimit.cache.set", seen)
    sent(client, make_place(), kind="closed")
    assert keys
    assert not [key for key in keys if "127.0.0.1" in key]


def test_one_place_takes_twenty_reports_a_day_and_paper_still_counts_not(client):
    place, now = make_place(), timezone.now()
    for _ in range(20):
        told(place, now=now)
    with pytest.raises(PlaceReportedEnough):
        told(place, now=now)
    answer = sent(client, place)
    assert answer.status_code == 429
    assert TEXT in text(answer)
    told(place, channel="paper", now=now)
    told(place, now=now + timedelta(days=2))
    told(make_place(nom="Autre"))


def test_codes_are_not_guessed_wrong_ones_are_counted_and_right_ones_are_not(client):
    _made, code = told(make_place())
    for _ in range(30):
        assert client.post(url("follow"), {"code": code}).status_code == 200
    for n in range(20):
        answer = client.post(url("follow"), {"code": f"0000-00{n:02}"})
        assert answer.status_code == 422
        assert "n’ouvre rien" in text(answer)
    assert client.post(url("follow"), {"code": code}).status_code == 429
    assert client.post(url("take_report_back"), {"code": code}).status_code == 429
    assert Report.objects.get().text


@given(st.text(ALPHABET, min_size=8, max_size=8), st.sampled_from(["", " ", "-", ". "]))
def test_a_code_is_read_whatever_case_and_spaces_it_is_typed_with(signs, between):
    code = f"{signs[:4]}-{signs[4:]}"
    typed = between.join(signs.lower()).replace("0", "o").replace("1", "l")
    assert plain_code(typed) == code
    assert code_digest(typed) == code_digest(code)


# ---------------------------------------------------------------- withdrawn, erased


@pytest.mark.row("GOV-03")
def test_what_is_taken_back_has_no_text_any_more_and_keeps_its_number(client):
    made, code = told(make_place(nom="Local du Rouet"), right_value="Mardi")
    page = client.post(url("take_report_back"), {"code": code})
    assert page.status_code == 200
    assert "Retiré" in text(page)
    assert f"n° {made.pk}" in text(page)
    assert TEXT not in text(page)
    row = Report.objects.get()
    assert (row.pk, row.state, row.text, row.right_value, row.values) == (
        made.pk, "withdrawn", "", "", {},
    )  # fmt: skip
    assert row.content_digest == ""
    assert not reports_waiting()
    again = client.post(url("follow"), {"code": code})
    assert "Retiré" in text(again)
    assert f"n° {made.pk}" in text(again)


def test_who_takes_back_an_answered_report_erases_its_text_and_the_answer_stays_given():
    made, code = told(make_place())
    refuse_report(number=made.pk, answer="C’est ouvert.", by=make_user(), now=NOW)
    row = withdraw_report(code=code, now=NOW)
    assert (row.state, row.text, row.answer) == ("refused", "", "")
    with pytest.raises(ReportNotDecided):
        reopen_report(number=made.pk, by=make_user(), now=NOW)
    with pytest.raises(ReportUnknown):
        withdraw_report(code="0000-0000", now=NOW)


def test_one_who_takes_back_does_not_erase_what_another_said():
    place = make_place()
    first, code = told(place)
    second, _code = told(place)
    assert [(one.report.pk, one.n_same) for one in reports_waiting()] == [(first.pk, 2)]
    withdraw_report(code=code, now=NOW)
    assert [(one.report.pk, one.n_same) for one in reports_waiting()] == [(second.pk, 1)]
    second.refresh_from_db()
    assert second.text == TEXT


def test_words_are_erased_thirty_days_after_the_answer_and_numbers_stay(client):
    old, young = NOW - timedelta(days=31), NOW - timedelta(days=29)
    answered = make_report("refused", decided_at=old, made_at=old)
    recent = make_report("corrected", decided_at=young, made_at=old)
    waits = make_report(made_at=NOW - timedelta(days=400))
    assert erase_reports(now=NOW) == 1
    assert erase_reports(now=NOW) == 0
    assert set(Report.objects.values_list("pk", "state", "text")) == {
        (answered.pk, "refused", ""),
        (recent.pk, "corrected", recent.text),
        (waits.pk, "received", waits.text),
    }


# ---------------------------------------------------------------- what other modules hand in


def test_values_go_through_the_form_of_the_keepers_and_only_what_differs_is_kept():
    place = make_place(telephone="+33199002110", horaires="Mo 09:00-12:00")
    values = {"telephone": "01 99 00 21 10", "horaires": "Tu 09:00-12:00", "wheelchair": True}
    made, code = told(place, values=values, channel="contact")
    assert made.values == {"horaires": "Tu 09:00-12:00", "wheelchair": True}
    assert find_report(code) == made
    made, _code = told(place, values={"latitude": 50.5, "longitude": 3.5}, channel="paper")
    assert made.values == {"latitude": 50.5, "longitude": 3.5}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"telephone": "01 99"}, "il en faut 10"),
        ({"latitude": 200.0, "longitude": 3.0}, "inversées"),
        ({"nom": ""}, "nécessaire"),
    ],
)
def test_values_that_the_form_refuses_are_refused_with_its_words(values, words):
    with pytest.raises(ReportValuesRefused, match=words):
        told(make_place(), values=values, channel="contact")
    assert not Report.objects.exists()


def test_a_value_of_no_field_is_a_fault_of_the_program():
    with pytest.raises(ValueError, match="no such fields"):
        told(make_place(), values={"state": "closed"}, channel="contact")
