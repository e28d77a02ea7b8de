"""A search killed at any moment goes on where it was, and ends as if nothing had happened."""

import random
import shutil
import signal
import sqlite3
import time

from maillage.apps.imports.tests.factories import place_row, write_places
from maillage.apps.imports.tests.test_killed import finish, maillage

N_PLACES = 150
# The search is killed soon after each of these is true.
MOMENTS = (
    "SELECT 1 FROM linking_comparedrecord",
    "SELECT 1 FROM linking_linkpair",
    "SELECT 1 FROM directory_placejoin",
    "SELECT 1 FROM directory_placejoin WHERE id > 40",
)
# What is shown at the place of which source and key.
SHOWN = """
SELECT a.source, a.key, min(b.key) FROM directory_attachment a
JOIN directory_place p ON p.id = a.place_id
JOIN directory_place q ON coalesce(q.joined_to_id, q.id) = coalesce(p.joined_to_id, p.id)
JOIN directory_attachment b ON b.place_id = q.id
GROUP BY a.source, a.key ORDER BY a.source, a.key
"""


def select(folder, sql):
    with sqlite3.connect(folder / "base.sqlite3", timeout=30) as base:
        return base.execute(sql).fetchall()


def filled(folder, base):
    """Make a base of two sources that say the same of most places."""
    folder.mkdir()
    shutil.copy(base, folder / "base.sqlite3")
    for name in ("mjc", "ccas"):
        rows = [place_row(n, nom=f"Atelier du rouet bleu {n}") for n in range(N_PLACES)]
        path = write_places(folder / f"{name}.csv", rows)
        finish(maillage(folder, "import", str(path), "--source", f"national:{name}"))


def test_a_search_killed_again_and_again_ends_as_one_that_was_not(tmp_path, own_base):
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    for folder in (whole, cut):
        filled(folder, own_base)
    finish(maillage(whole, "link"))
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    n_cut = 0
    for moment in MOMENTS:
        process = maillage(cut, "link")
        limit = time.monotonic() + 300
        while time.monotonic() < limit and process.poll() is None and not select(cut, moment):
            time.sleep(0.01)
        time.sleep(chance.random() * 0.05)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        n_cut += select(cut, "SELECT state FROM linking_linkrun") == [("working",)]
        # Whatever is there is whole: each link has its places, each place one link at most.
        half = select(
            cut,
            "SELECT 1 FROM directory_placejoin j LEFT JOIN linking_link l ON l.join_id = j.id "
            "JOIN directory_place p ON p.id = j.other_id "
            "WHERE l.id IS NULL OR p.joined_to_id IS NULL",
        )
        assert half == [], f"seed {seed}"
    assert n_cut > 1, f"seed {seed}: the search was hardly ever cut"
    finish(maillage(cut, "link"))
    assert select(cut, "SELECT state FROM linking_linkrun") == [("done",)], f"seed {seed}"
    assert select(cut, SHOWN) == select(whole, SHOWN), f"seed {seed}"
    assert len({shown for _source, _key, shown in select(cut, SHOWN)}) == N_PLACES
    (n_links,) = select(cut, "SELECT count(*) FROM directory_placejoin WHERE undone_at IS NULL")
    assert n_links == (N_PLACES,)
