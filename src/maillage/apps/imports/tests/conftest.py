"""The demonstration town; a folder for each test, a person who brings files, and their desk."""

import pytest

from maillage.apps.directory.tests.conftest import demo
from maillage.apps.directory.tests.factories import make_user
from maillage.apps.imports.tests.screen import BACKEND

__all__ = ["demo"]


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.FOLDER = tmp_path
    return tmp_path


@pytest.fixture
def person():
    return make_user(role="data_steward")


@pytest.fixture
def desk(client, person):
    client.force_login(person, backend=BACKEND)
    return client
