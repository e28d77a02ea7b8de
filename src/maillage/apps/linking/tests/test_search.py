"""A search joins what is surely one place, leaves doubts, takes back what no longer holds."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from maillage.apps.directory.actions import join_places
from maillage.apps.directory.queries import active_joins, records_to_link
from maillage.apps.directory.tests.factories import NOW, make_user
from maillage.apps.linking.actions import searching
from maillage.apps.linking.actions.searching import search_links
from maillage.apps.linking.errors import RunAtWork
from maillage.apps.linking.models import ComparedRecord, Link, LinkPair, LinkRun
from maillage.apps.linking.queries.pairs import n_waiting
from maillage.apps.linking.tests.factories import (
    COURTILS,
    NAVETTE,
    NAVETTE_PERHAPS,
    NAVETTE_TOO,
    deliver,
    groups,
    make_run,
)
from maillage.web.jobs import run_waiting

pytestmark = pytest.mark.django_db


def search(**options):
    return search_links(now=NOW, **options)


def test_what_is_surely_one_place_is_joined_and_the_rest_is_not():
    deliver("ville", {"v1": NAVETTE, "v2": COURTILS})
    deliver("region", {"r1": NAVETTE_TOO})
    run = search()
    assert groups() == [["r1", "v1"]]
    assert (run.n_records, run.n_compared, run.n_joined, run.state) == (3, 3, 1, "done")
    link = Link.objects.get()
    assert link.run == run
    assert link.join.by is None
    assert {end.key for end in (link.pair.left, link.pair.right)} == {"v1", "r1"}
    assert link.join.evidence["pieces"][0]["says"] == "for"


def test_the_oldest_place_is_the_one_that_is_shown():
    deliver("ville", {"v1": NAVETTE})
    deliver("region", {"r1": NAVETTE_TOO})
    search()
    old = ComparedRecord.objects.get(key="v1")
    assert Link.objects.get().join.kept_id == old.home_id


def test_a_doubt_waits_for_a_person():
    deliver("ville", {"v1": NAVETTE})
    deliver("region", {"r1": NAVETTE_PERHAPS})
    search()
    assert groups() == []
    assert n_waiting() == 1
    assert LinkPair.objects.get().verdict == "doubtful"


def test_a_second_search_has_nothing_to_do():
    deliver("ville", {"v1": NAVETTE})
    deliver("region", {"r1": NAVETTE_TOO, "r2": NAVETTE_PERHAPS})
    search()
    before = list(LinkPair.objects.values()), active_joins()
    run = search()
    assert (run.n_compared, run.n_joined, run.n_separated) == (0, 0, 0)
    assert search(full=True).n_joined == 0
    assert (list(LinkPair.objects.values()), active_joins()) == before


def test_a_link_that_nothing_supports_any_more_is_taken_back():
    deliver("ville", {"v1": NAVETTE})
    deliver("region", {"r1": NAVETTE_TOO})
    search()
    deliver("region", {"r1": COURTILS})
    run = search()
    assert groups() == []
    assert (run.n_joined, run.n_separated) == (0, 1)
    assert not LinkPair.objects.filter(answer="", verdict="same").exists()


def test_a_link_stays_when_one_of_its_sources_says_nothing_any_more():
    """Its page still leads somewhere; when the source comes back, it is compared again."""
    deliver("ville", {"v1": NAVETTE})
    deliver("region", {"r1": NAVETTE_TOO})
    search()
    deliver("region", {}, gone=["r1"])
    assert search().n_separated == 0
    assert not ComparedRecord.objects.get(key="r1").live
    assert not LinkPair.objects.exists()
    deliver("region", {"r1": NAVETTE_TOO})
    search()
    assert groups() == [["r1", "v1"]]
    assert LinkPair.objects.get().verdict == "same"


def test_what_was_joined_elsewhere_by_a_person_is_left_alone():
    deliver("ville", {"v1": NAVETTE, "v2": COURTILS})
    homes = [record.home for record in records_to_link()]
    join_places(homes[0], homes[1], evidence={}, now=NOW, by=make_user())
    run = search()
    assert (run.n_joined, run.n_separated) == (0, 0)
    assert groups() == [["v1", "v2"]]


def test_a_chain_does_not_join_two_places_that_are_two():
    """One record is like two others, that are not like one another."""
    middle = {"nom": "La Navette", "telephone": NAVETTE["telephone"]}
    opposite = NAVETTE | {
        "nom": "La Navette nord",
        "adresse": "99 avenue du Métier",
        "latitude": 50.40,
        "longitude": 3.40,
    }
    near = NAVETTE | {"nom": "La Navette sud"}
    deliver("ville", {"v1": near, "v2": opposite})
    deliver("region", {"r1": NAVETTE_TOO | middle})
    search()
    for group in groups():
        assert not {"v1", "v2"} <= set(group)


def test_after_a_delivery_the_search_begins_by_itself(tmp_path):
    from maillage.apps.imports.tests.factories import place_row, write_places

    rows = [place_row(1), place_row(2)]
    for name in ("mjc", "ccas"):
        path = write_places(tmp_path / f"{name}.csv", rows)
        call_command("import", str(path), source=f"national:{name}", stdout=io.StringIO())
    assert groups() == []
    assert run_waiting() == 1  # asked for once, whatever the number of deliveries
    assert groups() == [["lieu-1", "lieu-1"], ["lieu-2", "lieu-2"]]
    path = write_places(tmp_path / "mjc.csv", rows)
    call_command("import", str(path), source="national:mjc", stdout=io.StringIO())
    assert run_waiting() == 0  # nothing was new


def test_the_command_says_what_it_did_in_words_and_for_programs():
    deliver("ville", {"v1": NAVETTE})
    deliver("region", {"r1": NAVETTE_TOO, "r2": NAVETTE_PERHAPS})
    words, counts = io.StringIO(), io.StringIO()
    call_command("link", stdout=words)
    assert "3 fiches, dont 3 comparées" in words.getvalue()
    call_command("link", "--full", "--json", stdout=counts)
    found = json.loads(counts.getvalue())
    assert (found["records"], found["compared"], found["joined"]) == (3, 3, 0)
    assert found["waiting"] == n_waiting()


def test_one_search_at_a_time(monkeypatch):
    from contextlib import contextmanager

    @contextmanager
    def taken(name):
        yield False

    monkeypatch.setattr(searching, "only_one", taken)
    with pytest.raises(RunAtWork):
        search()
    with pytest.raises(CommandError, match="en cours"):
        call_command("link")
    # The job of the worker asks the one at work to read again before it ends.
    from maillage.apps.linking import tasks

    run = make_run("working")
    tasks.search.call()
    run.refresh_from_db()
    assert run.again


def test_what_comes_while_it_searches_is_read_before_it_ends(monkeypatch):
    deliver("ville", {"v1": NAVETTE})
    compared = searching._compare
    late = [{"r1": NAVETTE_TOO}]

    def meanwhile(run, said, known):
        compared(run, said, known)
        if late:
            deliver("region", late.pop())
            assert searching.search_again()

    monkeypatch.setattr(searching, "_compare", meanwhile)
    search()
    assert groups() == [["r1", "v1"]]


@pytest.mark.parametrize("full", [False, True])
def test_a_search_that_was_cut_counts_each_record_once(monkeypatch, full):
    deliver("ville", {"v1": NAVETTE, "v2": COURTILS})
    deliver("region", {"r1": NAVETTE_TOO})

    def killed(*arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(searching, "_join", killed)
        with pytest.raises(KeyboardInterrupt):
            search()
    (cut,) = LinkRun.objects.all()
    assert (cut.state, cut.n_compared) == ("working", 3)
    run = search(full=full)
    assert (run.pk, run.n_records, run.n_compared) == (cut.pk, 3, 3)


def test_a_record_that_changes_while_it_searches_is_counted_once(monkeypatch):
    deliver("ville", {"v1": NAVETTE, "v2": COURTILS})
    compared = searching._compare
    late = [{"v2": NAVETTE_TOO}]

    def meanwhile(run, said, known):
        compared(run, said, known)
        if late:
            deliver("ville", late.pop())
            assert searching.search_again()

    monkeypatch.setattr(searching, "_compare", meanwhile)
    run = search()
    assert (run.n_records, run.n_compared) == (2, 2)


def test_a_fault_is_written_in_words_and_the_next_search_begins_anew(monkeypatch):
    deliver("ville", {"v1": NAVETTE})

    def broken(*arguments):
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(searching, "_join", broken)
        with pytest.raises(ZeroDivisionError):
            search()
    run = LinkRun.objects.get()
    assert run.state == "failed"
    assert "rien n’est perdu" in run.failure
    assert search().state == "done"


def test_another_model_of_weights_compares_everything_again(monkeypatch):
    deliver("ville", {"v1": NAVETTE})
    deliver("region", {"r1": NAVETTE_TOO})
    search()
    from maillage.apps.linking.actions import comparing

    monkeypatch.setattr(comparing, "MODEL", "another")
    assert search().n_compared == 2
