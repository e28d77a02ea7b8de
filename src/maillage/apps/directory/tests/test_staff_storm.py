"""Many people at once on one place: nothing is lost, nothing is half-written.

In a process and a database of its own: threads do not share the transaction of a test, and the
rows that are never erased (triggers) would outlive it.
"""

from pathlib import Path

import pytest

STORM = Path(__file__).with_name("storm.py")


@pytest.mark.parametrize("storm", ["people", "delivery", "one_code", "last_administrators"])
def test_all_at_once_on_one_place_and_nothing_is_lost(storm, run_storm):
    assert run_storm(STORM, storm).endswith("nothing lost")
