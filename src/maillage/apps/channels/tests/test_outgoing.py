"""The communication plan: what goes out this month, to whom and by which channel."""

import csv
import io
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from maillage.apps.channels.actions.outgoing import mark_out, plan_message
from maillage.apps.channels.errors import MessageUnknown
from maillage.apps.channels.models import PlannedMessage
from maillage.apps.channels.queries.outgoing import month_after, month_of, outgoing
from maillage.apps.channels.tests.factories import make_message, make_posting
from maillage.apps.directory.tests.factories import (
    NOW,
    TODAY,
    AuditRow,
    make_organisation,
    make_user,
)

pytestmark = pytest.mark.django_db
URL = "/pro/papier/sorties/"
SAID = {
    "message": "Les permanences reprennent", "public": "Habitants du Rouet", "channel": "newspaper",
    "on": "2026-09-20", "posting": "",
}  # fmt: skip


@pytest.fixture
def desk(client):
    client.force_login(make_user())
    return client


def rows_of(answer):
    assert answer.status_code == 200
    page = BeautifulSoup(answer.content, "html.parser")
    return [" ".join(row.get_text(" ").split()) for row in page.select("tbody tr")]


@pytest.mark.parametrize("wrong", [{"message": ""}, {"public": ""}, {"channel": "pigeon"}], ids=str)
def test_the_base_refuses(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_message(**wrong)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.integers(-500, 500))
def test_months_are_walked_both_ways(day, months):
    first = day.replace(day=1)
    there = month_after(first, months=months)
    assert there.day == 1
    assert month_after(there, months=-months) == first
    assert month_of(f"{first:%Y-%m}", today=TODAY) == first


@pytest.mark.row("CHA-13")
def test_what_goes_out_this_month_is_listed_with_its_channel(desk):
    poster = make_posting(title="Affiche de rentrée")
    make_message(on=date(2026, 8, 31), message="Trop tôt", done_on=date(2026, 8, 31))
    make_message(on=date(2026, 8, 3), message="En retard", channel="radio")
    make_message(on=date(2026, 9, 30), message="Bilan offert", channel="text")
    make_message(on=date(2026, 9, 1), message="Rentrée", posting=poster)
    make_message(on=date(2026, 10, 1), message="Trop tard")
    late, first, last = rows_of(desk.get(URL, {"mois": "2026-09"}))
    assert "En retard" in late
    assert "radio locale" in late
    assert "Rentrée" in first
    assert "affiche" in first
    assert "Affiche de rentrée, 12 rue du Rouet, hall B" in first
    assert "Bilan offert" in last
    assert "SMS" in last
    body = b"".join(desk.get(f"{URL}sorties.csv", {"mois": "2026-09"}).streaming_content)
    lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    if len(lines[0]) == 1:
        lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert [line[1] for line in lines[1:]] == ["Rentrée", "Bilan offert"]
    assert [line[3] for line in lines[1:]] == ["affiche", "SMS"]


def test_a_line_is_added_changed_done_and_undone(desk):
    wrong = desk.post(f"{URL}prevoir/", SAID | {"on": "bientôt", "public": ""})
    assert wrong.status_code == 422
    assert b"id_public_error" in wrong.content
    assert desk.post(f"{URL}prevoir/", SAID)["Location"] == f"{URL}?mois=2026-09"
    row = PlannedMessage.objects.get()
    poster = make_posting()
    changed = SAID | {"channel": "poster", "posting": str(poster.pk)}
    assert desk.post(f"{URL}{row.pk}/", changed).status_code == 302
    assert b"selected" in desk.get(f"{URL}{row.pk}/").content
    assert desk.post(f"{URL}{row.pk}/sorti/").status_code == 302
    row.refresh_from_db()
    assert (row.posting, row.channel, row.done_on is not None) == (poster, "poster", True)
    assert desk.post(f"{URL}{row.pk}/sorti/", {"encore": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.done_on is None
    told = AuditRow.objects.filter(subject_kind="message").order_by("pk")
    assert [one.action for one in told] == ["plan_message", "plan_message", "mark_out", "mark_out"]
    assert (told[1].before["channel"], told[1].after["channel"]) == ("newspaper", "poster")


def test_saying_the_same_twice_writes_nothing():
    by = make_user()
    row = make_message()
    same = {name: getattr(row, name) for name in ("message", "public", "channel", "on")}
    plan_message(**same, number=row.pk, by=by, now=NOW)
    assert not AuditRow.objects.exists()
    mark_out(number=row.pk, on=TODAY, by=by, now=NOW)
    mark_out(number=row.pk, on=date(2027, 1, 1), by=by, now=NOW)
    row.refresh_from_db()
    assert row.done_on == TODAY
    assert AuditRow.objects.count() == 1
    with pytest.raises(MessageUnknown):
        mark_out(number=row.pk + 1, on=TODAY, by=by, now=NOW)


@pytest.mark.parametrize("role", ["prescriber", "data_steward", "elected"])
def test_the_plan_is_that_of_the_coordination(client, role):
    of = {"organisation": make_organisation()} if role == "prescriber" else {}
    client.force_login(make_user(role=role, **of))
    row = make_message()
    assert client.get(URL).status_code == 403
    assert client.post(f"{URL}{row.pk}/sorti/").status_code == 403


def test_the_plan_of_a_month_costs_few_queries(django_assert_num_queries):
    poster = make_posting()
    for day in range(1, 29):
        make_message(on=date(2026, 9, day), posting=poster)
    with django_assert_num_queries(2):
        found = outgoing(date(2026, 9, 1))
        assert {str(row.posting) for row in found.month} == {str(poster)}
    assert found.n_done == 0
