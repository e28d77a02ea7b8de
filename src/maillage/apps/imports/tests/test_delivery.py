"""A delivery from its file to the public pages: every row accounted for, nothing half-done."""

import gzip
import json
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError

from maillage.apps.directory.queries import PlaceSearch, find_place_by_alias, search_places
from maillage.apps.directory.tests.factories import Attachment, Offer, Place, SourceRecord
from maillage.apps.imports.actions import Options, preview_delivery, run_delivery
from maillage.apps.imports.errors import (
    DeliveryUnderWay,
    DeliveryUnreadable,
    TooManyWithdrawn,
)
from maillage.apps.imports.models import Delivery, RefusedRow, StagedRow
from maillage.apps.imports.tests.factories import COLUMNS, place_row, write_places
from maillage.sources.catalog import UnknownSource, get_source

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 15, 8, 20, tzinfo=UTC)
NATIONAL = "national"


def deliver(path, **options):
    """Import a file of the national source."""
    return run_delivery(path, get_source(NATIONAL), now=NOW, options=Options(**options))


def counts(delivery):
    """Return what became of the rows."""
    return {
        "in": delivery.n_in,
        "added": delivery.n_added,
        "changed": delivery.n_changed,
        "unchanged": delivery.n_unchanged,
        "refused": delivery.n_refused,
        "withdrawn": delivery.n_withdrawn,
    }


def test_a_first_delivery_adds_every_row_and_a_second_changes_nothing(tmp_path):
    path = write_places(tmp_path / "lieux.csv", [place_row(n) for n in range(120)])
    first = deliver(path)
    assert counts(first) == {
        "in": 120,
        "added": 120,
        "changed": 0,
        "unchanged": 0,
        "refused": 0,
        "withdrawn": 0,
    }
    before = list(Place.objects.order_by("pk").values())
    n_records = SourceRecord.objects.count()
    second = deliver(path)
    assert counts(second) == counts(first) | {"added": 0, "unchanged": 120}
    assert list(Place.objects.order_by("pk").values()) == before
    assert SourceRecord.objects.count() == n_records
    assert not StagedRow.objects.exists()


def test_what_changed_is_changed_and_what_is_absent_is_withdrawn_not_deleted(tmp_path):
    deliver(write_places(tmp_path / "a.csv", [place_row(n) for n in range(30)]))
    ids = dict(Place.objects.values_list("nom", "public_id"))
    rows = [place_row(n) for n in range(29)]
    rows[3]["telephone"] = "+33199009999"
    rows[4]["nom"] = "Autre nom"
    second = deliver(write_places(tmp_path / "b.csv", rows))
    assert counts(second) == {
        "in": 29,
        "added": 0,
        "changed": 2,
        "unchanged": 27,
        "refused": 0,
        "withdrawn": 1,
    }
    assert second.report["fields"] == {"telephone": {"changed": 1}, "nom": {"changed": 1}}
    changed = find_place_by_alias(NATIONAL, "lieu-4")
    assert changed.nom == "Autre nom"
    assert changed.public_id == ids["Espace numérique 4"]
    gone = find_place_by_alias(NATIONAL, "lieu-29")
    assert gone.withdrawn_at is not None
    found = search_places(PlaceSearch(limit=100), now=NOW.replace(tzinfo=None))
    assert gone.pk not in {hit.place_id for hit in found.hits}
    assert found.n_certain == 29
    # It comes back under the same number when its source names it again.
    third = deliver(write_places(tmp_path / "c.csv", [place_row(n) for n in range(30)]))
    assert third.n_changed == 3
    gone.refresh_from_db()
    assert gone.withdrawn_at is None


def test_rows_in_are_applied_or_refused_with_a_reason(tmp_path):
    rows = [place_row(n) for n in range(6)]
    rows[1]["nom"] = ""
    rows[2]["id"] = rows[0]["id"]
    rows[3]["id"] = ""
    rows[4]["services"] = "Cuisine"
    delivery = deliver(write_places(tmp_path / "lieux.csv", rows))
    assert counts(delivery) == {
        "in": 6,
        "added": 3,
        "changed": 0,
        "unchanged": 0,
        "refused": 3,
        "withdrawn": 0,
    }
    refused = {row.number: row for row in RefusedRow.objects.filter(delivery=delivery)}
    assert set(refused) == {2, 3, 4}
    assert all(row.reason and row.line == row.number + 1 for row in refused.values())
    assert "lieu-0" in refused[3].reason
    # The wrong value alone is lost to the public page, and kept as it was received.
    kept = find_place_by_alias(NATIONAL, "lieu-4")
    assert Offer.objects.get(place=kept).services == []
    record = Attachment.objects.get(source=NATIONAL, key="lieu-4").record
    assert record.payload["services"] == "Cuisine"
    assert delivery.report["fields"]["services"]["refused"] == 1


