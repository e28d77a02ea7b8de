"""Import then export of a valid file loses nothing, whatever the values."""

import csv
import io
import itertools
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings

from maillage.apps.directory.queries import export_records, find_place_by_alias
from maillage.apps.imports.actions import Options, run_delivery
from maillage.core.standard import FIELDS, to_values, write_csv
from maillage.core.standard.tests.strategies import records
from maillage.sources.catalog import get_source

NOW = datetime(2026, 9, 15, 8, 20, tzinfo=UTC)
NAMES = [field.name for field in FIELDS]
numbers = itertools.count()


@pytest.mark.django_db
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sent_record=records())
def test_every_field_comes_back_as_it_was_received(tmp_path, sent_record):
    sent = to_values(sent_record) | {"id": f"rt-{next(numbers)}"}
    text = io.StringIO()
    writer = csv.DictWriter(text, NAMES)
    writer.writeheader()
    writer.writerow(sent)
    path = tmp_path / "un.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    accepted = Options(accept_removals=True)
    delivery = run_delivery(path, get_source("national"), now=NOW, options=accepted)
    # A named correction is counted and said: what needed none must come back to the letter.
    if delivery.report["corrections"]:
        return
    assert delivery.n_added + delivery.n_changed == 1, delivery.report
    place = find_place_by_alias("national", sent["id"])
    (exported,) = [r for r in export_records() if r.id == place.public_id]
    back = to_values(exported)
    assert back | {"id": sent["id"]} == sent


@pytest.mark.django_db
def test_the_demonstration_comes_back_with_what_the_standard_cannot_hold(demo):
    lines = "".join(write_csv(list(export_records()), extension=True))
    rows = list(csv.DictReader(io.StringIO(lines)))
    assert len(rows) == 58
    (library,) = [row for row in rows if row["nom"] == "Médiathèque de la Navette"]
    assert library["local_equipment"] == "computer:7:1|printer|scanner|touch_kiosk"
    assert library["local_floor_or_door"] == "Rez-de-chaussée, porte vitrée à gauche du hall"
    assert library["local_quarter"] == "La Filature"
    assert sum(row["local_programme"] != "" for row in rows) == 9
    # Without being asked, the file is the standard's: 32 columns, not one more.
    plain = next(csv.reader(io.StringIO("".join(write_csv(list(export_records()))))))
    assert plain == NAMES
