"""The same link pressed twice, the same campaign sent twice at once: in threads, for real."""

from pathlib import Path

STORM = Path(__file__).with_name("storm.py")


def test_of_all_who_press_at_once_one_answers_and_each_address_is_written_to_once(run_storm):
    assert run_storm(STORM).endswith("nothing lost")
