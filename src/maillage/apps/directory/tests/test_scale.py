"""Five hundred places and 750 mediators (CEN-25): listed, filtered and exported in few queries.

How long it takes is measured by `make bench`, not here.
"""

import pytest
from django.core.management import call_command
from django.urls import reverse

from maillage.apps.directory.models import Mediators
from maillage.apps.directory.queries import export_records
from maillage.apps.directory.tests.factories import (
    Equipment,
    Offer,
    make_offer,
    make_place,
    make_source_record,
)
from maillage.apps.directory.tests.pages import read, said
from maillage.core.standard import validate

pytestmark = pytest.mark.django_db
N_PLACES, N_MEDIATORS = 500, 750
FREE, PAID = "Gratuit", "Payant"


@pytest.fixture
def region():
    """Fill the base: one place in five is not free."""
    record = make_source_record()
    for number in range(N_PLACES):
        place = make_place(
            nom=f"Lieu {number:03}",
            latitude=50.0 + number / 1_000,
            longitude=3.0,
            horaires="Mo-Fr 09:00-12:00",
        )
        make_offer(
            place,
            services=["Aide aux démarches administratives"],
            frais_a_charge=[PAID if number % 5 == 0 else FREE],
        )
        Equipment.objects.create(place=place, kind="computer", total=2, record=record)
        Mediators.objects.create(
            place=place, kind="digital_mediator", total=1 + number % 2, record=record
        )
    assert sum(Mediators.objects.values_list("total", flat=True)) == N_MEDIATORS


def test_list_filter_and_export_hold_five_hundred_places(
    region, client, tmp_path, django_assert_max_num_queries
):
    results = reverse("directory:results")
    client.get(results)  # the index of this base is built once
    with django_assert_max_num_queries(12):
        page = read(client.get(results))
    assert f"{N_PLACES} lieux" in said(page.find("main"))
    with django_assert_max_num_queries(12):
        page = read(client.get(results, {"avec": "cost:Gratuit"}))
    assert "400 lieux" in said(page.find("main"))
    with django_assert_max_num_queries(8):
        records = list(export_records())
    assert len(records) == N_PLACES
    path = tmp_path / "lieux.csv"
    call_command("export", str(path))
    assert len(path.read_text(encoding="utf-8").splitlines()) == N_PLACES + 1
    report = validate(path.read_bytes(), filename="lieux.csv")
    assert report.n_rows == N_PLACES
    assert Offer.objects.filter(frais_a_charge=[FREE]).count() == 400
