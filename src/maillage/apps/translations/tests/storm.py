"""Several people who say one text at the same moment, by test_storm.py: `storm.py N_PEOPLE`."""

import sys

# First of all: it sets Django up.
from maillage.apps.directory.tests.storm import all_at_once, equal  # isort: skip
from django.db import connections

from maillage.apps.directory.tests.factories import NOW, make_place, make_user
from maillage.apps.translations.actions import say
from maillage.apps.translations.errors import SaidMeanwhile
from maillage.apps.translations.models import Said, digest_of

BRING = "Une pièce d’identité"


def first(n_people: int) -> None:
    """Everybody saw a text that nobody had said: one holds, the others are told."""
    make_place(papers_to_bring=BRING, n_offers=1)
    by = make_user()
    told: list[str] = []

    def one(n: int) -> None:
        try:
            say(digest=digest_of(BRING), language="ar", text=f"نص {n}", seen="", by=by, now=NOW)
        except SaidMeanwhile:
            told.append("refused")

    connections.close_all()
    all_at_once([lambda n=n: one(n) for n in range(n_people)])
    equal((Said.objects.count(), len(told)), (1, n_people - 1))


if __name__ == "__main__":
    first(int(sys.argv[1]))
    sys.stdout.write("one held\n")
