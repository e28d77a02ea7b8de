"""Of all who answer at once one is heard, and everybody else is told: for real."""

from pathlib import Path

import pytest

STORM = Path(__file__).with_name("storm.py")


@pytest.mark.parametrize(
    ("storm", "n_clients"),
    [
        ("answers", 24),
        ("redirects", 24),
        ("withdrawals", 32),
        ("forms", 24),
        ("clocks", 8),
        ("keys", 12),
        ("doors", 24),
        ("last_day", 8),
        ("erasures", 6),
        ("keys_and_erasures", 8),
        ("paths", 24),
        ("templates", 12),
    ],
)
def test_all_at_once_one_holds_and_nothing_is_lost(storm, n_clients, run_storm):
    assert run_storm(STORM, storm, str(n_clients)).endswith("nothing lost")
