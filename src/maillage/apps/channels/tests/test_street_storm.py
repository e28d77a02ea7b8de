"""Numbers of slips handed to several devices at once: in threads, for real."""

from pathlib import Path

STORM = Path(__file__).with_name("street_storm.py")


def test_two_devices_that_ask_and_send_at_once_never_collide(run_storm):
    assert run_storm(STORM).endswith("nothing lost")
