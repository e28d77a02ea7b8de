"""The demonstration town, and changes that nothing of another test answers for."""

import pytest

from maillage.apps.directory.tests.conftest import demo
from maillage.apps.opendata.queries.feed import forget_changes

__all__ = ["demo", "fresh_changes"]


@pytest.fixture(autouse=True)
def fresh_changes():
    """Bases of tests share their version numbers: nothing kept of another one may answer."""
    forget_changes()
