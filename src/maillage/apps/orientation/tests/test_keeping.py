"""What is kept, because the person asked: an agreement, a code, and nothing once it ends."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.http import QueryDict

from maillage.apps.agenda.tests.breaking import held, update
from maillage.apps.directory.queries import audit_rows
from maillage.apps.directory.tests.factories import NOW, Zone, make_place, make_user
from maillage.apps.orientation.actions.keeping import (
    change_agreement,
    keep_diagnosis,
    note_reading,
    purge,
    withdraw,
)
from maillage.apps.orientation.errors import DiagnosisNotShown, DiagnosisUnknown
from maillage.apps.orientation.forms.answers import carried, read_everything
from maillage.apps.orientation.models import Diagnosis
from maillage.apps.orientation.queries.answers import (
    Benefit,
    Everything,
    Practice,
    ShortAnswers,
)
from maillage.apps.orientation.queries.kept import find_kept, get_kept, get_shown, subject_of
from maillage.apps.orientation.tasks import purge as purge_task
from maillage.core.skills import Answer, LastUse, Obstacle, Use

pytestmark = pytest.mark.django_db
ANSWERS = Everything(
    short=ShortAnswers(
        motive="ecole",
        obstacles=frozenset({Obstacle.MONEY, Obstacle.LANGUAGE}),
        uses={Use.MOBILE: Answer.YES, Use.OFFICE: Answer.NO},
        wishes=frozenset({Use.OFFICE}),
        language="ar",
        zone="la-filature",
        benefits=frozenset({Benefit.TIME}),
        practices=frozenset({Practice.TRAVEL}),
        recourse="library",
    ),
    items={"IUEM": Answer.YES, "IUBK": Answer.WITH_HELP, "CPRG2": Answer.NO},
    last_use=LastUse.THREE_MONTHS,
    full=True,
)


@pytest.fixture(autouse=True)
def _quarter():
    zone = Zone.objects.create(kind="quarter", code="f", nom="La Filature", slug="la-filature")
    make_place(quarter_zone=zone)


def keep(answers=ANSWERS, once="a form", **said):
    return keep_diagnosis(answers, **{"once": once, "months": 6, "now": NOW, **said})


def soup(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def text(answer):
    return soup(answer).get_text()


def test_what_is_kept_comes_back_whole_with_its_versions_and_its_agreement():
    found = get_kept(keep(may_show=True))
    assert found.answers == ANSWERS
    assert (found.items_version, found.rules_version) == ("fr-1", "DSI 2.0")
    consent = found.consent
    assert (consent.may_show, consent.may_count) == (True, False)
    assert (consent.since, consent.until) == (NOW.date(), date(2027, 3, 15))


def test_short_answers_alone_say_the_version_of_their_rule():
    found = get_kept(keep(Everything(short=ShortAnswers(motive="mail"))))
    assert found.rules_version == "Repérage 1"
    assert not found.answers.full


def test_the_base_keeps_neither_the_code_nor_a_level():
    code = keep()
    row = Diagnosis.objects.get()
    kept = " ".join(str(value) for value in vars(row).values())
    assert code not in kept
    assert "I_DSK2" not in kept
    assert "basic" not in kept


def test_a_form_sent_twice_is_kept_once():
    assert keep() == keep()
    assert Diagnosis.objects.count() == 1
    assert keep(once="another form") != keep()


def test_a_code_is_read_however_it_is_typed():
    code = keep()
    assert find_kept(f" {code.lower().replace('-', ' ')} ") is not None
    assert find_kept("0000-0000") is None


@pytest.mark.parametrize("typed", ["Mme Petit, 3 rue du Rouet", "a\x00b", "x" * 80])
def test_a_quarter_that_is_none_is_not_kept_with_the_answers(typed):
    found = get_kept(keep(Everything(short=ShortAnswers(motive="mail", zone=typed))))
    assert found.answers.short == ShortAnswers(motive="mail")


def test_after_its_last_day_a_code_opens_nothing_even_before_it_is_erased():
    code = keep(months=1)
    last = get_kept(code).consent.until
    assert find_kept(code, today=last) is not None
    assert find_kept(code, today=last + timedelta(days=1)) is None
    assert Diagnosis.objects.exists()


def test_a_page_opens_nothing_that_is_over(client):
    agreed = sent(faire="garder", months="1", once="y")
    code = soup(client.post("/orientation/garder/", agreed)).select_one(".code").get_text()
    assert "Ce code n’ouvre rien" not in text(
        client.post("/orientation/mon-bilan/", {"code": code})
    )
    Diagnosis.objects.update(agreed_on=date(2020, 1, 1), keep_until=date(2020, 2, 1))
    assert "Ce code n’ouvre rien" in text(client.post("/orientation/mon-bilan/", {"code": code}))
    changed = client.post("/orientation/mon-bilan/changer/", {"code": code, "faire": "copier"})
    assert changed.status_code == 404


def test_a_quarter_is_kept_as_its_code():
    found = get_kept(keep(Everything(short=ShortAnswers(zone="la filature"))))
    assert found.answers.short.zone == "la-filature"


def test_what_was_erased_is_not_kept_again_by_the_form_sent_again(client):
    agreed = sent(faire="garder", months="6", once="x", may_show="on")
    code = soup(client.post("/orientation/garder/", agreed)).select_one(".code").get_text()
    withdraw(code, now=NOW)
    again = client.post("/orientation/garder/", agreed)
    assert again.status_code == 410
    assert "il n’est pas gardé de nouveau" in again.content.decode()
    assert Diagnosis.objects.get().answers == {}
    # What is left of it opens nothing, and goes with the row.
    assert find_kept(code) is None
    purge(today=date(2028, 1, 1))
    assert not Diagnosis.objects.exists()


def test_a_number_of_months_that_nobody_is_asked_is_refused():
    with pytest.raises(ValueError, match="24 months"):
        keep(months=24)


def test_withdrawn_nothing_is_left_and_the_code_opens_nothing():
    code = keep(may_show=True, may_count=True)
    withdraw(code, now=NOW)
    row = Diagnosis.objects.get()
    assert (row.answers, row.items, row.code_digest, row.last_use) == ({}, {}, None, "")
    assert not row.may_show
    assert not row.may_count
    assert find_kept(code) is None
    for again in (lambda: withdraw(code, now=NOW), lambda: get_kept(code)):
        with pytest.raises(DiagnosisUnknown):
            again()


def test_an_agreement_is_made_smaller_or_larger_by_the_code_alone():
    code = keep()
    with pytest.raises(DiagnosisNotShown):
        get_shown(code)
    change_agreement(code, may_show=True, may_count=False)
    assert get_shown(code).answers == ANSWERS
    change_agreement(code, may_show=False, may_count=True)
    with pytest.raises(DiagnosisNotShown):
        get_shown(code)
    with pytest.raises(DiagnosisUnknown):
        change_agreement("0000-0000", may_show=True, may_count=True)


def test_it_is_erased_on_the_day_after_its_last(settings):
    code = keep(months=1)
    last = get_kept(code).consent.until
    assert purge(today=last) == 0
    assert purge(today=last + timedelta(days=1)) == 1
    assert not Diagnosis.objects.exists()
    keep(months=1)
    Diagnosis.objects.update(agreed_on=date(2020, 1, 1), keep_until=date(2020, 2, 1))
    purge_task.func()
    assert not Diagnosis.objects.exists()


def test_who_typed_or_read_is_in_the_journal_and_never_what():
    by = make_user()
    code = keep(how="paper", by=by)
    note_reading(get_kept(code).number, by=by, now=NOW)
    rows = audit_rows("diagnosis", subject_of(get_kept(code).number))
    assert sorted(row.action for row in rows) == ["keep_diagnosis", "read_diagnosis"]
    text = " ".join(f"{row.before} {row.after} {row.subject_id}" for row in rows)
    for word in ("ecole", "IUEM", code, "money"):
        assert word not in text
    with pytest.raises(DiagnosisUnknown):
        note_reading(0, by=by, now=NOW)


# ---------------------------------------------------------------- the database holds it


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("diagnosis_withdrawn_whole", {"withdrawn_at": NOW}),
        ("diagnosis_withdrawn_whole", {"withdrawn_at": NOW, "code_digest": None}),
        ("diagnosis_withdrawn_whole", {"code_digest": None}),
        ("diagnosis_agreed_known", {"agreed_how": "tacit"}),
        ("diagnosis_noted_by_somebody", {"agreed_how": "paper"}),
        ("diagnosis_says_its_versions", {"items_version": ""}),
        ("diagnosis_says_its_versions", {"rules_version": ""}),
        ("diagnosis_ends_after", {"keep_until": NOW.date()}),
    ],
)
def test_the_database_refuses(rule, values):
    keep()
    held(rule, update(Diagnosis.objects.get(), **values))


def test_an_agreement_on_screen_is_nobody_elses():
    keep()
    held("diagnosis_noted_by_somebody", update(Diagnosis.objects.get(), noted_by=make_user()))


def test_two_diagnoses_never_share_a_code():
    keep()
    row = Diagnosis.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


# ---------------------------------------------------------------- the pages


def sent(answers=ANSWERS, **more):
    fields = {}
    for name, value in carried(answers):
        fields.setdefault(name, []).append(value)
    return {**fields, **more}


def test_answers_travel_from_page_to_page_without_a_loss():
    query = QueryDict(mutable=True)
    for name, value in carried(ANSWERS):
        query.appendlist(name, value)
    assert read_everything(query) == ANSWERS


def test_one_agrees_first_then_the_code_is_shown(client):
    page = soup(client.post("/orientation/garder/", sent()))
    assert not Diagnosis.objects.exists()
    assert not page.select("[name=may_show][checked], [name=may_count][checked]")
    once = page.select_one("[name=once]")["value"]
    agreed = sent(faire="garder", months="6", once=once, may_show="on")
    done = soup(client.post("/orientation/garder/", agreed))
    code = done.select_one(".code").get_text()
    assert get_kept(code).answers == ANSWERS
    again = soup(client.post("/orientation/garder/", agreed))
    assert again.select_one(".code").get_text() == code
    assert Diagnosis.objects.count() == 1


def test_without_a_duration_nothing_is_kept_and_the_page_says_so(client):
    page = soup(client.post("/orientation/garder/", sent(faire="garder", once="x")))
    assert "Choisissez une durée" in page.get_text()
    assert not Diagnosis.objects.exists()


def test_one_finds_shows_changes_and_erases_with_the_code(client):
    code = keep()
    page = soup(client.post("/orientation/mon-bilan/", {"code": code.lower()}))
    assert page.select_one(".code").get_text() == code
    back = page.select_one("form[action='/orientation/bilan/']")
    fields = {f["name"]: f["value"] for f in back.select("input[type=hidden]")}
    assert (
        "Lire ou envoyer un e-mail" in client.post("/orientation/bilan/", fields).content.decode()
    )
    change = "/orientation/mon-bilan/changer/"
    page = soup(client.post(change, {"code": code, "faire": "changer", "may_count": "on"}))
    assert "C’est changé" in page.get_text()
    assert get_kept(code).consent.may_count
    page = soup(client.post(change, {"code": code, "faire": "demander"}))
    assert "On ne pourra pas les retrouver" in page.get_text()
    assert Diagnosis.objects.get().withdrawn_at is None
    page = soup(client.post(change, {"code": code, "faire": "effacer"}))
    assert "Il ne reste rien" in page.get_text()
    assert find_kept(code) is None
    assert (
        "Ce code n’ouvre rien"
        in client.post("/orientation/mon-bilan/", {"code": code}).content.decode()
    )


def test_a_code_that_is_not_one_is_said_in_words(client):
    for address in ("/orientation/mon-bilan/", "/orientation/mon-bilan/changer/"):
        page = soup(client.post(address, {"code": "AB12"}))
        assert "Nous lisons 4 signes, il en faut 8" in page.get_text()
    assert client.post("/orientation/mon-bilan/changer/", {"code": "0000-0000"}).status_code == 404


def test_codes_are_not_tried_for_ever(client):
    answers = [
        client.post("/orientation/mon-bilan/", {"code": f"0000-00{n:02}"}) for n in range(22)
    ]
    assert [answer.status_code for answer in answers[-2:]] == [429, 429]


def test_one_takes_a_copy_of_all_that_is_held_then_erases_it(client):
    code = keep(may_count=True)
    change = "/orientation/mon-bilan/changer/"
    copy = client.post(change, {"code": code, "faire": "copier"})
    assert "mon-bilan.json" in copy["Content-Disposition"]
    held_of_me = copy.json()
    assert held_of_me["activités"]["Lire ou envoyer un e-mail"] == "yes"
    assert held_of_me["réponses"]["motive"] == "ecole"
    assert held_of_me["accord"]["compter avec d’autres"] is True
    assert code not in copy.content.decode()
    client.post(change, {"code": code, "faire": "effacer"})
    assert client.post(change, {"code": code, "faire": "copier"}).status_code == 404
