"""Of several who say one text at once one is heard, and the others are told: for real."""

from pathlib import Path

STORM = Path(__file__).with_name("storm.py")


def test_of_several_who_say_a_text_at_once_one_holds(run_storm):
    assert run_storm(STORM, "12") == "one held"
