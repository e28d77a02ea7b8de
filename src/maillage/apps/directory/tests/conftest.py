"""The demonstration town, loaded once through the real import chain for a test that asks for it."""

import pytest
from django.core.management import call_command

from maillage.apps.directory.queries import forget_index
from maillage.apps.directory.tests.factories import make_user


@pytest.fixture(autouse=True)
def fresh_index():
    """Each test has its own base: no index of another one may answer."""
    forget_index()


@pytest.fixture
def demo(db):
    """Fill the base with Clairmaille."""
    call_command("demo", verbosity=0)


@pytest.fixture
def by(db):
    """Return the person who writes."""
    return make_user()
