"""A NUL in what names a place or a session is 404 on both databases: it was 500 on PostgreSQL."""

import pytest
from django.test import Client
from django.urls import reverse

from maillage.apps.agenda.actions.booking import Person, book_session
from maillage.apps.agenda.tests.factories import NOW, make_session
from maillage.apps.agenda.tests.test_counter import series_of

pytestmark = pytest.mark.django_db
NUL = "a\x00b"


def test_a_nul_names_no_place(house):
    motive = house.motive.pk
    for route, words in (
        ("choose", []),
        ("motives", [house.motive.mediation]),
        ("times", [motive]),
        ("frame", []),
    ):
        address = reverse(f"agenda:{route}", args=words)
        assert Client().get(address, {"lieu": NUL}).status_code == 404, route


def test_a_nul_names_no_session(house):
    proposed = reverse("agenda:setup_new_series")
    assert house.desk.get(proposed, {"moment": NUL}).status_code == 404
    session = make_session(series_of(house, seats=3))
    made = book_session(session=session, person=Person(), channel="counter", now=NOW)
    move = reverse("agenda:desk_move", args=[made.booking.pk])
    assert house.desk.post(move, {"vers": NUL}).status_code == 404
