"""What is given back, delivered again, leaves the base as it was: on any described file."""

import hashlib
import itertools
import secrets

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from maillage.apps.directory.actions import confirm
from maillage.apps.directory.queries import export_records, find_place_by_alias
from maillage.apps.directory.queries.records import known_records
from maillage.apps.imports.actions import Options, run_delivery
from maillage.apps.imports.actions.returning import build_return
from maillage.apps.imports.models import DeliveredFile, ProducerSource
from maillage.apps.imports.queries.files import folder
from maillage.apps.imports.queries.returns import corrected_path, ready_report
from maillage.apps.imports.queries.sources import source_of
from maillage.sources.returned.pen import CERTAIN
from maillage.sources.tests.tables import write_csv
from maillage.sources.tests.test_returned import described

pytestmark = pytest.mark.django_db
numbers = itertools.count(1)


def delivered(source, content, name="lieux.csv"):
    """Import a file that is kept, as one that was sent on screen; return its delivery."""
    folder().mkdir(parents=True, exist_ok=True)
    token = secrets.token_hex(16)
    (folder() / token).write_bytes(content)
    now = timezone.now()
    file = DeliveredFile.objects.create(
        name=name, path=token, size=len(content), sha256=hashlib.sha256(content).hexdigest(),
        origin="upload", source=source, state="imported", received_at=now, purge_on=now.date(),
    )  # fmt: skip
    options = Options(accept_removals=True, name=name, file=file.pk)
    return run_delivery(folder() / token, source_of(source), now=now, options=options)


def declared(mapping):
    """Return the name of a source described as this mapping says."""
    now = timezone.now()
    slug = f"atelier-{next(numbers)}"
    row = ProducerSource.objects.create(
        slug=slug, title="Atelier", producer="Atelier", mapping=mapping.to_json(),
        columns=list(mapping.columns), created_at=now, updated_at=now,
    )  # fmt: skip
    return row.source_id


def published(source):
    """Return what residents read of the places of a source, whatever the day it was said."""
    keys = {find_place_by_alias(source, key).public_id for key in known_records(source)}
    return {r.id: r for r in export_records() if r.id in keys}


def n_certain(delivery):
    return sum(
        n for name, n in delivery.report["corrections"].items() if name.split(" ")[0] in CERTAIN
    )


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(described())
def test_the_file_given_back_changes_nothing_when_it_is_delivered_again(tmp_path, file):
    mapping, titles, rows, _wanted = file
    path = write_csv(tmp_path / f"{next(numbers)}.csv", [titles, *rows], delimiter=";")
    source = declared(mapping)
    first = delivered(source, path.read_bytes())
    keys = sorted(known_records(source))
    for key in keys[:2]:
        place = find_place_by_alias(source, key)
        place.telephone, place.nom = "+33199004099", "Maison confirmée"
        place.save(update_fields=["telephone", "nom"])
        confirm(place.public_id, speaker="place", how="link", now=timezone.now())
    before = published(source)
    build_return(source, now=timezone.now())
    assert ready_report(source)["not_written"] == ""
    again = delivered(source, corrected_path(source).read_bytes())
    assert (again.n_in, again.n_refused) == (first.n_in, first.n_refused)
    assert (again.n_added, again.n_withdrawn) == (0, 0)
    assert n_certain(again) <= n_certain(first)
    assert published(source) == before
    build_return(source, now=timezone.now())
    counts = ready_report(source)["counts"]
    assert counts.get("cells", 0) == 0
    if "Nom" in titles:
        told = [one for one in ready_report(source)["otherwise"] if one["field"] == "nom"]
        assert told == []
