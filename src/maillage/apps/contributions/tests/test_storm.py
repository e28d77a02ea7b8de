"""Of several people who decide at once one does, and the others are told: in threads, for real."""

from pathlib import Path

STORM = Path(__file__).with_name("storm.py")


def test_of_all_who_decide_at_once_one_does_and_the_others_are_told(run_storm):
    assert run_storm(STORM).endswith("nothing lost")
