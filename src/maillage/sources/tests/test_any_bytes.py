"""Whatever bytes are delivered: rows, or a DeliveryError in French; never another exception."""

import gzip

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.core.harmonise import Log
from maillage.sources.base import DeliveryError, open_delivery, read_source
from maillage.sources.catalog import all_sources, get_source
from maillage.sources.tests.samples import sample_of

SAMPLES = [sample_of(source).read_bytes()[:6_000] for source in all_sources().values()]
RUBBISH = [b'"', b"\n", b"\0", b"\xff", b"\xc3", b"{", b"]", b",,,", b"1e999", b"\xef\xbb\xbf", b""]


@st.composite
def damaged_deliveries(draw):
    """A sample cut and mended with rubbish, or any bytes, compressed or not."""
    content = draw(st.sampled_from(SAMPLES) | st.binary(max_size=200))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(content)))
        end = draw(st.integers(start, min(len(content), start + 50)))
        content = content[:start] + draw(st.sampled_from(RUBBISH)) + content[end:]
    if draw(st.booleans()):
        content = gzip.compress(content)
        content = content[: draw(st.integers(2, len(content)))]
    return content


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=damaged_deliveries())
@pytest.mark.parametrize("source_id", sorted(all_sources()))
def test_damage_is_refused_in_words_and_every_row_is_accounted_for(tmp_path, source_id, content):
    path = tmp_path / "livraison"
    path.write_bytes(content)
    refusal = None
    try:
        with open_delivery(path) as delivery:
            for n, converted in enumerate(
                read_source(get_source(source_id), delivery, Log()), start=1
            ):
                assert converted.row.number == n
                assert converted.reading.record is not None or converted.reading.faults
    except DeliveryError as error:
        refusal = error
    assert refusal is None or (refusal.code and str(refusal).endswith((".", "?")))
