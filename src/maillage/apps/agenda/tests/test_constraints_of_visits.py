"""Each rule that the database holds about what is told and who came is broken once, and holds."""

from datetime import timedelta

import pytest

from maillage.apps.agenda.models import (
    DayCount,
    Notice,
    Visit,
)
from maillage.apps.agenda.tests.breaking import held, refused
from maillage.apps.agenda.tests.factories import (
    NOW,
    TODAY,
    make_booking,
    make_session,
)
from maillage.apps.directory.tests.factories import make_place, make_user

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def notice(booking, **values):
    said = {"booking": booking, "kind": "reminder", "channel": "sms"}
    return lambda: Notice.objects.create(**said | {"about": NOW, "due_at": NOW} | values)


def test_a_time_is_told_once_of_each_kind():
    booking = make_booking()
    notice(booking)()
    assert refused(notice(booking, channel="email", due_at=LATER))
    notice(booking, about=LATER)()
    notice(booking, kind="moved")()


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("notice_kind_known", {"kind": "joke"}),
        ("notice_state_known", {"state": "lost"}),
        ("notice_channel_known", {"channel": "drum"}),
    ],
)
def test_a_notice_says_what_it_can_say(rule, values):
    held(rule, notice(make_booking(), **values))


def visit(**values):
    return lambda: Visit.objects.create(
        **{"at": NOW, "day": TODAY, "noted_at": NOW, "noted_by": make_user()} | values
    )


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("visit_attendance_known", {"attendance": "late"}),
        ("visit_outcome_known", {"outcome": "magic"}),
        ("visit_mode_known", {"mode": "both"}),
    ],
)
def test_a_visit_says_what_it_can_say(rule, values):
    held(rule, visit(**values))


def test_a_visit_is_noted_once():
    session = make_session()
    booking, alone = make_booking(series=session.series, session=session), make_booking()
    visit(booking=booking, session=session)()
    assert refused(visit(booking=booking, session=session))
    visit(booking=alone)()
    assert refused(visit(booking=alone))
    visit(session=session)()
    visit(session=session)()


def test_a_number_of_the_queue_and_a_drop_in_are_given_once():
    place = make_place()
    visit(place=place, queue_number=7, client_key="k")()
    assert refused(visit(place=place, queue_number=7))
    assert refused(visit(client_key="k"))
    visit(place=place, queue_number=7, day=TODAY + timedelta(days=1))()
    visit(place=place)()
    visit(place=place)()


def test_a_day_is_counted_once():
    counted = {"day": TODAY, "place": make_place(), "mediation": "digital", "what": "refused"}
    DayCount.objects.create(**counted)
    assert refused(lambda: DayCount.objects.create(**counted))
    held("day_count_known", lambda: DayCount.objects.create(**counted | {"what": "steps"}))
