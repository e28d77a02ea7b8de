"""Places that are one: what is published, and that a link taken back leaves no mark."""

import hashlib
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.apps.directory.actions import join_places, publish_statements, separate_places
from maillage.apps.directory.actions.holdings import edit_offer, set_equipment
from maillage.apps.directory.actions.publication import withdraw_records
from maillage.apps.directory.actions.staff import add_closure, edit_place
from maillage.apps.directory.actions.statements import Statement
from maillage.apps.directory.errors import JoinRefused, JoinUnknown
from maillage.apps.directory.models import (
    Attachment,
    AuditRow,
    Equipment,
    Mediators,
    Offer,
    Place,
    PlaceJoin,
    ProgrammePlace,
    TemporaryClosure,
)
from maillage.apps.directory.queries import (
    PlaceSearch,
    ZoneFinder,
    forget_index,
    joins_of,
    place_detail,
    records_to_link,
    search_places,
)
from maillage.apps.directory.queries.changed_days import changed_days
from maillage.apps.directory.queries.compare import Why, compare
from maillage.apps.directory.tests.factories import NOW, TODAY, make_user
from maillage.apps.directory.tests.pages import make_quarter

pytestmark = pytest.mark.django_db
NOT_COMPARED = {"updated_at", "index_version"}


def said(source, key, on, *, offer=None, digest="", **place):
    values = {
        "place": {"nom": f"Lieu {source}", "commune": "Clairmaille", "code_postal": "59999"}
        | place,
        "offer": {"services": ["Aide aux démarches administratives"]} if offer is None else offer,
    }
    for part in ("equipment", "mediators", "programmes"):
        if part in place:
            values[part] = values["place"].pop(part)
    content = hashlib.md5(f"{on}{digest}{values}".encode()).hexdigest()
    statement = Statement(
        key=key, content_hash=content, payload={}, values=values, stated_on=on, line=1
    )
    publish_statements(
        [statement], source=source, delivery=1, now=NOW, zones=ZoneFinder(today=TODAY)
    )
    return Attachment.objects.get(source=source, key=key, detached_at=None).place


def base():
    """Return every row of the base that is published or hangs from a place."""
    found = {}
    for model in (Place, Offer, Equipment, Mediators, ProgrammePlace, TemporaryClosure):
        for row in model.objects.order_by("pk"):
            columns = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
            found[model.__name__, row.pk] = {
                name: value for name, value in columns.items() if name not in NOT_COMPARED
            }
    return found


def shown():
    forget_index()  # a base that was rolled back has the same numbers as the next one
    hits = search_places(PlaceSearch(relax=False, limit=100), now=NOW.replace(tzinfo=None)).hits
    return {hit.place_id for hit in hits}


def link(kept, other, **fields):
    return join_places(kept.pk, other.pk, evidence={"why": "test"}, now=NOW, **fields)


@pytest.fixture
def two():
    first = said("un", "1", date(2026, 9, 1), telephone="+33199001111", nom="Médiathèque")
    second = said("deux", "9", date(2026, 9, 10), horaires="Mo 09:00-12:00", nom="La médiathèque")
    return first, second


def test_two_places_that_are_one_are_shown_once_with_what_both_say(two, client):
    first, second = two
    link(first, second)
    assert shown() == {first.pk}
    first.refresh_from_db()
    # The newest says the name; the telephone and the hours have one source each.
    assert (first.nom, first.telephone, first.horaires) == (
        "La médiathèque", "+33199001111", "Mo 09:00-12:00",
    )  # fmt: skip
    detail = place_detail(first.public_id, today=TODAY)
    assert {a.source for a in detail.sources} == {"un", "deux"}
    assert len(detail.offers) == 1, "the lines of two files are one offer"
    answer = client.get(f"/lieux/{second.public_id}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/lieux/{first.public_id}/")
    (joined,) = joins_of([first.pk])[first.pk]
    assert (joined.other, joined.by) == (second.public_id, None)
    assert {(r.place, r.home) for r in records_to_link()} == {
        (first.pk, first.pk),
        (first.pk, second.pk),
    }


def test_a_place_open_to_all_does_not_become_closed_by_an_older_list(two):
    """domain.md 6.1: no publics (everyone) with "Seniors" is not seniors only."""
    first = said("un", "2", date(2026, 9, 1), offer={
        "services": ["Aide aux démarches administratives"],
        "publics_specifiquement_adresses": ["Seniors (+ 65 ans)"], "frais_a_charge": ["Payant"],
    })  # fmt: skip
    second = said("deux", "3", date(2026, 9, 10), offer={
        "services": ["Aide aux démarches administratives"], "frais_a_charge": ["Gratuit"],
    })  # fmt: skip
    made = link(first, second)
    offer = Offer.objects.get(place=first)
    assert offer.publics_specifiquement_adresses == []
    assert offer.frais_a_charge == ["Gratuit"]
    separate_places(made.pk, now=NOW)
    offer.refresh_from_db()
    assert offer.publics_specifiquement_adresses == ["Seniors (+ 65 ans)"]


