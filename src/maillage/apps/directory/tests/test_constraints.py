"""Each rule that the database holds is broken once, on both databases, and holds."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction

from maillage.apps.directory.models import (
    AuditRow,
    BaseVersion,
    Organisation,
    Place,
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
    make_attachment,
    make_equipment,
    make_offer,
    make_organisation,
    make_place,
    make_programme,
    make_source_record,
    make_user,
)

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


# Each constraint by its name: every way that must be refused. A CHECK that evaluates to NULL lets
# the row in, so a comparison with nothing is among the ways.
BREAKS = {
    "organisation_named": [lambda: make_organisation(nom="")],
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


@pytest.mark.parametrize("made", ["record", "trace"])
@pytest.mark.parametrize("how", ["save", "update", "delete", "sql update", "sql delete"])
def test_what_was_said_and_what_was_done_stay_as_they_were(made, how, request):
    row = request.getfixturevalue(made)
    table = row._meta.db_table
    column = "key" if made == "record" else "action"

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
