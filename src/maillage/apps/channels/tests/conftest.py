"""What holds for every test of the papers and of the screens."""

import pytest

from maillage.apps.directory.queries import forget_index


@pytest.fixture(autouse=True)
def fresh_index() -> None:
    """Let no test search among the places of the one before, which bear the same numbers."""
    forget_index()
