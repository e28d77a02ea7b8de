"""Nobody's name passes the door: not in a record, not in the row that is kept as received."""

import json

import pytest

from maillage.core.harmonise import Log
from maillage.sources.base import open_delivery, read_source
from maillage.sources.catalog import get_source
from maillage.sources.tests.samples import expected_of, sample_of

# The invented person of the samples; the place "La Navette" bears the same name.
PERSON = ("Ada", "Mme")


@pytest.mark.parametrize("source_id", ["creuse", "bfc", "rhinocc"])
def test_the_person_of_the_sample_is_nowhere_in_what_is_kept(source_id):
    source = get_source(source_id)
    assert any(name in sample_of(source).read_text(encoding="utf-8") for name in PERSON)
    log = Log()
    with open_delivery(sample_of(source)) as delivery:
        rows = list(read_source(source, delivery, log))
    for converted in rows:
        kept = json.dumps(dict(converted.row.values), ensure_ascii=False)
        kept += repr(converted.reading) + repr(converted.changes)
        assert not any(name in kept for name in PERSON)
    assert not any(name in expected_of(source).read_text(encoding="utf-8") for name in PERSON)
