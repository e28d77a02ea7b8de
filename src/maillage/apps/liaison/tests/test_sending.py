"""What is told leaves once: taken before, noted after; cut between, a person is asked to call."""

from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from maillage.apps.liaison.actions.answers import Answer, answer
from maillage.apps.liaison.actions.sending import send_due
from maillage.apps.liaison.models import Face, Notice, State
from maillage.apps.liaison.queries.codes import seen_mark
from maillage.apps.liaison.tests.factories import NOW
from maillage.apps.liaison.tests.reading import words

pytestmark = pytest.mark.django_db


def at(days=0, minutes=0):
    """Return a clock that stands still."""
    return lambda: NOW + timedelta(days=days, minutes=minutes)


def fails(monkeypatch, error):
    """Let the mail server answer with an error."""

    def refuse(self, messages):
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)


def test_each_notice_leaves_once(town):
    town.send()
    assert send_due(clock=at()).n_sent == 1
    assert send_due(clock=at()).n_sent == 0
    (letter,) = mail.outbox
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "/fiche/reponse/" in letter.body
    assert "sans compte" in letter.body


def test_a_sheet_that_was_answered_meanwhile_is_not_announced(town):
    sending = town.send().sendings.get()
    answer(sending.pk, Answer(state=State.SEEN), seen=seen_mark(sending), face=Face.ANSWER_CODE,
           now=NOW)  # fmt: skip
    send_due(clock=at())
    assert [letter.to for letter in mail.outbox] == [[town.sender.email]]


def test_a_person_who_chose_sms_is_told_by_sms(town, settings, capsys):
    settings.SMS = "console"
    sheet = town.send(channel="sms")
    sending = sheet.sendings.get()
    later = NOW + timedelta(days=2)
    answer(sending.pk, Answer(state=State.APPOINTMENT, appointment_at=later),
           seen=seen_mark(sending), face=Face.LINK, now=NOW)  # fmt: skip
    send_due(clock=at())
    text = capsys.readouterr().out
    assert "+33639980012" in text
    assert f"fiche {sheet.reference}" in text
    assert "Nour" not in text
    assert "Rendez-vous mercredi 25 novembre 2026 à 8 h" in text.replace("\u00a0", " ")


def test_without_sms_somebody_is_asked_to_call(town, settings, sign_in):
    settings.SMS = ""
    sheet = town.send(channel="sms")
    sending = sheet.sendings.get()
    answer(sending.pk, Answer(state=State.SEEN), seen=seen_mark(sending), face=Face.LINK, now=NOW)
    assert send_due(clock=at()).n_failed == 1
    assert "appelez-la" in words(sign_in(town.sender).get(f"/pro/fiches/{sheet.pk}/"))


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (SMTPRecipientsRefused({"a@b.example": (550, b"no")}), "failed"),
        (SMTPRecipientsRefused({"a@b.example": (450, b"later")}), "waiting"),
        (SMTPDataError(451, b"later"), "waiting"),
        (SMTPDataError(554, b"spam"), "failed"),
        (OSError("cut"), "failed"),
    ],
)
def test_what_the_server_answers_is_noted(town, monkeypatch, sign_in, error, state):
    sheet = town.send()
    fails(monkeypatch, error)
    send_due(clock=at())
    assert Notice.objects.get().state == state
    page = words(sign_in(town.sender).get(f"/pro/fiches/{sheet.pk}/"))
    assert ("n’est peut-être pas parti" in page) == (state == "failed")


def test_later_is_tried_again_some_times_then_a_person_calls(town, monkeypatch):
    town.send()
    fails(monkeypatch, SMTPDataError(451, b"later"))
    for day in range(6):
        send_due(clock=at(days=day))
    notice = Notice.objects.get()
    assert (notice.state, notice.n_tries) == ("failed", 5)


def test_cut_while_it_leaves_it_is_not_sent_again(town, monkeypatch):
    town.send()

    def killed(self, messages):
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(EmailBackend, "send_messages", killed)
        with pytest.raises(KeyboardInterrupt):
            send_due(clock=at())
    assert Notice.objects.get().state == "sending"
    send_due(clock=at(minutes=6))
    assert Notice.objects.get().state == "failed"
    assert mail.outbox == []


def test_without_a_mail_server_the_page_says_to_call(town, settings, sign_in):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    sheet = town.send()
    send_due(clock=at())
    assert "appelez le lieu" in words(sign_in(town.sender).get(f"/pro/fiches/{sheet.pk}/"))


def test_a_letter_to_a_place_that_lost_its_address_is_dropped(town):
    town.send()
    town.place.courriels = []
    town.place.save()
    assert send_due(clock=at()).n_sent == 0
    assert Notice.objects.get().state == "dropped"


def test_a_site_that_does_not_know_its_address_sends_no_link(town, settings, sign_in):
    settings.SITE_URL = ""
    sheet = town.send()
    assert send_due(clock=at()).n_failed == 1
    assert mail.outbox == []
    assert "appelez le lieu" in words(sign_in(town.sender).get(f"/pro/fiches/{sheet.pk}/"))


def test_a_link_that_expired_says_why(town, client):
    from maillage.apps.liaison.actions.ending import expire
    from maillage.apps.liaison.tests.reading import link

    sheet = town.send()
    expire(now=NOW + timedelta(days=31))
    answer = client.get(link(sheet))
    assert answer.status_code == 410
    assert "trop longtemps sans réponse" in words(answer)


def test_what_waits_again_after_an_answer_has_no_object(town):
    sending = town.send().sendings.get()
    answer(sending.pk, Answer(state=State.RECEIVED), seen=seen_mark(sending), face=Face.LINK,
           now=NOW)  # fmt: skip
    Notice.objects.filter(kind="new").update(state="waiting")
    assert send_due(clock=at()).n_sent == 0
    assert Notice.objects.get(kind="new").state == "dropped"
