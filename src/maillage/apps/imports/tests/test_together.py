"""The same source imported twice at once: one works, the other is told so; nothing is doubled."""

from threading import Event, Thread

import pytest
from django.db import connection

from maillage.apps.imports.actions import run_delivery
from maillage.apps.imports.errors import DeliveryAtWork
from maillage.apps.imports.tests.factories import place_row, write_places
from maillage.apps.imports.tests.test_delivery import NOW
from maillage.apps.imports.tests.test_killed import finish, maillage, states
from maillage.sources.catalog import get_source
from maillage.web.locks import only_one


def test_four_at_once_import_each_place_once(tmp_path, own_base):
    path = write_places(tmp_path / "lieux.csv", [place_row(n) for n in range(300)])
    together = [maillage(tmp_path, "import", str(path), "--source", "national") for _ in range(4)]
    said = [(p.communicate(timeout=200)[0], p.returncode) for p in together]
    assert any(code == 0 for _, code in said)
    for output, code in said:
        assert "Traceback" not in output
        assert code == 0 or "est en cours en ce moment" in output
    assert len(states(tmp_path)) == 300
    last = maillage(tmp_path, "import", str(path), "--source", "national")
    assert "300 inchangées" in finish(last)


@pytest.mark.django_db
def test_a_lock_held_elsewhere_refuses_in_words(tmp_path):
    path = write_places(tmp_path / "lieux.csv", [place_row(1)])
    # Another connection or another opening of the file holds it, as another process would.
    held, done = Event(), Event()

    def hold():
        with only_one("import national") as alone:
            assert alone
            held.set()
            done.wait(30)
        connection.close()

    other = Thread(target=hold)
    other.start()
    try:
        assert held.wait(30)
        with pytest.raises(DeliveryAtWork, match="en cours"):
            run_delivery(path, get_source("national"), now=NOW)
    finally:
        done.set()
        other.join()
    assert run_delivery(path, get_source("national"), now=NOW).n_added == 1
