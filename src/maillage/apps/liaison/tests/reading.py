"""What tests of pages share: the words of an answer, a form of a new sheet, a link."""

import re

from maillage.apps.liaison.queries.codes import link_of
from maillage.apps.liaison.tests.factories import PROCEDURES


def words(answer):
    """Return the text of a page, spaces made plain."""
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("&#x27;", "’"))


def form(place, **fields):
    """Return what the form of a new sheet sends."""
    said = {
        "lieu": place.public_id, "services": [PROCEDURES], "need": "Je veux imprimer un papier.",
        "channel": "call", "phone": "06 39 98 00 12", "how": "spoken", "days": "90",
        "name": "Nour", "once": "un",
    }  # fmt: skip
    return {name: value for name, value in (said | fields).items() if value != ""}


def link(sheet, number=1):
    """Return the address of the link of an e-mail."""
    return f"/fiche/reponse/{link_of(sheet.pk, number)}/"
