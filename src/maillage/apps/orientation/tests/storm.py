"""Many who search, keep, and erase at the same moment, by test_storm.py, for real.

Run in a process of its own, with a database of its own: `storm.py NAME`. What the database refuses
by itself stops the storm: it is a fault.
"""

import sys
from typing import Any

# First of all: it sets Django up.
from maillage.apps.directory.tests.storm import all_at_once, equal  # isort: skip
from django.db import connections
from django.utils import timezone

from maillage.apps.directory.tests.factories import Zone
from maillage.apps.orientation.actions.keeping import keep_diagnosis, purge, withdraw
from maillage.apps.orientation.actions.unmet import count_search
from maillage.apps.orientation.errors import DiagnosisErased, DiagnosisUnknown
from maillage.apps.orientation.models import Diagnosis, SearchDay, SearchSeen, UnmetNeed
from maillage.apps.orientation.queries.answers import Everything, ShortAnswers
from maillage.web.errors import DomainError

THREADS, TURNS = 8, 12
NOW = timezone.now()
ANSWERS = Everything(short=ShortAnswers(motive="ecole"))


def searches() -> None:
    """Eight people search on the first morning; each page is sent twice, by two of them."""
    zone = Zone.objects.create(kind="quarter", code="q", nom="Rouet", slug="rouet").pk

    def search(thread: int) -> None:
        for turn in range(TURNS):
            for where in (zone, None):
                pair = thread // 2
                count_search(
                    key=f"{pair}-{turn}-{where or 0}",
                    need="ecole",
                    zone_id=where,
                    # One of the two sees the list before a place opened.
                    unmet=turn % 3 == 0 and thread % 2 == 0,
                    now=NOW,
                )

    connections.close_all()
    all_at_once([lambda n=n: search(n) for n in range(THREADS)])
    pages, lacks = THREADS // 2 * TURNS, THREADS // 2 * (TURNS // 3)
    row = SearchDay.objects.get(zone=zone)
    equal((row.n_searches, row.n_unmet), (pages, lacks))
    # Without a quarter two rows may be made at once: their sum holds.
    rows = SearchDay.objects.filter(zone=None).values_list("n_searches", "n_unmet")
    equal(tuple(map(sum, zip(*rows, strict=True))), (pages, lacks))
    equal(SearchSeen.objects.count(), 2 * pages)
    equal(UnmetNeed.objects.count(), 2 * lacks)


def kept() -> None:
    """A form is sent again and again while its diagnosis is erased by two, and purged."""
    for turn in range(TURNS):
        once = f"once {turn}"
        keep: dict[str, Any] = {"once": once, "months": 1, "now": NOW}
        code = keep_diagnosis(ANSWERS, **keep)
        told: list[str] = []

        def trying(work: Any, told: list[str] = told) -> None:
            try:
                work()
            except DomainError as error:
                told.append(type(error).__name__)

        again = [lambda k=keep: trying(lambda: keep_diagnosis(ANSWERS, **k)) for _ in range(4)]
        erase = [lambda c=code: trying(lambda: withdraw(c, now=NOW)) for _ in range(2)]
        connections.close_all()
        all_at_once([*again, *erase, lambda: trying(lambda: purge(today=NOW.date()))])
        row = Diagnosis.objects.get(pk=Diagnosis.objects.order_by("-pk").first().pk)
        equal((row.code_digest, row.answers), (None, {}))
        equal(Diagnosis.objects.count(), turn + 1)
        equal(told.count(DiagnosisUnknown.__name__), 1)
        equal(set(told) <= {DiagnosisUnknown.__name__, DiagnosisErased.__name__}, True)


if __name__ == "__main__":
    {"searches": searches, "kept": kept}[sys.argv[1]]()
    print("nothing lost")
