"""The next moment of a place is shown for what it answers, not for being the next one there."""

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup

from maillage.apps.agenda.queries.topics import TOPICS as TOPICS_OF_LA_COOP
from maillage.apps.agenda.tests.factories import make_series
from maillage.apps.directory.tests.pages import forget_base
from maillage.apps.orientation.queries.availability import SERVES, TOPICS, serves_of
from maillage.apps.orientation.tests.test_orient import GROUP, PARENTING, offer
from maillage.core.orientation.table import PARENTING as PARENTS
from maillage.core.orientation.table import SAFETY


def held(mediation="digital", topics=()):
    return SimpleNamespace(mediation=mediation, topics=list(topics))


def test_every_topic_of_la_coop_is_in_the_table():
    assert set(TOPICS) == {str(topic) for topic in TOPICS_OF_LA_COOP}


def test_topics_say_it_better_than_the_type_of_help():
    assert serves_of(held()) == SERVES["digital"]
    assert serves_of(held(topics=["securite_numerique"])) == (SAFETY,)
    assert serves_of(held(topics=["parentalite", "securite_numerique"])) == (PARENTS, SAFETY)
    # A topic that answers no offer leaves the type of help.
    assert serves_of(held(topics=["associations"])) == SERVES["digital"]


@pytest.mark.django_db
@pytest.mark.parametrize(("topic", "shown"), [("securite_numerique", 0), ("parentalite", 1)])
def test_a_workshop_on_something_else_is_no_next_date_for_a_parent(client, topic, shown):
    place = offer("Centre social du Rouet", PARENTING, modalites_accompagnement=[GROUP])
    make_series(
        place=place, title="Samedi", mediation="digital", topics=[topic], rrule="FREQ=DAILY",
        until=None,
    )  # fmt: skip
    forget_base()
    answer = client.post("/orienter/", {"besoin": "ecole", "cle": "a" * 12})
    (card,) = BeautifulSoup(answer.content, "html.parser").select("ol.places > li")
    assert "Centre social du Rouet" in card.text
    assert len(card.select("a[href^='/agenda/seance/']")) == shown
