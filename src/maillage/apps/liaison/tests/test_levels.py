"""Levels of a sheet: read from the diagnosis that the person keeps, or said by who helps."""

from datetime import timedelta

import pytest

from maillage.apps.directory.queries.steward import audit_rows
from maillage.apps.liaison.actions.levels import read_levels
from maillage.apps.liaison.errors import NoLevels
from maillage.apps.liaison.forms.levels import sealed, unsealed
from maillage.apps.liaison.models import Sheet
from maillage.apps.liaison.tests.factories import NOW
from maillage.apps.liaison.tests.reading import form, words
from maillage.apps.orientation.actions.keeping import keep_diagnosis
from maillage.apps.orientation.errors import DiagnosisNotShown, DiagnosisUnknown
from maillage.apps.orientation.queries.answers import Everything, ShortAnswers
from maillage.apps.orientation.queries.kept import get_kept, subject_of
from maillage.core.skills import ITEMS_2021, Answer, Area, LastUse, dsi_2021

pytestmark = pytest.mark.django_db
NEW = "/pro/fiches/nouvelle/"
ITEMS = {item.code: Answer.YES for item in ITEMS_2021 if item.area is Area.COMMUNICATION}
FULL = Everything(short=ShortAnswers(), items=ITEMS, last_use=LastUse.THREE_MONTHS, full=True)


def keep(answers=FULL, *, may_show=True, once="bilan"):
    """Keep a diagnosis and return its code."""
    return keep_diagnosis(
        answers, once=once, months=6, now=NOW - timedelta(days=5), may_show=may_show
    )


def hidden(answer):
    return answer.context["form"]["bilan"].value()


def read_rows(code):
    rows = audit_rows("diagnosis", subject_of(get_kept(code).number))
    return [row.action for row in rows].count("read_diagnosis")


def test_levels_are_those_of_the_rule_on_the_answers_that_are_kept(town):
    found = read_levels(keep(), now=NOW, by=town.sender)
    wanted = dsi_2021(FULL.said_items(), last_use=FULL.last_use)
    assert found.level == {str(one.area): str(one.level) for one in wanted.areas}
    assert (found.version, found.on) == ("DSI 2.0", (NOW - timedelta(days=5)).date())


def test_a_diagnosis_opens_with_its_code_and_the_yes_of_the_person_alone(town):
    with pytest.raises(DiagnosisUnknown):
        read_levels("7KX2-M9QD", now=NOW, by=town.sender)
    with pytest.raises(DiagnosisNotShown):
        read_levels(keep(may_show=False), now=NOW, by=town.sender)
    with pytest.raises(NoLevels):
        read_levels(keep(Everything(), once="six"), now=NOW, by=town.sender)
    # Over since yesterday, erased or not: the worker may be down.
    with pytest.raises(DiagnosisUnknown):
        read_levels(keep(once="over"), now=NOW + timedelta(days=200), by=town.sender)


@pytest.mark.row("LIA-01")
def test_read_then_sent_the_receiver_learns_the_levels_the_rule_and_the_day(town, sign_in):
    desk, code = sign_in(town.sender), keep()
    said = form(town.place) | {"bilan_code": code.lower(), "bilan_agreed": "on", "how": ""}
    page = desk.post(NEW, said | {"do": "read"})
    assert page.status_code == 200
    text = words(page)
    assert "Lu de son bilan gardé, du 18 novembre 2026 ; règle DSI 2.0." in text
    assert "Je veux imprimer un papier." in text
    assert code not in text
    # The rest of the form was not judged: it may still be empty.
    assert "à revoir" not in text
    assert not Sheet.objects.exists()
    sent = form(town.place) | {"bilan": hidden(page)}
    assert desk.post(NEW, sent).status_code == 302
    sheet = Sheet.objects.get()
    assert sheet.level["communication"] == "above_basic"
    assert (sheet.level_from, sheet.level_version) == ("diagnosis", "DSI 2.0")
    assert "level" in sheet.consents.get().scope
    receiver = words(sign_in(town.receiver).get(f"/pro/fiches/{sheet.pk}/"))
    assert "Lu de son bilan gardé, du 18 novembre 2026 ; règle DSI 2.0." in receiver
    assert "Échanger avec d’autres" in receiver
    # Somebody read it: once, and no answer of it is anywhere in the sheet.
    assert read_rows(code) == 1
    assert "IUEM" not in str(Sheet.objects.values().get())