def test_every_published_value_knows_its_record_and_date(tmp_path):
    delivery = deliver(write_places(tmp_path / "lieux.csv", [place_row(7)]))
    place = find_place_by_alias(NATIONAL, "lieu-7")
    record = SourceRecord.objects.get()
    assert place.origins["telephone"] == [record.pk, "2026-09-01"]
    assert place.origins["horaires"] == [record.pk, "2026-09-01"]
    assert "presentation_resume" not in place.origins
    assert (record.delivery, record.line) == (delivery.pk, 2)
    assert place.verified_on.isoformat() == "2026-09-01"
    assert Offer.objects.get().origins["services"] == [record.pk, "2026-09-01"]


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path):
    deliver(write_places(tmp_path / "a.csv", [place_row(n) for n in range(20)]))
    rows = [place_row(n) for n in range(1, 22)]
    rows[0]["nom"] = "Autre"
    rows[5]["id"] = rows[6]["id"]
    path = write_places(tmp_path / "b.csv", rows)
    before = [list(m.objects.order_by("pk").values()) for m in (Place, Delivery, StagedRow)]
    tally = preview_delivery(path, get_source(NATIONAL), progress=lambda step, n: None)
    after = [list(m.objects.order_by("pk").values()) for m in (Place, Delivery, StagedRow)]
    assert after == before
    real = deliver(path)
    said = tally.counts()
    assert said == {
        "rows": real.n_in,
        "added": real.n_added,
        "changed": real.n_changed,
        "unchanged": real.n_unchanged,
        "refused": real.n_refused,
        "withdrawn": real.n_withdrawn,
    }
    assert tally.as_json()["fields"] == real.report["fields"]


def test_a_truncated_file_changes_nothing(tmp_path):
    deliver(write_places(tmp_path / "a.csv", [place_row(n) for n in range(40)]))
    before = list(Place.objects.order_by("pk").values())
    whole = write_places(tmp_path / "b.csv.gz", [place_row(n, nom="Autre") for n in range(2_000)])
    cut = tmp_path / "cut.csv.gz"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(DeliveryUnreadable, match="coupé"):
        deliver(cut)
    assert list(Place.objects.order_by("pk").values()) == before
    assert not StagedRow.objects.exists()
    failed = Delivery.objects.order_by("-pk").first()
    assert failed.state == "failed"
    assert "coupé" in failed.failure


def test_a_file_that_would_withdraw_most_of_the_source_is_refused_until_it_is_accepted(tmp_path):
    deliver(write_places(tmp_path / "a.csv", [place_row(n) for n in range(50)]))
    small = write_places(tmp_path / "b.csv", [place_row(n) for n in range(5)])
    with pytest.raises(TooManyWithdrawn, match="45 lieux sur les 50"):
        deliver(small)
    assert Place.objects.public().count() == 50
    delivery = deliver(small, accept_removals=True)
    assert delivery.n_withdrawn == 45
    assert Place.objects.public().count() == 5
    assert Place.objects.count() == 50


def test_an_empty_file_and_a_wrong_format_say_so(tmp_path):
    empty = tmp_path / "vide.csv"
    empty.write_bytes(b"")
    with pytest.raises(DeliveryUnreadable, match="vide"):
        deliver(empty)
    archive = tmp_path / "lieux.csv"
    archive.write_bytes(b"PK\x03\x04" + b"\0" * 100)
    with pytest.raises(DeliveryUnreadable, match="Excel"):
        deliver(archive)
    with pytest.raises(DeliveryUnreadable, match="n’existe pas"):
        deliver(tmp_path / "absent.csv")


def test_two_unfinished_deliveries_of_one_source_are_refused_by_the_database():
    said = {"source": "a", "filename": "f", "sha256": "0", "started_at": NOW}
    Delivery.objects.create(state="staging", **said)
    with pytest.raises(IntegrityError):
        Delivery.objects.create(state="publishing", **said)


