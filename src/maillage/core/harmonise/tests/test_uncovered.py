"""What one step uncovers is corrected by the others, and counted once."""

import pytest

from maillage.core.harmonise import Log, harmonise


@pytest.mark.parametrize("hidden", ["Â\u200b€", "Â&euro;", "Â<b>€", "&amp;nbsp;Â<b>\xad</b>€ "])
def test_what_a_step_uncovers_is_corrected_and_counted_once(hidden):
    log = Log()
    once = harmonise({"nom": hidden, "presentation_resume": hidden}, log)
    assert once == {"nom": "€", "presentation_resume": "€"}
    assert all(count == 1 for count in log.counts.values())
    again = Log()
    assert harmonise(once, again) == once
    assert not again.counts