def test_without_the_other_button_the_code_is_read_as_the_sheet_leaves(town, sign_in):
    said = form(town.place) | {"bilan_code": keep(), "bilan_agreed": "on"}
    assert sign_in(town.sender).post(NEW, said).status_code == 302
    assert Sheet.objects.get().level_from == "diagnosis"


def test_typed_by_hand_it_says_so_and_bears_no_version_of_a_rule(town, sign_in):
    desk = sign_in(town.sender)
    assert desk.post(NEW, form(town.place) | {"level_safety": "basic"}).status_code == 302
    sheet = Sheet.objects.get()
    assert (sheet.level_from, sheet.level_version) == ("said", "")
    receiver = words(sign_in(town.receiver).get(f"/pro/fiches/{sheet.pk}/"))
    assert "Dit par l’accompagnant, le 23 novembre 2026." in receiver
    assert "DSI" not in receiver
    from maillage.apps.liaison.queries.mydata import held_data

    assert (
        held_data(sheet)["d’où cela vient"].replace("\u00a0", " ")
        == "Dit par l’accompagnant, le 23 novembre 2026."
    )


@pytest.mark.parametrize("do", ["", "read"])
@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"bilan_agreed": ""}, "Sans son accord, le bilan n’est pas lu"),
        ({"bilan_code": "7KX2-M9QD"}, "n’ouvre aucun bilan"),
        ({"bilan_code": "7KX2"}, "huit signes"),
        ({"bilan_code": "alone"}, "a gardé ce bilan pour elle seule"),
        ({"bilan_code": "six"}, "ne dit rien domaine par domaine"),
    ],
)
def test_what_cannot_be_read_is_said_at_the_code_and_nothing_typed_is_lost(
    town, sign_in, wrong, says, do
):
    codes = {
        "alone": lambda: keep(may_show=False, once="alone"),
        "six": lambda: keep(Everything(short=ShortAnswers(motive="mail")), once="six"),
    }
    wrong = {name: codes.get(value, lambda value=value: value)() for name, value in wrong.items()}
    said = form(town.place) | {"bilan_code": keep(), "bilan_agreed": "on"} | wrong | {"do": do}
    answer = sign_in(town.sender).post(NEW, said)
    assert answer.status_code == 422
    assert says in words(answer)
    assert "Je veux imprimer un papier." in words(answer)
    assert not Sheet.objects.exists()


def test_a_diagnosis_or_ones_own_words_not_both(town, sign_in):
    said = form(town.place) | {"bilan_code": keep(), "bilan_agreed": "on", "level_safety": "basic"}
    answer = sign_in(town.sender).post(NEW, said)
    assert answer.status_code == 422
    assert "pas les deux" in words(answer)


def test_levels_that_were_read_are_of_one_form_and_nobody_writes_others(town, sign_in):
    found = read_levels(keep(), now=NOW, by=town.sender)
    text = sealed(found, once="un")
    assert unsealed(text, once="un") == found
    assert unsealed(text, once="deux") is None
    desk = sign_in(town.sender)
    for forged in (text[:-2], "x", "x" * 1_999, sealed(found, once="deux")):
        answer = desk.post(NEW, form(town.place) | {"bilan": forged})
        assert answer.status_code == 422
        assert "donnez le code encore" in words(answer)
    assert not Sheet.objects.exists()


def test_levels_that_were_read_are_left_out_when_the_person_prefers(town, sign_in):
    desk = sign_in(town.sender)
    said = form(town.place) | {"bilan_code": keep(), "bilan_agreed": "on"}
    page = desk.post(NEW, said | {"do": "read"})
    page = desk.post(NEW, form(town.place) | {"bilan": hidden(page), "do": "forget"})
    assert page.status_code == 200
    assert "Lu de son bilan" not in words(page)
    assert not hidden(page)


def test_who_tries_many_codes_waits_and_loses_nothing(town, sign_in):
    desk = sign_in(town.sender)
    said = form(town.place) | {"bilan_agreed": "on", "do": "read", "bilan_code": "7KX2-M9QD"}
    answers = [desk.post(NEW, said) for _ in range(21)]
    assert "Trop de codes" in words(answers[-1])
    assert "Je veux imprimer un papier." in words(answers[-1])
