"""The demonstration town, loaded once through the real import chain for a test that asks for it."""

import pytest
from django.core.management import call_command

from maillage.apps.directory.tests.factories import make_user
from maillage.apps.directory.tests.pages import forget_base


@pytest.fixture(autouse=True)
def fresh_index():
    """Each test has its own base: nothing of another one may answer."""
    forget_base()


@pytest.fixture
def demo(db):
    """Fill the base with Clairmaille."""
    call_command("demo", verbosity=0)


@pytest.fixture
def by(db):
    """Return the person who writes."""
    return make_user()
