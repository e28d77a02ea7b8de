"""What leaves for the open formats: the public page, nothing more, in few queries."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maillage.apps.directory.models import (
    Mediators,
    Place,
    PlaceState,
    ProfessionalNote,
    Programme,
    ProgrammePlace,
    TemporaryClosure,
)
from maillage.apps.directory.queries.published import departed_places, published_places
from maillage.apps.directory.tests.factories import (
    NOW,
    TODAY,
    make_attachment,
    make_equipment,
    make_offer,
    make_organisation,
    make_place,
    make_source_record,
    make_user,
)

pytestmark = pytest.mark.django_db


def full_place(**fields: Any) -> Place:
    """Return a place of which everything is told, and its professional layer."""
    place = make_place(organisation=make_organisation(), wheelchair=False, **fields)
    make_offer(place, services=["Utilisation sécurisée du numérique"], title="Un atelier")
    make_offer(place, title="Une offre arrêtée", ended_on=TODAY)
    make_equipment(place, "printer", total=2, note="derrière le rideau")
    Mediators.objects.create(
        place=place, kind="mediator", total=2, horaires="Tu", record=make_source_record()
    )
    make_attachment(place)
    programme, _new = Programme.objects.get_or_create(slug="parents", nom="Espaces parents")
    ProgrammePlace.objects.create(programme=programme, place=place)
    TemporaryClosure.objects.create(place=place, starts_on=TODAY, ends_on=TODAY, reason="Travaux")
    return place


def test_only_what_residents_see_is_told_and_unknown_stays_unknown() -> None:
    place = full_place()
    make_place(state=PlaceState.PLANNED)
    make_place(state=PlaceState.CLOSED, closed_on=TODAY)
    make_place(withdrawn_at=NOW)
    (told,) = published_places(today=TODAY)
    assert told.public_id == place.public_id
    assert [offer.title for offer in told.offers] == ["Un atelier"]
    assert (told.wheelchair, told.childcare) == (False, None)
    assert [(e.kind, e.total, e.adapted) for e in told.equipment] == [("printer", 2, None)]
    assert [(m.kind, m.total, m.horaires) for m in told.mediators] == [("mediator", 2, "Tu")]
    assert told.programmes == (("parents", "Espaces parents"),)
    assert [c.reason for c in told.closures] == ["Travaux"]
    assert told.sources[0].id == "clairmaille"
    assert told.sources[0].licence


def test_nothing_of_the_professional_layer_nor_of_an_unknown_column_leaves() -> None:
    place = full_place(extension={"note interne": ["SECRET-1"]})
    ProfessionalNote.objects.create(
        place=place,
        direct_contact="SECRET-2",
        direct_telephone="SECRET-3",
        direct_courriel="secret-4@clairmaille.example",
        admission_rule="SECRET-5",
        capacity="SECRET-6",
        updated_at=NOW,
        updated_by=make_user("secret-7@clairmaille.example"),
    )
    (told,) = published_places(today=TODAY)
    assert "secret" not in repr(asdict(told)).lower()
    assert "rideau" not in repr(asdict(told))  # a note on equipment is not on the page either


def test_places_come_by_public_id_page_after_page() -> None:
    ids = sorted(make_place().public_id for _ in range(7))
    assert [p.public_id for p in published_places()] == ids
    first = [p.public_id for p in published_places(limit=3)]
    rest = [p.public_id for p in published_places(after=first[-1])]
    assert first + rest == ids
    assert [p.public_id for p in published_places(ids[:2])] == ids[:2]
    numbers = list(Place.objects.filter(public_id__in=ids[2:4]).values_list("pk", flat=True))
    assert [p.public_id for p in published_places(numbers)] == ids[2:4]
    assert list(published_places([])) == []
    assert list(published_places(limit=0)) == []


def test_chunks_leave_nobody_out_and_cost_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        full_place()
    everybody = [p.public_id for p in published_places(today=TODAY)]
    with CaptureQueriesContext(
        connection,
    ) as one_chunk:
        list(published_places(today=TODAY))
    monkeypatch.setattr("maillage.apps.directory.queries.published.reading.CHUNK", 2)
    with CaptureQueriesContext(connection) as three_chunks:
        assert [p.public_id for p in published_places(today=TODAY)] == everybody
    assert len(one_chunk) == 7
    assert len(three_chunks) == 3 * len(one_chunk)


def test_what_changed_since_and_who_left() -> None:
    later = NOW + timedelta(hours=1)
    make_place()
    changed = make_place(updated_at=later)
    closed = make_place(state=PlaceState.CLOSED, closed_on=TODAY, updated_at=later)
    withdrawn = make_place(withdrawn_at=NOW)
    make_place(state=PlaceState.PLANNED)
    assert [p.public_id for p in published_places(changed_since=later)] == [changed.public_id]
    gone = {p.public_id: p.state for p in departed_places()}
    assert gone == {closed.public_id: "closed", withdrawn.public_id: "open"}
    assert [p.public_id for p in departed_places(changed_since=later)] == [closed.public_id]


def test_an_offer_bears_the_newest_day_of_what_was_said_of_it() -> None:
    place = make_place()
    make_offer(place, origins={"title": [1, "2024-05-01"], "services": [2, "2025-01-02"]})
    make_offer(place, origins={"title": [1, ""]})
    (told,) = published_places()
    assert [o.date_maj for o in told.offers] == [date(2025, 1, 2), None]
    assert told.created_at == datetime(2026, 9, 15, 8, 20, tzinfo=UTC)
