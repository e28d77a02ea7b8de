"""Stewards who answer at the same moment, while a search runs; by test_storm.py, for real."""

# First of all: it sets Django up.
from maillage.apps.directory.tests.storm import all_at_once, equal  # isort: skip
from datetime import timedelta

from maillage.apps.directory.queries import active_joins
from maillage.apps.directory.tests.factories import NOW, make_user
from maillage.apps.linking.actions.answering import answer_pair
from maillage.apps.linking.actions.searching import search_links
from maillage.apps.linking.errors import PairAnswered, RunAtWork
from maillage.apps.linking.models import LinkPair, LinkRun
from maillage.apps.linking.queries.pairs import get_pair, seal
from maillage.apps.linking.tests.factories import NAVETTE, NAVETTE_PERHAPS, deliver

ROUNDS = 5


def answers() -> None:
    """Three people answer one question, twice "same" and once "different": one of them is heard."""
    people = [make_user(role="data_steward", name=f"Garde {n}") for n in range(3)]
    for turn in range(ROUNDS):
        deliver(f"ville{turn}", {"v": NAVETTE | {"nom": f"Médiathèque Rouet {turn}"}})
        deliver(f"region{turn}", {"r": NAVETTE_PERHAPS | {"nom": f"Rouet {turn}"}})
    search_links(now=NOW)
    doubts = list(LinkPair.objects.filter(verdict="doubtful", answer="").order_by("pk"))
    equal(len(doubts) >= 1, True)
    for number, doubt in enumerate(doubts[:ROUNDS]):
        seen = seal(get_pair(doubt.pk))
        told: list[str] = []
        now = NOW + timedelta(hours=number + 1)

        def attempt(who, says, doubt=doubt, seen=seen, told=told, now=now):
            try:
                answer_pair(doubt.pk, says=says, seen=seen, by=who, now=now)
            except PairAnswered as error:
                told.append(str(error))

        def search(now=now, told=told):
            try:
                search_links(now=now)
            except RunAtWork:
                told.append("search")

        all_at_once(
            [
                lambda attempt=attempt: attempt(people[0], "same"),
                lambda attempt=attempt: attempt(people[1], "different"),
                lambda attempt=attempt: attempt(people[2], "same"),
                search,
            ]
        )
        equal(len([words for words in told if words != "search"]), 2)
        pair = get_pair(doubt.pk)
        shown = {end.home.joined_to_id or end.home_id for end in (pair.left, pair.right)}
        equal(len(shown), 1 if pair.answer == "same" else 2)


def searches() -> None:
    """Three searches at once: one does the work, no link is made twice."""
    for source in ("a", "b", "c"):
        deliver(source, {"x": NAVETTE | {"nom": "Fuseau des Navettes", "adresse": "9 rue Ici"}})
    before = len(active_joins())
    done: list[str] = []

    def search() -> None:
        try:
            done.append(search_links(now=NOW + timedelta(days=2)).state)
        except RunAtWork:
            done.append("told")

    all_at_once([search, search, search])
    equal("done" in done, True)
    equal(len(active_joins()), before + 2)
    equal(LinkRun.objects.filter(state="working").count(), 0)


if __name__ == "__main__":
    answers()
    searches()
    print("nothing lost")