def test_the_same_link_twice_or_of_nothing_is_refused(two):
    first, second = two
    made = link(first, second)
    for kept, other in ((first.pk, second.pk), (first.pk, first.pk), (first.pk, 10**9)):
        with pytest.raises(JoinRefused):
            join_places(kept, other, evidence={}, now=NOW)
    separate_places(made.pk, now=NOW)
    for number in (made.pk, 10**9):
        with pytest.raises(JoinUnknown):
            separate_places(number, now=NOW)


def test_a_person_leaves_a_trace_and_the_evidence_alone_none(two):
    first, second = two
    by = make_user()
    separate_places(link(first, second).pk, now=NOW)
    assert not AuditRow.objects.exists()
    separate_places(link(first, second, by=by).pk, now=NOW, by=by)
    rows = AuditRow.objects.order_by("pk").values_list("action", "subject_id")
    assert list(rows) == [("join_places", first.public_id), ("separate_places", first.public_id)]


def test_a_delivery_about_a_joined_place_is_published_where_it_is_shown(two):
    first, second = two
    link(first, second)
    said("deux", "9", date(2026, 9, 12), horaires="Tu 14:00-18:00", nom="La médiathèque")
    first.refresh_from_db()
    assert first.horaires == "Tu 14:00-18:00"
    assert shown() == {first.pk}
    withdraw_records(["1"], source="un", now=NOW)
    first.refresh_from_db()
    assert first.withdrawn_at is None, "the other source still names it"
    withdraw_records(["9"], source="deux", now=NOW)
    first.refresh_from_db()
    assert first.withdrawn_at is not None
    assert shown() == set()


def test_a_correction_by_hand_of_a_group_stays_with_the_place_that_was_shown(two):
    first, second = two
    made = link(first, second)
    by = make_user()
    edit_place(public_id=second.public_id, values={"telephone": "+33199002222"}, by=by, now=NOW)
    first.refresh_from_db()
    assert (first.telephone, first.horaires) == ("+33199002222", "Mo 09:00-12:00")
    separate_places(made.pk, now=NOW)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.telephone, first.horaires, first.nom) == ("+33199002222", "", "Médiathèque")
    assert (second.telephone, second.horaires) == ("", "Mo 09:00-12:00")
    assert shown() == {first.pk, second.pk}


def test_what_was_corrected_of_a_lent_offer_goes_home_with_it():
    """Two offers at one place, one at the other: they stand side by side, and come apart."""
    first = said("un", "1", date(2026, 9, 1))
    second = said("deux", "9", date(2026, 9, 2), offer={"title": "Écrire une lettre"})
    made = link(first, second)
    offers = list(Offer.objects.filter(place=first).order_by("pk"))
    assert [offer.title for offer in offers] == ["", "Écrire une lettre"]
    edit_offer(
        public_id=first.public_id, offer_id=offers[1].public_id, by=make_user(), now=NOW,
        values={"contact_nom": "L’accueil", "cost_note": "10 centimes"},
    )  # fmt: skip
    separate_places(made.pk, now=NOW)
    (alone,) = Offer.objects.filter(place=second)
    assert (alone.title, alone.cost_note) == ("Écrire une lettre", "10 centimes")
    said("deux", "9", date(2026, 9, 12), offer={"title": "Écrire un courrier"})
    alone.refresh_from_db()
    assert (alone.title, alone.cost_note) == ("Écrire un courrier", "10 centimes")


def test_the_comparison_of_two_days_says_that_a_place_was_joined_and_came_back(two):
    first, second = two
    day, then = TODAY + timedelta(days=2), TODAY + timedelta(days=4)
    made = join_places(first.pk, second.pk, evidence={}, now=NOW + timedelta(days=2))
    (change,) = compare(TODAY, day).closed
    assert (change.public_id, change.why) == (second.public_id, Why.JOINED)
    assert changed_days(TODAY, day) == [day]
    separate_places(made.pk, now=NOW + timedelta(days=4))
    assert compare(TODAY, day).closed
    assert not compare(TODAY, then).closed
    (back,) = compare(day, then).reopened
    assert back.public_id == second.public_id


# ---------------------------------------------------------------- any history

