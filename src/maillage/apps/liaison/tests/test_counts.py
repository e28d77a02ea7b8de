"""The same number of questions to the base for one line or for many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maillage.apps.directory.tests.factories import make_organisation
from maillage.apps.liaison.queries.recipients import find_recipients
from maillage.apps.liaison.tests.factories import NOW, PROCEDURES, make_one_path, make_recipient

pytestmark = pytest.mark.django_db


def asked(work):
    """Return how many questions a piece of work asks of the base."""
    with CaptureQueriesContext(connection) as seen:
        work()
    return len(seen)


@pytest.mark.parametrize("page", ["/pro/fiches/", "/pro/fiches/?terminees=1", "/pro/"])
def test_a_list_of_sheets_asks_the_same_for_one_and_for_eight(town, sign_in, page):
    town.send()
    desks = [sign_in(town.sender), sign_in(town.receiver)]
    for desk in desks:
        desk.get(page)
    before = [asked(lambda d=d: d.get(page)) for d in desks]
    for _ in range(7):
        town.send()
    assert [asked(lambda d=d: d.get(page)) for d in desks] == before


def test_places_to_choose_ask_the_same_for_one_and_for_eight(town):
    def look():
        return find_recipients("Maison", service=PROCEDURES, now=NOW)

    make_recipient(organisation=make_organisation(missions="Une"))
    look()
    before, first = asked(look), len(look())
    for _ in range(6):
        make_recipient(organisation=make_organisation(missions="Une autre"))
    look()
    assert asked(look) == before
    assert len(look()) == first + 6


def test_paths_ask_the_same_for_one_and_for_many_steps(town, sign_in):
    house = {"by": town.sender, "organisation": town.sender_house}
    short, long = make_one_path(**house), make_one_path(template="illettrisme", **house)
    desk = sign_in(town.sender)
    urls = [f"/pro/parcours/{one.pk}/papier/" for one in (short, long)]
    for url in urls:
        desk.get(url)
    assert asked(lambda: desk.get(urls[0])) == asked(lambda: desk.get(urls[1]))
