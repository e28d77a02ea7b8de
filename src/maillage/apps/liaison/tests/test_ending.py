"""Reminders, expiry, the end of an agreement, a change of mind: each once, whoever runs them."""

from datetime import timedelta

import pytest

from maillage.apps.directory.tests.factories import AuditRow
from maillage.apps.liaison.actions.answers import Answer, answer
from maillage.apps.liaison.actions.ending import erase_due, expire, remind, withdraw
from maillage.apps.liaison.actions.sheets import Agreement
from maillage.apps.liaison.models import Face, Notice, Reading, Sending, Sheet, State
from maillage.apps.liaison.queries.codes import code_of, find_sheet, link_of, seen_mark
from maillage.apps.liaison.tests.factories import NOW, make_one_path, make_recipient

pytestmark = pytest.mark.django_db
SIGNED = Agreement(how="screen", signature="M1 1L2 2L30 30L40 40L50 50L60 60", days=10_000)


def days(n):
    """Return that many days after Monday."""
    return NOW + timedelta(days=n)


def is_empty(sheet):
    """Tell whether nothing of the person is left in a sheet."""
    row = Sheet.objects.get(pk=sheet.pk)
    kept = (row.need, row.name, row.phone, row.email, row.partner_reference, row.language,
            row.constraints, row.owned, row.level, row.level_on)  # fmt: skip
    return not any(kept) and row.erased_at is not None


def test_a_reminder_at_ten_days_then_at_twenty_then_the_end_at_thirty(town):
    sheet = town.send()
    told = []
    for day in (9, 10, 10, 15, 20, 29, 30):
        told.append(remind(now=days(day)))
    assert told == [0, 1, 0, 0, 1, 0, 0]
    assert expire(now=days(29)) == 0
    assert [expire(now=days(30)), expire(now=days(31))] == [1, 0]
    assert sheet.sendings.get().state == State.EXPIRED
    kinds = Notice.objects.order_by("pk").values_list("kind", "state")
    assert [kind for kind, _state in kinds] == ["new", "reminder", "reminder", "answer"]
    # What was not yet sent to the place has no object any more.
    assert {state for kind, state in kinds if kind == "reminder"} == {"dropped"}


def test_the_delays_are_those_of_the_options(town, settings):
    settings.SHEET_REMINDER_DAYS, settings.SHEET_EXPIRY_DAYS = 3, 5
    town.send()
    assert remind(now=days(3)) == 1
    assert expire(now=days(5)) == 1


def test_what_was_answered_is_neither_reminded_nor_ended(town):
    sending = town.send().sendings.get()
    answer(sending.pk, Answer(state=State.RECEIVED), seen=seen_mark(sending), face=Face.LINK,
           now=days(1))  # fmt: skip
    assert remind(now=days(12)) == expire(now=days(40)) == 0


def test_a_place_without_address_is_not_reminded_but_ends_too(town):
    town.send(place=make_recipient(courriels=[]))
    assert not Notice.objects.exists()
    assert remind(now=days(12)) == 0
    assert expire(now=days(31)) == 1


@pytest.mark.row("LIA-08")
def test_after_the_delay_the_sheet_holds_no_identity(town, settings):
    sheet = town.send(agreement=SIGNED, constraints=["calm"], language="ar", owned=["email"],
                      level={"safety": "basic"}, level_on=NOW.date(), level_version="DSI 2.0",
                      level_from="diagnosis", partner_reference="PLIE-12")  # fmt: skip
    sending = sheet.sendings.get()
    answer(sending.pk, Answer(state=State.SEEN, note="Sonnez."), seen=seen_mark(sending),
           face=Face.LINK, now=days(1))  # fmt: skip
    assert erase_due(now=days(730)) == 0
    assert [erase_due(now=days(731)), erase_due(now=days(732))] == [1, 0]
    assert is_empty(sheet)
    sending.refresh_from_db()
    assert (sending.note, sending.consent.signature, sending.outcome) == ("", "", "came")
    assert Sheet.objects.get().services


def test_the_end_of_the_agreement_erases_sooner(town):
    sheet = town.send(agreement=Agreement(how="spoken", days=90))
    assert erase_due(now=days(90)) == 0
    assert erase_due(now=days(91)) == 1
    assert is_empty(sheet)
    assert sheet.sendings.get().state == State.EXPIRED


def test_a_path_is_erased_on_its_day(town):
    path = make_one_path(template="isolement")
    assert erase_due(now=days(365)) == 0
    assert erase_due(now=days(366)) == 1
    path.refresh_from_db()
    assert (path.name, path.aim) == ("", "")
    assert path.steps.count() == 3


def test_changed_mind_everything_about_the_person_goes_at_once(town):
    sheet = town.send(agreement=SIGNED)
    withdraw(sheet.pk, face=Face.RESIDENT, now=days(1))
    withdraw(sheet.pk, face=Face.RESIDENT, now=days(2))
    assert is_empty(sheet)
    sending = sheet.sendings.get()
    assert sending.state == State.WITHDRAWN
    assert sending.consent.withdrawn_at == days(1)
    # The place learns nothing; who sent it does, and nothing that waited leaves.
    assert list(Notice.objects.order_by("pk").values_list("kind", "state")) == [
        ("new", "dropped"), ("answer", "waiting"),
    ]  # fmt: skip
    assert Reading.objects.get(what="erased").face == Face.RESIDENT
    assert find_sheet(code_of(sheet)).erased_at == days(1)


def test_withdrawn_the_link_opens_nothing(town, client):
    sheet = town.send()
    token = link_of(sheet.pk, 1)
    assert client.get(f"/fiche/reponse/{token}/").status_code == 200
    withdraw(sheet.pk, face=Face.RESIDENT, now=days(1))
    assert client.get(f"/fiche/reponse/{token}/").status_code == 410


def test_at_the_desk_the_journal_says_who_withdrew(town):
    sheet = town.send()
    withdraw(sheet.pk, face=Face.SENDER, now=days(1), by=town.sender)
    row = AuditRow.objects.get(action="withdraw_sheet")
    assert (row.by, row.subject_id, row.before, row.after) == (town.sender, sheet.reference, {}, {})


def test_the_worker_does_it_all(town, monkeypatch):
    from django.utils import timezone

    from maillage.apps.liaison import tasks

    sheet = town.send(agreement=Agreement(how="spoken", days=365))
    monkeypatch.setattr(timezone, "now", lambda: days(11))
    tasks.follow_time.call()
    tasks.send_due.call()
    monkeypatch.setattr(timezone, "now", lambda: days(31))
    tasks.follow_time.call()
    monkeypatch.setattr(timezone, "now", lambda: days(400))
    tasks.follow_time.call()
    assert is_empty(sheet)
    assert Sending.objects.get().n_reminders == 1
