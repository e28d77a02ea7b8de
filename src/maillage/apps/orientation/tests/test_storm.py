"""All at once: each search counted once, and what was erased never comes back."""

from pathlib import Path

import pytest

STORM = Path(__file__).with_name("storm.py")


@pytest.mark.parametrize("storm", ["searches", "kept"])
def test_all_at_once_and_nothing_is_counted_twice_nor_comes_back(storm, run_storm):
    assert run_storm(STORM, storm).endswith("nothing lost")
