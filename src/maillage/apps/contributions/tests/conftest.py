"""People at work on proposals, each with their own session."""

import pytest
from django.test import Client

from maillage.apps.contributions.tests.factories import make_author
from maillage.apps.directory.tests.factories import make_user

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def session_of(person):
    client = Client()
    client.force_login(person, BACKEND)
    return client


@pytest.fixture
def author(db):
    return make_author()


@pytest.fixture
def keeper(db):
    return make_user(name="Dominique Exemple", role="data_steward")


@pytest.fixture
def by_author(author):
    return session_of(author)


@pytest.fixture
def by_keeper(keeper):
    return session_of(keeper)
