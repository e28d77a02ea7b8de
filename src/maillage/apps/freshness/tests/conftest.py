"""People at work on freshness, each with their own session."""

import pytest
from django.core.cache import cache
from django.test import Client

from maillage.apps.directory.tests.factories import make_user
from maillage.apps.directory.tests.pages import forget_base

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def fresh(db):
    """Each test has its own base and its own count of tries."""
    forget_base()
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def coordinator():
    return make_user(name="Dominique Exemple")


@pytest.fixture
def desk(coordinator):
    client = Client()
    client.force_login(coordinator, BACKEND)
    return client


@pytest.fixture
def visitor():
    """Somebody without an account, whose forms are checked as a browser's are."""
    return Client()
