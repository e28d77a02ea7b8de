"""The answer reaches its author through a real mail server, and its absence stops nothing."""

import email
import socket
import socketserver
import threading
from email.policy import default

import pytest

from maillage.apps.contributions.actions import accept, refuse
from maillage.apps.contributions.models import State
from maillage.apps.contributions.tests.factories import NOW, make_author, make_proposal

pytestmark = pytest.mark.django_db


class Receiver(socketserver.StreamRequestHandler):
    """Speak enough SMTP to take a letter in."""

    def handle(self):
        self._say("220 sink")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].upper()
            if verb == "DATA":
                self._say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.letters.append(b"".join(lines))
            elif verb == "RCPT":
                self.server.to.append(line)
            self._say("221 bye" if verb == "QUIT" else "250 ok")
            if verb == "QUIT":
                return

    def _say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def sink(settings):
    """A mail server of this machine, which keeps what it receives."""
    server = socketserver.TCPServer(("127.0.0.1", 0), Receiver)
    server.letters, server.to = [], []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def read(raw):
    return email.message_from_bytes(raw, policy=default)


def test_the_author_receives_the_answer_and_nothing_about_anybody_else(
    sink, keeper, django_capture_on_commit_callbacks
):
    proposal = make_proposal(by=make_author(email="camille@rouet.example"))
    with django_capture_on_commit_callbacks(execute=True):
        refuse(number=proposal.pk, reason="Déjà là.", by=keeper, now=NOW, link="https://a.example")
    [raw] = sink.letters
    letter = read(raw)
    body = letter.get_content()
    assert letter["To"] == "camille@rouet.example"
    assert letter.get_content_type() == "text/plain"
    assert "Aide aux démarches en ligne" in letter["Subject"]
    assert "Déjà là." in body
    assert "https://a.example" in body
    for private in (keeper.email, keeper.name, "Inès"):
        assert private not in body + str(letter["Subject"])
    assert sink.to == ["rcpt TO:<camille@rouet.example>"]


def test_a_title_with_a_line_end_is_one_line_of_subject(
    sink, keeper, django_capture_on_commit_callbacks
):
    offer = {"title": "Aide\r\nBcc: x@y.example", "contact_nom": "Accueil", "uses": ["procedures"]}
    proposal = make_proposal(values={"offer": offer})
    with django_capture_on_commit_callbacks(execute=True):
        accept(number=proposal.pk, by=keeper, now=NOW)
    assert "Bcc" not in read(sink.letters[0]).keys()  # noqa: SIM118
    assert len(sink.to) == 1


def test_a_mail_server_that_is_away_leaves_what_was_decided(
    settings, keeper, django_capture_on_commit_callbacks, caplog
):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = free.getsockname()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    proposal = make_proposal()
    with django_capture_on_commit_callbacks(execute=True):
        accept(number=proposal.pk, by=keeper, now=NOW)
    proposal.refresh_from_db()
    assert proposal.state == State.ACCEPTED
    assert "its author was not told" in caplog.text
    assert proposal.by.email not in caplog.text


def test_nobody_writes_to_an_account_that_is_closed(
    mailoutbox, keeper, django_capture_on_commit_callbacks
):
    proposal = make_proposal(by=make_author(is_active=False))
    with django_capture_on_commit_callbacks(execute=True):
        refuse(number=proposal.pk, reason="Non.", by=keeper, now=NOW)
    assert not mailoutbox
