"""What the database refuses, whoever writes: the same on SQLite and PostgreSQL."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from maillage.apps.liaison.actions.ending import withdraw
from maillage.apps.liaison.models import (
    Consent,
    Face,
    Notice,
    Path,
    PathStep,
    Reading,
    RightOutcome,
    Sending,
    Sheet,
    Step,
)
from maillage.apps.liaison.tests.factories import NOW, make_one_path, make_recipient

pytestmark = pytest.mark.django_db


def refused(write):
    """Tell whether the database refuses a write."""
    try:
        with transaction.atomic():
            write()
    except DatabaseError:
        return True
    return False


def another_sending(sheet, consent, **fields):
    """Return a sending written past the actions."""
    sending = sheet.sendings.get()
    said = {
        "sheet": sheet, "consent": consent, "number": 2, "place": sending.place, "via": "hand",
        "link_digest": "l" * 64, "answer_digest": "a" * 64, "sent_at": NOW, "state_at": NOW,
    }  # fmt: skip
    return lambda: Sending.objects.create(**said | fields)


def another_consent(sheet, **fields):
    """Return an agreement written past the actions."""
    first = sheet.consents.order_by("pk").first()
    said = {
        "sheet": sheet, "place": first.place, "scope": ["need"], "given_at": NOW,
        "until": NOW.date(), "how": "spoken", "recorded_by": first.recorded_by,
    }  # fmt: skip
    return Consent.objects.create(**said | fields)


@pytest.fixture
def sheet(town):
    return town.send()


@pytest.mark.row("LIA-08")
@pytest.mark.parametrize("what", ["withdrawn", "over", "other place", "other sheet", "erased"])
def test_no_sending_without_an_agreement_that_holds_for_this_place(town, sheet, what):
    Sending.objects.filter(sheet=sheet).update(state="expired")
    fields = {
        "withdrawn": {"withdrawn_at": NOW},
        "over": {"until": NOW.date() - timedelta(days=1)},
        "other place": {"place": make_recipient()},
        "other sheet": {},
        "erased": {"erased_at": NOW},
    }[what]
    of = town.send() if what == "other sheet" else sheet
    assert refused(another_sending(sheet, another_consent(of, **fields)))
    assert not refused(another_sending(sheet, another_consent(sheet)))


def test_a_sheet_is_at_one_place_at_a_time(sheet):
    assert refused(another_sending(sheet, another_consent(sheet)))
    assert refused(another_sending(sheet, another_consent(sheet), number=1, state="expired"))


@pytest.mark.parametrize("state", ["expired", "withdrawn", "refused", "done"])
def test_what_is_ended_does_not_begin_again(sheet, state):
    more = {"refused": {"refusal": "full"}, "done": {"outcome": "came"}}.get(state, {})
    row = Sending.objects.filter(sheet=sheet)
    row.update(state=state, first_answer_at=NOW, **more)
    assert refused(lambda: row.update(state="sent", refusal="", outcome=""))
    assert not refused(lambda: row.update(note=""))


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "perhaps"}, {"state": "refused", "first_answer_at": NOW},
        {"refusal": "full"}, {"state": "appointment", "first_answer_at": NOW},
        {"state": "done", "first_answer_at": NOW},
        {"state": "redirected", "first_answer_at": NOW}, {"outcome": "redirected"},
        {"state": "seen"}, {"via": "pigeon"}, {"outcome": "happy"},
    ],
)  # fmt: skip
def test_a_sending_is_whole(sheet, wrong):
    assert refused(lambda: Sending.objects.filter(sheet=sheet).update(**wrong))


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "a@b.example"}, {"phone": ""}, {"channel": "prescriber"}, {"channel": "email"},
        {"channel": "pigeon"}, {"services": []}, {"level": {"safety": "basic"}},
        {"erased_at": NOW}, {"code_digest": ""}, {"level_from": "said"}, {"level_version": "x"},
        {"level": {"safety": "basic"}, "level_on": NOW.date()},
        {"level": {"safety": "basic"}, "level_on": NOW.date(), "level_from": "diagnosis"},
        {"level": {"safety": "basic"}, "level_on": NOW.date(), "level_from": "said",
         "level_version": "DSI 2.0"},
    ],
)  # fmt: skip
def test_a_sheet_has_one_channel_and_is_erased_whole(sheet, wrong):
    assert refused(lambda: Sheet.objects.filter(pk=sheet.pk).update(**wrong))


@pytest.mark.parametrize(
    "wrong",
    [
        {"how": "assumed"}, {"scope": []}, {"how": "screen"}, {"signature": "M1 1L2 2"},
        {"recorded_by": None}, {"withdrawn_at": NOW - timedelta(days=1)},
    ],
)  # fmt: skip
def test_an_agreement_says_what_how_and_who_heard_it(sheet, wrong):
    assert refused(lambda: Consent.objects.filter(sheet=sheet).update(**wrong))


def test_an_agreement_is_never_extended_nor_given_again(sheet):
    rows = Consent.objects.filter(sheet=sheet)
    longer = rows.get().until + timedelta(days=1)
    assert refused(lambda: rows.update(until=longer))
    assert refused(lambda: rows.update(scope=["need", "name", "phone", "level"]))
    rows.update(withdrawn_at=NOW)
    assert refused(lambda: rows.update(withdrawn_at=None))


@pytest.mark.row("GOV-01")
def test_steps_and_readings_are_never_changed_nor_deleted(sheet):
    Reading.objects.create(sheet=sheet, at=NOW, face=Face.LINK, what="opened")
    for rows in (Step.objects.all(), Reading.objects.all()):
        assert refused(lambda rows=rows: rows.update(at=NOW + timedelta(days=1)))
        assert refused(rows.delete)


def test_a_right_is_noted_once_and_known(sheet):
    sending = sheet.sendings.get()
    said = {"sending": sending, "right": "tax", "result": "opened", "noted_at": NOW}
    RightOutcome.objects.create(**said)
    assert refused(lambda: RightOutcome.objects.create(**said))
    assert refused(lambda: RightOutcome.objects.create(**said | {"right": "secret"}))
    assert refused(lambda: RightOutcome.objects.filter(sending=sending).update(result="maybe"))


def test_a_notice_is_told_once_by_a_machine(sheet):
    notice = Notice.objects.get()
    again = {"sending": notice.sending, "kind": notice.kind, "about": notice.about, "due_at": NOW}
    assert refused(lambda: Notice.objects.create(**again))
    assert refused(lambda: Notice.objects.update(channel="call"))
    assert refused(lambda: Notice.objects.update(kind="gossip"))


def test_a_path_is_agreed_numbered_once_and_erased_whole(town):
    path = make_one_path(template="illettrisme")
    assert refused(lambda: Path.objects.filter(pk=path.pk).update(agreed=False))
    assert refused(lambda: Path.objects.filter(pk=path.pk).update(erased_at=NOW))
    assert refused(lambda: PathStep.objects.create(path=path, number=1, title="Encore"))
    assert refused(lambda: PathStep.objects.filter(path=path).update(title=""))


@pytest.mark.row("LIA-08")
def test_the_base_holds_no_word_about_the_person_in_clear(sheet):
    with connection.cursor() as cursor:
        cursor.execute("SELECT need, name, phone, email FROM liaison_sheet")
        row = cursor.fetchone()
    assert "Nour" not in str(row)
    assert "639980012" not in str(row)
    assert row[3] == ""
    assert Sheet.objects.get(pk=sheet.pk).name == "Nour"


def test_withdrawn_it_leaves_no_more(sheet):
    withdraw(sheet.pk, face=Face.RESIDENT, now=NOW)
    assert refused(another_sending(sheet, sheet.consents.get()))
