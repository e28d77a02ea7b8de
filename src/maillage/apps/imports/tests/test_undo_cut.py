"""An undo cut at any moment goes on where it was, and no place is ever half put back."""

import itertools
import os
import signal
import subprocess
import sys

import pytest
from django.utils import timezone

from maillage.apps.directory.actions import revert
from maillage.apps.directory.tests.factories import Place
from maillage.apps.imports.actions.undo import put_back, undo_delivery
from maillage.apps.imports.errors import DeliveryBeingUndone
from maillage.apps.imports.models import DeliveryState
from maillage.apps.imports.tests.factories import place_row, write_places
from maillage.apps.imports.tests.test_killed import GENERATION, finish, maillage, states
from maillage.apps.imports.tests.undone import SOURCE, base, by, deliver

pytestmark = pytest.mark.django_db
__all__ = ["by"]


class Cut(Exception):
    """The process dies here."""


def test_an_undo_that_was_cut_goes_on_and_no_file_lands_on_a_half_undone_base(
    tmp_path, by, monkeypatch
):
    rows = [place_row(number, telephone="+33199000001") for number in range(30)]
    deliver(tmp_path, rows)
    wanted = base()
    second = deliver(tmp_path, [row | {"telephone": "+33199000002"} for row in rows[:25]])
    undo_delivery(second.pk, by=by, now=timezone.now())
    monkeypatch.setattr(revert, "FIRST_BATCH", 7)
    plain, n_batches = revert._revert_places, itertools.count(1)

    def dying(*arguments):
        if next(n_batches) == 3:
            raise Cut
        return plain(*arguments)

    monkeypatch.setattr(revert, "_revert_places", dying)
    with pytest.raises(Cut):
        put_back(second.pk)
    phones = list(Place.objects.values_list("telephone", flat=True))
    assert {"+33199000001", "+33199000002"} == set(phones)
    with pytest.raises(DeliveryBeingUndone):
        deliver(tmp_path, rows)
    put_back(second.pk)
    assert base() == wanted
    second.refresh_from_db()
    assert second.state == DeliveryState.UNDONE
    # Done once: the job asked twice finds nothing to do.
    put_back(second.pk)
    assert base() == wanted


def test_killed_before_and_after_a_batch_of_an_undo(tmp_path, own_base):
    """Die for good on both sides of a transaction: places are whole, and the next run ends it."""
    before = [place_row(n, **GENERATION["old"]) for n in range(60)]
    after = [place_row(n, **GENERATION["new"]) for n in range(60)]
    old, new = (
        write_places(tmp_path / name, rows)
        for name, rows in (("old.csv", before), ("new.csv", after))
    )
    for path in (old, new):
        finish(maillage(tmp_path, "import", str(path), "--source", SOURCE))
    whole = {(told["telephone"], f'["{told["frais_a_charge"]}"]') for told in GENERATION.values()}
    for moment in ("before", "after", "never"):
        killed = subprocess.run(
            [sys.executable, "-c", DYING.format(moment=moment)],
            env=os.environ
            | {
                "MAILLAGE_DEMO": "oui",
                "MAILLAGE_FOLDER": str(tmp_path),
                "MAILLAGE_DATABASE": str(tmp_path / "base.sqlite3"),
                "DJANGO_SETTINGS_MODULE": "maillage.config.settings",
            },
            capture_output=True,
            check=False,
        )
        wanted = 0 if moment == "never" else -signal.SIGKILL
        assert killed.returncode == wanted, killed.stderr.decode()
        assert set(states(tmp_path)) <= whole
    assert set(states(tmp_path)) == {("+33199000001", '["Gratuit"]')}
    assert len(states(tmp_path)) == 60


DYING = """
import os, django
django.setup()
from django.utils import timezone
from maillage.apps.accounts.models import User
from maillage.apps.directory.actions import revert
from maillage.apps.imports.actions.undo import put_back, undo_delivery
from maillage.apps.imports.models import Delivery
plain, n = revert._revert_places, 0
revert.FIRST_BATCH = revert.LARGEST_BATCH = 20
def dying(*said):
    global n
    n += 1
    if n == 1 and "{moment}" == "before":
        os.kill(os.getpid(), 9)
    done = plain(*said)
    if n == 2 and "{moment}" == "after":
        os.kill(os.getpid(), 9)
    return done
revert._revert_places = dying
last = Delivery.objects.order_by("pk").last()
by = User.objects.filter(email="un@clairmaille.example").first() or User.objects.create_user(
    "un@clairmaille.example"
)
undo_delivery(last.pk, by=by, now=timezone.now())
put_back(last.pk)
"""
