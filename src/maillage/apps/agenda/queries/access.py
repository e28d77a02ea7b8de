"""Who may do what in the agenda.

Whoever receives people handles their own line, and the agenda of the organisations for which they
act; those who steer the network answer the telephone for all. A prescriber books for somebody, and
then sees the bookings of their own organisation, no other.
"""

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from maillage.apps.agenda.errors import (
    MotiveUnknown,
    ResourceUnknown,
    SeriesUnknown,
    SessionUnknown,
)
from maillage.apps.agenda.models import Motive, Resource, Series, Session
from maillage.apps.agenda.queries.codes import get_booking
from maillage.apps.directory.errors import NotAllowed
from maillage.apps.directory.queries.access import PROFESSIONALS, STEERING, has_role, standing
from maillage.apps.directory.queries.places import get_place

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

# Those who receive people: a prescriber only sends them.
AGENDA = STEERING | frozenset({"member", "mediator", "letter_writer"})


def of_mine(by: "User", path: str = "") -> Q:
    """Return the condition "handled by this person", on rows that have organisation and place.

    `path` leads to them ("series__"). Those who steer handle everything.
    """
    who = standing(by)
    if who.steers:
        return Q()
    numbers = list(who.organisations)
    return Q(**{f"{path}organisation__in": numbers}) | Q(
        **{f"{path}place__organisation__in": numbers}
    )


def resources_of_mine(by: "User") -> Q:
    """Return the condition on resources: one’s own line, and those of one’s organisations."""
    mine = of_mine(by)
    return (mine | Q(user=by.pk)) if mine else mine


def may_use_agenda(by: "User", **words: Any) -> None:
    """Those who receive people, and those who steer."""
    has_role(by, AGENDA)


def may_book_for_somebody(by: "User", **words: Any) -> None:
    """Any professional, prescribers included; the address may name a motive or a session."""
    has_role(by, PROFESSIONALS)
    if "motive" in words and not Motive.objects.filter(pk=words["motive"], ended_on=None).exists():
        raise MotiveUnknown
    if "session" in words and not Session.objects.filter(public_id=words["session"]).exists():
        raise SessionUnknown


def may_see_booking(by: "User", *, number: int, **words: Any) -> None:
    """Those who handle the place, the person or the series; the prescriber who made it.

    A prescriber whose own house receives people sees there what their house sent, no more.
    """
    has_role(by, PROFESSIONALS)
    found = get_booking(number)
    who = standing(by)
    if who.roles & AGENDA and handles_booking(by, number):
        return
    if found.made_by_id != by.pk and found.organisation_id not in who.organisations:
        raise NotAllowed


def may_handle_booking(by: "User", *, number: int, **words: Any) -> None:
    """Those who handle the place, the person or the series of a booking."""
    has_role(by, AGENDA)
    if not handles_booking(by, number):
        raise NotAllowed


def handles_booking(by: "User", number: int) -> bool:
    """Tell whether a person handles a booking. Raises BookingUnknown."""
    found = get_booking(number)
    who = standing(by)
    if who.steers:
        return True
    if found.resource is not None and found.resource.user_id == by.pk:
        return True
    own = {
        found.place.organisation_id if found.place is not None else None,
        found.resource.organisation_id if found.resource is not None else None,
        found.series.organisation_id if found.series is not None else None,
    }
    return bool((own - {None}) & who.organisations)


def may_handle_series(by: "User", *, series: str, **words: Any) -> None:
    """Those who handle a series."""
    has_role(by, AGENDA)
    if not Series.objects.filter(public_id=series).exists():
        raise SeriesUnknown
    if not Series.objects.filter(of_mine(by), public_id=series).exists():
        raise NotAllowed


def may_handle_session(by: "User", *, session: str, **words: Any) -> None:
    """Those who handle the series of a session."""
    has_role(by, AGENDA)
    if not Session.objects.filter(public_id=session).exists():
        raise SessionUnknown
    if not Session.objects.filter(of_mine(by, "series__"), public_id=session).exists():
        raise NotAllowed


def may_handle_resource(by: "User", *, number: int, **words: Any) -> None:
    """Those who handle a person, a room or devices."""
    has_role(by, AGENDA)
    if not Resource.objects.filter(pk=number).exists():
        raise ResourceUnknown
    if not Resource.objects.filter(resources_of_mine(by), pk=number).exists():
        raise NotAllowed


def may_handle_motive(by: "User", *, number: int, **words: Any) -> None:
    """Those who act for the organisation of a motive; of one without organisation, who steers."""
    has_role(by, AGENDA)
    found = Motive.objects.filter(pk=number).values_list("organisation_id").first()
    if found is None:
        raise MotiveUnknown
    who = standing(by)
    if not who.steers and found[0] not in who.organisations:
        raise NotAllowed


def may_handle_place(by: "User", *, public_id: str, **words: Any) -> None:
    """Those who act for the organisation of a place, and those who steer. Raises PlaceUnknown."""
    has_role(by, AGENDA)
    place = get_place(public_id)
    who = standing(by)
    if not who.steers and place.organisation_id not in who.organisations:
        raise NotAllowed
