"""The columns of a file tell its producer, and no two producers are told by the same ones."""

import pytest

from maillage.sources.base import open_delivery
from maillage.sources.catalog import all_sources
from maillage.sources.tests.samples import sample_of

TOLD = [source for source in all_sources().values() if source.recognised_by]


@pytest.fixture(scope="module")
def columns():
    found = {}
    for source in all_sources().values():
        with open_delivery(sample_of(source)) as delivery:
            found[source.id] = set(next(source.read(delivery)).columns)
    return found


@pytest.mark.parametrize("source", TOLD, ids=lambda source: source.id)
def test_a_sample_has_the_columns_that_tell_its_source_and_no_other_sample_has_them(
    source, columns
):
    telling = set(source.recognised_by)
    assert telling <= columns[source.id]
    assert [id_ for id_, names in columns.items() if telling <= names] == [source.id]