SOURCES = ("a", "b", "c", "d")
WORDS = {
    "telephone": st.sampled_from(["+33199001111", "+33199002222"]),
    "horaires": st.sampled_from(["Mo 09:00-12:00", "Tu 14:00-18:00"]),
    "adresse": st.sampled_from(["1 rue du Lin", "2 rue du Lin"]),
    "equipment": st.sampled_from([[["printer", 1, None]], [["computer", 3, None]]]),
    "mediators": st.just([["volunteer", 2, ""]]),
    "programmes": st.just(["Espaces parents"]),
    "offer": st.sampled_from(
        [
            {"services": ["Aide aux démarches administratives"]},
            {"title": "Atelier", "frais_a_charge": ["Gratuit"]},
            {"publics_specifiquement_adresses": ["Jeunes"], "frais_a_charge": ["Payant"]},
        ]
    ),
}
DAY = st.integers(1, 14).map(lambda day: date(2026, 9, day))
STATEMENT = st.tuples(DAY, st.fixed_dictionaries({}, optional=WORDS))
FIRST = st.tuples(*(STATEMENT for _ in SOURCES))
PAIRS = st.lists(
    st.tuples(st.sampled_from(range(4)), st.sampled_from(range(4))), min_size=1, max_size=5
)
EVENT = st.tuples(
    st.sampled_from(["say", "phone", "equip", "close", "withdraw"]),
    st.sampled_from(range(4)),
    STATEMENT,
)
SHRINK = settings(max_examples=25, suppress_health_check=list(HealthCheck))


def happen(event, places, by):
    what, number, (on, words) = event
    place, source = places[number], SOURCES[number]
    if what == "say":
        said(source, source, on, digest="again", **words)
    elif what == "phone":
        edit_place(public_id=place.public_id, values={"telephone": "+33199009999"}, by=by, now=NOW)
    elif what == "equip":
        set_equipment(
            public_id=place.public_id, kind="scanner", total=1, adapted=None, by=by, now=NOW
        )
    elif what == "close":
        add_closure(public_id=place.public_id, starts_on=TODAY, ends_on=TODAY, by=by, now=NOW)
    else:
        withdraw_records([source], source=source, now=NOW)


def linked(pairs, places):
    made = []
    for kept, other in pairs:
        with suppress(JoinRefused):
            made.append(link(places[kept], places[other]).pk)
    return made


@SHRINK
@given(FIRST, st.lists(EVENT, max_size=3), PAIRS, st.randoms(use_true_random=False))
def test_links_taken_back_in_any_order_leave_the_base_as_it_was(first, events, pairs, chance):
    by = make_user()
    make_quarter()
    with transaction.atomic():
        places = [said(s, s, on, **words) for s, (on, words) in zip(SOURCES, first, strict=True)]
        for event in events:
            happen(event, places, by)
        before = base()
        made = linked(pairs, places)
        chance.shuffle(made)
        for number in made:
            separate_places(number, now=NOW + timedelta(hours=1))
        assert base() == before
        assert not PlaceJoin.objects.filter(undone_at=None).exists()
        transaction.set_rollback(True)
    by.delete() if not AuditRow.objects.filter(by=by).exists() else None


@SHRINK
@given(FIRST, st.lists(EVENT.filter(lambda e: e[0] in ("say", "withdraw")), max_size=4), PAIRS)
def test_what_files_said_meanwhile_is_as_if_there_had_been_no_link(first, events, pairs):
    make_quarter()
    results = []
    for with_links in (False, True):
        with transaction.atomic():
            places = [
                said(s, s, on, **words) for s, (on, words) in zip(SOURCES, first, strict=True)
            ]
            made = linked(pairs, places) if with_links else []
            for event in events:
                happen(event, places, None)
            for number in reversed(made):
                separate_places(number, now=NOW)
            order = {place.pk: n for n, place in enumerate(places)}
            results.append(
                [
                    {
                        name: value
                        for name, value in row.items()
                        if name in ("nom", "telephone", "horaires", "adresse", "verified_on",
                                    "title", "frais_a_charge", "kind", "total")
                    }
                    | {"place": order.get(row.get("place_id") or key[1])}
                    | {"gone": bool(row.get("withdrawn_at"))}
                    for key, row in base().items()
                ]
            )  # fmt: skip
            transaction.set_rollback(True)
    # Rows that a delivery replaced have other numbers: told without them, in any order.
    first_rows, second_rows = (sorted(map(str, rows)) for rows in results)
    assert first_rows == second_rows


@SHRINK
@given(FIRST, st.lists(EVENT, max_size=3), PAIRS)
def test_a_group_is_shown_once_and_nobody_else_is_lost(first, events, pairs):
    by = make_user()
    make_quarter()
    with transaction.atomic():
        places = [said(s, s, on, **words) for s, (on, words) in zip(SOURCES, first, strict=True)]
        linked(pairs, places)
        for event in events:
            happen(event, places, by)
        roots = {p.joined_to_id or p.pk for p in Place.objects.all()}
        named = {
            (a.place.joined_to_id or a.place_id)
            for a in Attachment.objects.filter(withdrawn_at=None).select_related("place")
            if a.source in SOURCES
        }
        assert shown() == roots & named
        for place in Place.objects.filter(pk__in=roots):
            assert not place.joined_to_id
        for offer in Offer.objects.all():
            home = Place.objects.get(pk=offer.place_id)
            assert offer.folded_into_id or not home.joined_to_id, "an offer is shown nowhere"
        transaction.set_rollback(True)
