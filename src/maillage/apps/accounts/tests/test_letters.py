"""A mail server that is slow, or down, does not tell which addresses have an account."""

import threading

import pytest
from django.core.cache import cache
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client

from maillage.apps.accounts.models import User

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "coordination@clairmaille.example", "inconnue@clairmaille.example"
HERE = "maillage.apps.accounts.tests.test_letters"
PAGES = ["/compte/code/", "/compte/mot-de-passe/"]


class Slow(BaseEmailBackend):
    """A mail server that answers nothing before it is told to."""

    may_answer = threading.Event()
    sent: list[str] = []

    def send_messages(self, messages):
        assert self.may_answer.wait(30)
        self.sent.extend(message.subject for message in messages)
        return len(messages)


class Down(BaseEmailBackend):
    """A mail server that is not there."""

    def send_messages(self, messages):
        raise ConnectionRefusedError("somebody@clairmaille.example")


@pytest.fixture(autouse=True)
def coordinator():
    cache.clear()
    Slow.may_answer.clear()
    Slow.sent.clear()
    return User.objects.create_user(KNOWN, "quatre mots sans suite", verified=True)


def letters():
    return [thread for thread in threading.enumerate() if thread.name == "letter"]


def finished():
    for thread in letters():
        thread.join(30)


@pytest.mark.parametrize("page", PAGES)
def test_the_page_answers_before_the_letter_has_left(settings, page):
    settings.EMAIL_BACKEND = f"{HERE}.Slow"
    answer = Client().post(page, {"email": KNOWN})
    assert answer.status_code == 302
    assert (len(letters()), Slow.sent) == (1, [])
    Slow.may_answer.set()
    finished()
    assert len(Slow.sent) == 1


@pytest.mark.parametrize("page", PAGES)
def test_a_mail_server_that_is_down_answers_the_same_for_both(settings, page, caplog):
    settings.EMAIL_BACKEND = f"{HERE}.Down"
    answers = [Client().post(page, {"email": email}) for email in (KNOWN, UNKNOWN)]
    finished()
    assert [(one.status_code, one["Location"]) for one in answers] == [
        (302, answers[0]["Location"])
    ] * 2
    assert "a letter did not leave: ConnectionRefusedError" in caplog.text
    assert "somebody@" not in caplog.text
