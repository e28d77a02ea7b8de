"""Each rule that the database holds is broken once, on both databases, and holds."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction

from maillage.apps.directory.models import (
    AuditRow,
    BaseVersion,
    Confirmation,
    Invitation,
    Mediators,
    Organisation,
    Place,
    PlaceJoin,
    PlaceZone,
    Programme,
    ProgrammePlace,
    SourceRecord,
    TemporaryClosure,
    Term,
)
from maillage.apps.directory.tests.factories import (
    NOW,
    SOURCE,
    TODAY,
    Zone,
    make_attachment,
    make_equipment,
    make_membership,
    make_offer,
    make_organisation,
    make_photo,
    make_place,
    make_programme,
    make_source_record,
    make_user,
)
from maillage.apps.directory.tests.pages import make_quarter

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def update(thing, **fields):
    """Write past everything but the database."""
    type(thing)._default_manager.filter(pk=thing.pk).update(**fields)


def twice_the_same_programme():
    programme, place = make_programme(), make_place()
    for _ in range(2):
        ProgrammePlace.objects.create(programme=programme, place=place)


def twice_attached():
    record = make_source_record()
    for _ in range(2):
        make_attachment(make_place(), record=record)


def twice_the_same_equipment():
    place = make_place()
    for _ in range(2):
        make_equipment(place, "printer")


def closure(**fields):
    said = {"starts_on": TODAY, "ends_on": TODAY} | fields
    return TemporaryClosure.objects.create(place=make_place(), **said)


def quarter():
    return make_quarter()[1]


def membership(role="coordinator", **fields):
    return make_membership(fields.pop("user", None) or make_user(role=""), role, **fields)


def twice_the_same_role(role, **fields):
    user = make_user(role="")
    for _ in range(2):
        membership(role, user=user, **fields)


def invitation(role="coordinator", **fields):
    said = {
        "code_digest": "d",
        "role": role,
        "invited_by": make_user(),
        "invited_at": NOW,
        "expires_at": NOW + DAY,
    }
    return Invitation.objects.create(**said | fields)


def mediators(kind="adviser", place=None):
    return Mediators.objects.create(
        place=place or make_place(), kind=kind, record=make_source_record()
    )


def twice_the_same_mediators():
    place = make_place()
    for _ in range(2):
        mediators(place=place)


# Each constraint by its name: every way that must be refused. A CHECK that evaluates to NULL lets
# the row in, so a comparison with nothing is among the ways.
def in_zone_twice():
    zone = Zone.objects.create(kind="qpv", code="QN05901M", nom="Le Pile", slug="le-pile")
    place = make_place()
    for _ in range(2):
        PlaceZone.objects.create(place=place, zone=zone)


def confirmation(**fields):
    said = {"fields": ["nom"], "speaker": "place", "how": "link", "at": NOW}
    return Confirmation.objects.create(**{"place": make_place(), **said, **fields})


def join(**fields):
    said = {"kept": make_place(), "other": make_place(), "at": NOW}
    return PlaceJoin.objects.create(**said | fields)


def joined_twice():
    other = make_place()
    for _ in range(2):
        join(other=other)


def to_itself(thing, field):
    update(thing, **{field: thing})


BREAKS = {
    "place_not_joined_to_itself": [lambda: to_itself(make_place(), "joined_to")],
    "offer_not_folded_into_itself": [lambda: to_itself(make_offer(make_place()), "folded_into")],
    "confirmation_speaker_known": [lambda: confirmation(speaker="moon", by=make_user())],
    "confirmation_how_known": [lambda: confirmation(how="dream")],
    "confirmation_by_somebody": [lambda: confirmation(speaker="city")],
    "join_of_two_places": [lambda: update(made := join(), kept=made.other)],
    "join_once_at_a_time": [joined_twice],
    "join_undone_after": [
        lambda: join(undone_at=NOW - DAY),
        lambda: join(undone_by=make_user()),
    ],
    "organisation_named": [lambda: make_organisation(nom="")],
    "organisation_family_known": [lambda: make_organisation(family="friends")],
    "membership_role_known": [lambda: membership("king")],
    "membership_where_it_means": [
        lambda: membership("member"),
        lambda: membership("quarter_manager"),
        lambda: membership("coordinator", organisation=make_organisation()),
        lambda: membership("member", organisation=make_organisation(), zone=quarter()),
        lambda: membership("mediator", zone=quarter()),
    ],
    "membership_dates_in_order": [
        lambda: update(membership(), ended_at=NOW - DAY),
    ],
    "membership_once_territory": [lambda: twice_the_same_role("coordinator")],
    "membership_once_organisation": [
        lambda: twice_the_same_role("member", organisation=make_organisation())
    ],
    "membership_once_zone": [lambda: twice_the_same_role("quarter_manager", zone=quarter())],
    "invitation_role_known": [lambda: invitation("king")],
    "invitation_where_it_means": [
        lambda: invitation("member"),
        lambda: invitation("coordinator", zone=quarter()),
    ],
    "invitation_has_code": [lambda: invitation(code_digest="")],
    "invitation_used_or_revoked": [lambda: invitation(used_at=NOW, revoked_at=NOW)],
    "invitation_dates_in_order": [lambda: invitation(expires_at=NOW)],
    "mediators_kind_given": [lambda: mediators("")],
    "mediators_kind_once_per_place": [twice_the_same_mediators],
    "offer_intensity_known": [lambda: make_offer(make_place(), intensity_step="heavy")],
    "term_dates_in_order": [
        lambda: Term.objects.create(
            vocabulary="use", code="x", label="X", started_on=TODAY, retired_on=TODAY - DAY
        )
    ],
    "place_zone_once": [lambda: in_zone_twice()],
    "place_named": [lambda: make_place(nom=""), lambda: make_place(public_id="")],
    "place_position_whole": [
        lambda: make_place(latitude=None),
        lambda: make_place(longitude=None),
        lambda: make_place(latitude=91),
        lambda: make_place(longitude=-181),
        lambda: update(make_place(), longitude=None),
    ],
    "place_state_known": [lambda: make_place(state="gone"), lambda: make_place(state="")],
    "place_closed_has_date": [
        lambda: make_place(state="closed"),
        lambda: make_place(state="moved"),
        lambda: update(make_place(state="closed", closed_on=TODAY), closed_on=None),
    ],
    "place_dates_in_order": [lambda: make_place(opened_on=TODAY, closed_on=TODAY - DAY)],
    "place_not_moved_to_itself": [
        lambda: update(place := make_place(), moved_to=place),
    ],
    "equipment_kind_once_per_place": [twice_the_same_equipment],
    "equipment_kind_given": [lambda: make_equipment(make_place(), "")],
    "photo_one_shown": [lambda: make_photo(make_photo(make_place()).place)],
    "photo_agreed": [lambda: make_photo(make_place(), agreed=False)],
    "photo_said": [
        lambda: make_photo(make_place(), alt=""),
        lambda: update(make_photo(make_place()), sha256=""),
    ],
    "photo_has_size": [
        lambda: make_photo(make_place(), width=0),
        lambda: make_photo(make_place(), height=0),
    ],
    "photo_removed_after": [lambda: make_photo(make_place(), removed_at=NOW - DAY)],
    "equipment_adapted_within_total": [
        lambda: make_equipment(make_place(), total=1, adapted=2),
        lambda: make_equipment(make_place(), total=0, adapted=1),
    ],
    "offer_by_hand_names_a_contact": [
        lambda: make_offer(make_place(), by_hand=True),
        lambda: update(make_offer(make_place(), by_hand=True, contact_nom="A"), contact_nom=""),
    ],
    "offer_at_place_has_place": [lambda: make_offer(None)],
    "offer_where_known": [lambda: make_offer(make_place(), where="moon")],
    "offer_mode_known": [lambda: make_offer(make_place(), mode="near")],
    "offer_regime_known": [lambda: make_offer(make_place(), regime="autre")],
    "offer_ages_in_order": [lambda: make_offer(make_place(), age_min=60, age_max=12)],
    "source_record_named": [
        lambda: make_source_record(source=""),
        lambda: make_source_record(key=""),
    ],
    "attachment_one_place_per_record": [twice_attached],
    "attachment_named": [
        lambda: make_attachment(make_place(), source=""),
        lambda: make_attachment(make_place(), key=""),
    ],
    "programme_named": [
        lambda: make_programme(""),
        lambda: make_programme("Sans adresse", slug=""),
    ],
    "programme_dates_in_order": [lambda: make_programme(starts_on=TODAY, ends_on=TODAY - DAY)],
    "programme_place_once": [twice_the_same_programme],
    "closure_dates_in_order": [lambda: closure(ends_on=TODAY - DAY)],
    "base_version_one_row": [lambda: BaseVersion.objects.create(pk=2)],
    "term_code_once": [
        lambda: Term.objects.create(vocabulary="use", code="loan", label="Prêt encore")
    ],
    "term_named": [
        lambda: Term.objects.create(vocabulary="use", code="", label="Sans code"),
        lambda: Term.objects.create(vocabulary="use", code="sans_mot", label=""),
    ],
}
WAYS = [(name, way) for name, ways in BREAKS.items() for way in ways]


@pytest.mark.parametrize(("name", "way"), WAYS, ids=[name for name, _ in WAYS])
def test_the_database_refuses(name, way):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        way()
    # SQLite names the columns of a unique constraint, not the constraint.
    unique = "UNIQUE constraint failed" in str(refused.value)
    assert name in str(refused.value) or unique


def test_every_constraint_of_the_directory_is_broken_above():
    declared = {
        constraint.name
        for model in apps.get_app_config("directory").get_models()
        for constraint in model._meta.constraints
    }
    assert declared == set(BREAKS)


def test_what_looks_like_a_breach_and_is_none():
    make_place(latitude=None, longitude=None)
    make_place(opened_on=TODAY, closed_on=TODAY)
    make_equipment(make_place(), total=None, adapted=3)
    make_equipment(make_place(), total=0, adapted=0)
    make_offer(None, where="remote")
    make_offer(make_place(), age_min=60)
    closure(ends_on=TODAY)
    record = make_source_record()
    make_attachment(make_place(), record=record, detached_at=NOW)
    make_attachment(make_place(), record=record)


def test_numbers_and_addresses_are_one_s_own():
    place, organisation, programme = make_place(), make_organisation(), make_programme()
    offer = make_offer(place)
    for twice in (
        lambda: make_place(public_id=place.public_id),
        lambda: make_offer(place, public_id=offer.public_id),
        lambda: Organisation.objects.create(public_id=organisation.public_id, nom="X"),
        lambda: Programme.objects.create(slug=programme.slug, nom="Autre"),
        lambda: Programme.objects.create(slug="autre", nom=programme.nom),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            twice()


# ---------------------------------------------------------------- rows that are never changed


@pytest.fixture
def record():
    return make_source_record(payload={"nom": "Tel que reçu"})


@pytest.fixture
def trace():
    return AuditRow.objects.create(
        at=NOW, by=make_user(), action="edit_place", subject_kind="place", subject_id="x"
    )


@pytest.fixture
def answer():
    return confirmation()


@pytest.mark.parametrize("made", ["record", "trace", "answer"])
@pytest.mark.parametrize("how", ["save", "update", "delete", "sql update", "sql delete"])
def test_what_was_said_and_what_was_done_stay_as_they_were(made, how, request):
    row = request.getfixturevalue(made)
    table = row._meta.db_table
    column = {"record": "key", "trace": "action", "answer": "how"}[made]

    def change():
        if how == "save":
            setattr(row, column, "autre")
            row.save()
        elif how == "update":
            type(row).objects.filter(pk=row.pk).update(**{column: "autre"})
        elif how == "delete":
            row.delete()
        else:
            statement = {
                "sql update": f"UPDATE {table} SET {column} = 'autre' WHERE id = %s",
                "sql delete": f"DELETE FROM {table} WHERE id = %s",
            }[how]
            with connection.cursor() as cursor:
                cursor.execute(statement, [row.pk])

    with pytest.raises(DatabaseError), transaction.atomic():
        change()
    kept = type(row).objects.get(pk=row.pk)
    assert getattr(kept, column) != "autre"


def test_a_joined_place_shows_one_that_is_shown():
    """No chain: neither to a place that is joined, nor from one that shows others."""
    first, second, third = make_place(), make_place(), make_place()
    update(second, joined_to=first)
    with pytest.raises(DatabaseError), transaction.atomic():
        update(third, joined_to=second)
    with pytest.raises(DatabaseError), transaction.atomic():
        update(first, joined_to=third)
    with pytest.raises(DatabaseError), transaction.atomic():
        make_place(joined_to=second)
    update(third, joined_to=first)


def test_a_person_who_left_a_trace_cannot_be_erased(trace):
    with pytest.raises(IntegrityError), transaction.atomic():
        trace.by.delete()


def test_a_record_that_a_place_stands_on_cannot_be_erased():
    place = make_place()
    attachment = make_attachment(place)
    with pytest.raises(IntegrityError), transaction.atomic():
        SourceRecord.objects.filter(pk=attachment.record_id).delete()
    assert Place.objects.filter(pk=place.pk).exists()


def test_the_reasons_are_dates_in_order_also_the_other_way(record):
    """The order is that of days, not of texts: 2026-02-01 comes after 2025-12-31."""
    make_place(opened_on=date(2025, 12, 31), closed_on=date(2026, 2, 1))
    assert record.source == SOURCE
