"""The end depends on what is said and answered, not on the order in which it came.

Records are generated few and alike, so that they chain, contradict one another and change.
"""

from datetime import timedelta
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.apps.directory.queries import active_joins
from maillage.apps.directory.tests.factories import NOW
from maillage.apps.linking.actions.searching import search_links
from maillage.apps.linking.actions.undoing import undo_run
from maillage.apps.linking.models import LinkPair
from maillage.apps.linking.tests.factories import deliver, said, shown

pytestmark = pytest.mark.django_db
SLOW = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
PLACES = st.builds(
    said,
    nom=st.sampled_from(["La Navette", "Médiathèque La Navette", "Le Rouet", "La Navette sud"]),
    adresse=st.sampled_from(["12 rue du Rouet", "14 rue du Rouet", "3 place du Métier", ""]),
    telephone=st.sampled_from(["+33199001234", "+33199005678", ""]),
    latitude=st.sampled_from([50.2811, 50.2812, 50.31]),
    longitude=st.sampled_from([3.1822, 3.25]),
)
# By source and key: what is said last.
BASES = st.dictionaries(
    st.tuples(st.sampled_from(["ville", "region", "etat"]), st.sampled_from("abc")),
    PLACES,
    min_size=2,
    max_size=6,
)


class Undone(Exception):
    """Takes a transaction back."""


def in_its_own_base(work):
    """Return what a work gives in a base without places."""
    found = []
    try:
        with transaction.atomic():
            found.append(work())
            raise Undone
    except Undone:
        return found[0]


def verdicts():
    """Return what is thought of each pair."""
    rows = {}
    for pair in LinkPair.objects.select_related("left", "right"):
        ends = tuple(sorted((end.source, end.key) for end in (pair.left, pair.right)))
        rows[ends] = (pair.verdict, pair.probability)
    return rows


_hours = count()


def search(**options):
    return search_links(now=NOW + timedelta(hours=next(_hours)), **options)


def at_once(base):
    for (source, key), place in base.items():
        deliver(source, {key: place})
    search()
    return shown(), verdicts()


@SLOW
@given(BASES, st.randoms(use_true_random=False))
def test_the_order_of_deliveries_changes_nothing(base, chance):
    rows = list(base.items())
    chance.shuffle(rows)

    def one_by_one():
        for (source, key), place in rows:
            deliver(source, {key: place})
            search()
        return shown(), verdicts()

    assert in_its_own_base(one_by_one) == in_its_own_base(lambda: at_once(base))


@SLOW
@given(BASES, BASES, st.sets(st.integers(0, 5)))
def test_what_changed_since_the_last_search_is_enough(before, after, gone):
    def step_by_step():
        at_once(before)
        for (source, key), place in after.items():
            deliver(source, {key: place})
        keys = sorted({**before, **after})
        for number in gone:
            if number < len(keys):
                deliver(keys[number][0], {}, gone=[keys[number][1]])
        search()
        found = shown(), verdicts()
        search(full=True)
        assert (shown(), verdicts()) == found
        kept = {
            key: place
            for number, (key, place) in enumerate(sorted({**before, **after}.items()))
            if number not in gone
        }
        return found, kept

    found, kept = in_its_own_base(step_by_step)
    assert found == in_its_own_base(lambda: at_once(kept))


@SLOW
@given(BASES)
def test_undoing_the_links_of_a_search_gives_back_what_was(base):
    def linked_then_undone():
        for (source, key), place in base.items():
            deliver(source, {key: place})
        before = shown()
        run = search()
        if run.n_joined:
            LinkRun = type(run)
            LinkRun.objects.filter(pk=run.pk).update(state="undoing")
            undo_run(run.pk, now=NOW.replace(year=2099))
        assert active_joins() == []
        return before, shown()

    before, after = in_its_own_base(linked_then_undone)
    assert before == after
