"""Attempts are counted once for every process, and never lost between two."""

import os
import subprocess
import sys
import textwrap

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client

from maillage.apps.accounts.models import User

EMAIL = "coordination@clairmaille.example"
PASSWORD = "quatre mots sans suite"


@pytest.fixture(autouse=True)
def no_limit_left_over(db):
    cache.clear()
    yield
    cache.clear()


def test_attempts_are_kept_where_every_process_reads_them():
    from django.core.cache.backends.db import DatabaseCache

    assert isinstance(caches["default"], DatabaseCache)
    assert "maillage_attempts" in connection.introspection.table_names()


def test_five_wrong_passwords_close_the_door_whichever_client_tries():
    User.objects.create_superuser(EMAIL, PASSWORD)
    for number in range(5):
        # Another browser, another address of network: the account is what is protected.
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        client.post("/compte/connexion/", {"login": EMAIL, "password": "non"})
    late = Client(REMOTE_ADDR="192.0.2.99")
    answer = late.post("/compte/connexion/", {"login": EMAIL, "password": PASSWORD})
    assert "Trop d’essais" in answer.content.decode()
    assert "_auth_user_id" not in late.session


TRY = """
    import os, sys
    os.environ["DJANGO_SETTINGS_MODULE"] = "maillage.config.settings"
    import django
    django.setup()
    from django.conf import settings
    from django.test import Client
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    typed = [{"code": f"ZZZZZ-{sys.argv[1]}ZZ{n:02}", "email": "a@b.example"} for n in range(8)]
    statuses = [client.post("/invitation/", one).status_code for one in typed]
    print(statuses.count(200))
"""


def run(folder, word):
    """Run one process of the site on its own base."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MAILLAGE_", "PYTEST"))}
    mine = {"MAILLAGE_DEMO": "oui", "MAILLAGE_DEBUG": "oui", "MAILLAGE_FOLDER": str(folder)}
    mine["MAILLAGE_DATABASE"] = str(folder / "base.sqlite3")
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(TRY), word],
        env=kept | mine,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_processes_at_once_share_one_count_of_tries(tmp_path, own_base):
    both = [run(tmp_path, "A"), run(tmp_path, "B")]
    answered = [int(process.communicate()[0]) for process in both]
    # Ten tries an hour by network: sixteen were made, ten were answered, by both together.
    assert sum(answered) == 10
