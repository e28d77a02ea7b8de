"""One letter handed to the mail server: what became of it is one of the answers of `sms.Answer`."""

import logging
from collections.abc import Mapping
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any

from django.core.mail import EmailMessage, get_connection

from maillage.apps.agenda.actions.sms import Answer

log = logging.getLogger(__name__)


def send_mail(to: str, subject: str, body: str, *, headers: Mapping[str, str]) -> Answer:
    """Hand over one letter; nothing of it is written in a log.

    Only the answers that are sure that it did not leave let it be sent again: a server that cuts
    in the middle may have taken it (UNSURE).
    """
    connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException):
        return Answer.AWAY
    try:
        EmailMessage(subject, body, to=[to], headers=dict(headers), connection=connection).send()
    except SMTPRecipientsRefused as error:
        return _refusal(max(code for code, _words in error.recipients.values()))
    except SMTPDataError as error:
        return _refusal(error.smtp_code)
    except SMTPSenderRefused:
        return Answer.AWAY  # our own address is refused: no other would leave either
    except (OSError, SMTPException):
        return Answer.UNSURE
    finally:
        _close(connection)
    return Answer.SENT


def _refusal(status: int) -> Answer:
    return Answer.REFUSED if status >= 500 else Answer.LATER


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (OSError, SMTPException):
        log.info("the mail server left first")
