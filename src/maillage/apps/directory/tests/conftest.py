"""The demonstration town, loaded once through the real import chain for a test that asks for it."""

import pytest
from django.core.management import call_command

from maillage.apps.directory.tests.factories import make_user


@pytest.fixture
def demo(db):
    """Fill the base with Clairmaille."""
    call_command("demo", verbosity=0)


@pytest.fixture
def by(db):
    """Return the person who writes."""
    return make_user()
