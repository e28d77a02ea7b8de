"""Any history, day by day: a comparison says what the pages showed on both evenings."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from maillage.apps.directory.actions.holdings import (
    add_offer,
    edit_offer,
    end_offer,
    remove_equipment,
    set_equipment,
)
from maillage.apps.directory.actions.staff import (
    add_place,
    add_place_to_programme,
    close_place,
    edit_place,
    remove_place_from_programme,
    reopen_place,
)
from maillage.apps.directory.models import Mediators, ProgrammePlace
from maillage.apps.directory.queries.compare import (
    NOT_COMPARED,
    Kind,
    changes,
)
from maillage.apps.directory.queries.labels import OFFER_LABELS, PLACE_LABELS
from maillage.apps.directory.tests.deliveries import FIRST, Town, at, said
from maillage.apps.directory.tests.factories import Equipment, Offer, Place
from maillage.web.errors import DomainError

pytestmark = pytest.mark.django_db

# ---------------------------------------------------------------- any history, day by day

KEYS = ("a", "b", "c")
ROW = st.builds(
    said,
    st.sampled_from(["A", "B"]),
    place=st.fixed_dictionaries(
        {},
        optional={
            "telephone": st.sampled_from(["+33199000001", "+33199000002"]),
            "courriels": st.just(["a@clairmaille.example"]),
            "latitude": st.just(50.3),
            "longitude": st.just(3.2),
        },
    ).filter(lambda place: ("latitude" in place) == ("longitude" in place)),
    offer=st.fixed_dictionaries({}, optional={"frais_a_charge": st.just(["Gratuit"])}),
)
PARTS = st.fixed_dictionaries(
    {},
    optional={
        "equipment": st.sampled_from([[["computer", 2, None]], [["printer", 1, None]], []]),
        "programmes": st.sampled_from([["Été"], ["Été", "Hiver"]]),
        "mediators": st.just([["volunteer", 1, ""]]),
    },
)
ROWS = st.dictionaries(
    st.sampled_from(KEYS), st.builds(lambda row, parts: row | parts, ROW, PARTS), min_size=1
)
PERSON = st.tuples(
    st.sampled_from(
        ["telephone", "offer", "new_offer", "end", "equipment", "take_out", "join", "leave",
         "close", "reopen", "new_place"]
    ),
    st.sampled_from(KEYS),
)  # fmt: skip
DAY = st.one_of(ROWS, st.just("undo"), st.lists(PERSON, min_size=1, max_size=3))


def act(town, what, key, now):
    """Do what a person does, if it can be done."""
    town.n += 1
    place = town.place(key)
    if what == "new_place":
        add_place(values={"nom": f"Saisi {town.n}"}, by=town.by, now=now)
        return
    if place is None:
        return
    who = {"public_id": place.public_id, "by": town.by, "now": now}
    offer = Offer.objects.filter(place=place).order_by("pk").first()
    if what == "telephone":
        edit_place(values={"telephone": f"+336399800{town.n:02}"}, **who)
    elif what == "offer":
        edit_offer(offer_id=offer.public_id, values={"contact_nom": f"D {town.n}"}, **who)
    elif what == "new_offer":
        add_offer(values={"title": f"Offre {town.n}", "contact_nom": "Dominique"}, **who)
    elif what == "end":
        end_offer(offer_id=offer.public_id, on=None if offer.ended_on else now.date(), **who)
    elif what == "equipment":
        set_equipment(kind="computer", total=100 + town.n, adapted=None, **who)
    elif what == "take_out":
        remove_equipment(kind="printer", **who)
    elif what == "join":
        add_place_to_programme(nom=f"Programme {town.n}", **who)
    elif what == "leave":
        remove_place_from_programme(slug="ete", **who)
    elif what == "close":
        close_place(on=now.date(), **who)
    else:
        reopen_place(**who)


def shown():
    """Return what the base holds of each public place, as a comparison tells it."""
    found = {}
    for place in Place.objects.public().order_by("pk"):
        values = {
            ("place", "", name): getattr(place, name)
            for name in PLACE_LABELS
            if name not in NOT_COMPARED
        }
        if place.latitude is not None:
            values[("place", "", "position")] = f"{place.latitude}, {place.longitude}"
        for offer in Offer.objects.filter(place=place, ended_on=None):
            values[("offer", offer.public_id, "offer")] = True
            for name in OFFER_LABELS:
                if name != "where":
                    values[("offer", offer.public_id, name)] = getattr(offer, name)
        equipment = Equipment.objects.filter(place=place).order_by("kind")
        values[("equipment", "", "equipment")] = [[e.kind, e.total, e.adapted] for e in equipment]
        people = Mediators.objects.filter(place=place).order_by("kind")
        values[("mediators", "", "mediators")] = [[m.kind, m.total, m.horaires] for m in people]
        links = ProgrammePlace.objects.filter(place=place).order_by("programme__nom")
        values[("programmes", "", "programmes")] = list(
            links.values_list("programme__nom", flat=True)
        )
        found[place.public_id] = {k: v for k, v in values.items() if v not in ("", None, [], {})}
    return found


def difference(before, after, ever):
    """Compare two days the slow way: every place, every value."""
    found = {}
    for public_id in before.keys() | after.keys():
        old, new = before.get(public_id), after.get(public_id)
        if old is None:
            found[public_id] = Kind.REOPENED if public_id in ever else Kind.ADDED
        elif new is None:
            found[public_id] = Kind.CLOSED
        elif old != new:
            fields = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
            whole = {offer for part, offer, name in fields if name == "offer"}
            found[public_id] = {
                key: (old.get(key), new.get(key))
                for key in fields
                if key[1] not in whole or key[2] == "offer"
            }
    return found


def told_fields(change):
    """Return the fields of a change, as the slow comparison has them."""
    return {
        (f.part, f.offer, f.name.removeprefix("offer_")): (f.before or None, f.after or None)
        if f.name != "offer"
        else (None if f.before is None else True, None if f.after is None else True)
        for f in change.fields
    }


@settings(
    max_examples=25,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(days=st.lists(DAY, min_size=2, max_size=8), data=st.data())
def test_the_comparison_is_the_replay_day_by_day(by, days, data):
    with transaction.atomic():
        town = Town(by)
        evenings, ever = [shown()], [set()]
        for n, day in enumerate(days):
            if day == "undo":
                town.undo(now=at(n))
            elif isinstance(day, dict):
                town.deliver(day, now=at(n))
            else:
                for m, (what, key) in enumerate(day):
                    try:
                        with transaction.atomic():
                            act(town, what, key, at(n, 10 + m))
                    except (DomainError, AttributeError):
                        continue
            evenings.append(shown())
            ever.append(ever[-1] | evenings[-1].keys())
        start = data.draw(st.integers(0, len(days) - 1))
        end = data.draw(st.integers(start + 1, len(days)))
        found = changes(
            FIRST + timedelta(days=start - 1), FIRST + timedelta(days=end - 1), facts=town.facts
        )
        by_id = {c.public_id: told_fields(c) if c.kind is Kind.CHANGED else c.kind for c in found}
        assert by_id == difference(evenings[start], evenings[end], ever[start])
        transaction.set_rollback(True)
