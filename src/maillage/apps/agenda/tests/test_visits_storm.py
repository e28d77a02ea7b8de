"""The same note sent twice, the same number given twice: in threads, for real."""

from pathlib import Path

STORM = Path(__file__).with_name("visits_storm.py")


def test_what_several_tap_at_once_is_noted_once(run_storm):
    assert run_storm(STORM).endswith("nothing lost")
