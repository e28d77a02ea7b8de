"""What a resident does, for tests: open a form, send it, read the code."""

import re
from datetime import timedelta

from maillage.apps.agenda.queries.free import free_times
from maillage.apps.agenda.tests.factories import NOW, TODAY

MINE = "/mon-rendez-vous/"
CODE = re.compile(r'<p class="code[^"]*">([0-9A-Z]{4}-[0-9A-Z]{4})</p>')


class Clock:
    """What time it is for the pages."""

    at = NOW

    def later(self, **more):
        self.at += timedelta(**more)


def words(answer):
    return answer.content.decode().replace("\u00a0", " ")


def keys(row, n=2):
    found = free_times(row.motives.get(), start=TODAY, end=TODAY + timedelta(days=9), now=NOW)
    return [time.key for time in found[:n]]


def once(page):
    return re.search(r'name="once" value="(\w+)"', page)[1]


def draw(client, address):
    """Open a form; return what it draws once."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return once(words(answer))


def book(client, row, *, key="", **said):
    """Fill in the form of an appointment; return the answer of the post."""
    motive, key = row.motives.get(), key or keys(row)[0]
    address = f"/rendez-vous/{motive.pk}/vous/"
    drawn = draw(client, f"{address}?heure={key}")
    return client.post(address, {"heure": key, "once": drawn, "contact": "paper"} | said)


def code_of(client):
    return CODE.search(words(client.get(f"{MINE}c-est-note/")))[1]


def reserve(client, session, **said):
    """Send the form of a session as it is shown, with what a person types."""
    address = f"/agenda/seance/{session.public_id}/reserver/"
    page = words(client.get(address))
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert "once" in hidden
    return client.post(address, {"contact": "paper"} | hidden | said)