def test_another_file_waits_until_the_unfinished_one_is_abandoned(tmp_path):
    path = write_places(tmp_path / "a.csv", [place_row(1)])
    Delivery.objects.create(
        source=NATIONAL, filename="vieux.csv", sha256="x", state="staging", started_at=NOW
    )
    with pytest.raises(DeliveryUnderWay, match=r"vieux\.csv"):
        deliver(path)
    assert deliver(path, abandon=True).n_added == 1


def test_text_that_one_database_refuses_is_kept_all_the_same(tmp_path):
    path = tmp_path / "lieux.csv"
    write_places(path, [place_row(1, nom="Café\tde la Gare", presentation_resume="a")])
    path.write_bytes(path.read_bytes().replace(b",a,", b",a\x0b\x01b,"))
    assert deliver(path).n_added == 1


def test_html_in_values_is_cleaned_and_counted(tmp_path):
    row = place_row(1, presentation_resume="<p>Aide &amp; accueil<script>alert(1)</script></p>")
    delivery = deliver(write_places(tmp_path / "lieux.csv", [row]))
    place = Place.objects.get()
    assert "<" not in place.presentation_resume
    assert "Aide & accueil" in place.presentation_resume
    assert any("html" in code for code in delivery.report["corrections"])


def test_a_gzip_named_otherwise_is_read(tmp_path):
    plain = write_places(tmp_path / "a.csv", [place_row(1)])
    odd = tmp_path / "lieux.txt"
    odd.write_bytes(gzip.compress(plain.read_bytes()))
    assert deliver(odd).n_added == 1


def test_the_files_of_two_producers_do_not_withdraw_each_other(tmp_path):
    one = write_places(tmp_path / "a.csv", [place_row(n) for n in range(20)])
    other = write_places(tmp_path / "b.csv", [place_row(n, nom="Autre") for n in range(15, 40)])
    for path, name in ((one, "national:mediatheques"), (other, "national:centres-sociaux")):
        assert run_delivery(path, get_source(name), now=NOW).n_withdrawn == 0
    assert Place.objects.public().count() == 45
    again = run_delivery(one, get_source("national:mediatheques"), now=NOW)
    assert again.n_unchanged == 20
    with pytest.raises(UnknownSource, match="producteur"):
        get_source("national:Médiathèques !")


def test_a_record_nested_without_end_is_refused_and_the_rest_goes_on(tmp_path):
    good = json.dumps(place_row(1))
    deep = '{"id": "2", "nom": "x", "commune": "y", "z": ' + "[" * 400 + "]" * 400 + "}"
    path = tmp_path / "lieux.json"
    path.write_text(f"[{good}, {deep}, {'[' * 500}{']' * 500}]", "utf-8")
    delivery = deliver(path)
    assert (delivery.n_added, delivery.n_refused) == (1, 2)
    assert "imbrique" in RefusedRow.objects.get(number=2).reason


def test_an_empty_table_does_not_withdraw_the_few_places_of_a_small_source(tmp_path):
    deliver(write_places(tmp_path / "a.csv", [place_row(n) for n in range(4)]))
    with pytest.raises(TooManyWithdrawn, match="4 lieux sur les 4"):
        deliver(write_places(tmp_path / "b.csv", []))
    assert Place.objects.public().count() == 4


def test_a_null_character_costs_a_cell_or_a_row_never_the_file(tmp_path):
    name, key = place_row(1), place_row(2)
    name["nom"], key["id"] = "Espace\0 numérique", "a\0b"
    delivery = deliver(write_places(tmp_path / "a.csv", [name, key, place_row(3)]))
    assert (delivery.n_added, delivery.n_refused) == (2, 1)
    assert "invisibles" in RefusedRow.objects.get().reason
    assert Place.objects.filter(nom="Espace numérique").exists()


def test_a_null_character_in_a_name_of_column_is_taken_out_or_refuses_the_record(tmp_path):
    row, columns = place_row(1, porte="bleue"), [*COLUMNS, "porte"]
    table = write_places(tmp_path / "a.csv", [row], columns=columns)
    table.write_bytes(table.read_bytes().replace(b"porte", b"por\0te"))
    assert deliver(table).n_added == 1
    path = tmp_path / "b.json"
    path.write_text(json.dumps([place_row(1), place_row(2) | {"por\0te": "bleue"}]), "utf-8")
    delivery = deliver(path)
    assert (delivery.n_in, delivery.n_refused) == (2, 1)
    assert "nom de champ" in RefusedRow.objects.get().reason
