"""Of all who book at once each gets what is theirs, and nobody gets what is another’s: for real."""

from pathlib import Path

import pytest

from maillage.apps.agenda.tests.clients import five_seats
from tests.own_databases import site_environment

STORM = Path(__file__).with_name("storm.py")


@pytest.mark.parametrize(
    ("storm", "n_clients"),
    [
        ("seats", 60),
        ("times", 40),
        ("swaps", 20),
        ("waiting", 60),
        ("courses", 40),
        ("desk", 40),
        ("extended", 4),
    ],
)
def test_all_at_once_and_nothing_is_taken_twice_nor_forgotten(storm, n_clients, run_storm):
    assert run_storm(STORM, storm, str(n_clients)).endswith("nothing lost")


def test_a_site_killed_again_and_again_gives_five_seats_and_each_client_knows(
    tmp_path, own_database
):
    five_seats(site_environment(tmp_path, own_database), tmp_path, n_clients=60, n_kills=2)
