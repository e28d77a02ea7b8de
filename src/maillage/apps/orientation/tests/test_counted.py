"""What is counted of those who agreed: obstacles as they come together, ranks, no small number."""

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from maillage.apps.directory.tests.factories import NOW, make_organisation, make_user
from maillage.apps.orientation.actions.keeping import keep_diagnosis, withdraw
from maillage.apps.orientation.queries.answers import Benefit, Everything, ShortAnswers
from maillage.apps.orientation.queries.counted import count_answers, counted
from maillage.core.skills import LastUse, Obstacle

MEANS, SKILL = Obstacle.NO_COMPUTER, Obstacle.KNOW_HOW
BOTH = ShortAnswers(obstacles=frozenset({MEANS, SKILL}))
ONE = ShortAnswers(obstacles=frozenset({MEANS}))


def said(lines):
    return {words: cell.n for words, cell in lines}


@pytest.mark.row("ORI-06")
def test_means_and_know_how_together_are_a_line_of_their_own():
    lines = said(count_answers([BOTH] * 6 + [ONE] * 7).combinations)
    assert lines == {"matériel et argent": 7, "matériel et argent + savoir faire": 6}


@pytest.mark.row("ORI-33")
def test_the_first_recourse_is_ranked():
    answers = [ShortAnswers(recourse="family")] * 9 + [ShortAnswers(recourse="library")] * 12
    answers += [ShortAnswers()] * 3
    assert [words for words, _cell in count_answers(answers).recourses] == [
        "Une médiathèque",
        "Ma famille",
    ]
    assert count_answers(answers).n_recourse.n == 21


@pytest.mark.row("ORI-18")
def test_who_goes_online_every_day_without_any_benefit_is_counted():
    nothing = ShortAnswers(benefits=frozenset())
    gains = ShortAnswers(benefits=frozenset({Benefit.TIME}))
    offline = ShortAnswers(benefits=frozenset(), last_use=LastUse.NEVER)
    found = count_answers([nothing] * 6 + [gains] * 8 + [offline] * 5 + [ShortAnswers()] * 4)
    assert (found.without_benefit.n, found.n_asked.n) == (6, 14)


def test_fewer_than_five_people_are_not_told():
    found = count_answers([BOTH] * 3 + [ONE] * 20)
    assert said(found.combinations)["matériel et argent + savoir faire"] is None
    assert count_answers([BOTH] * 4).n.n is None
    assert count_answers([]).n.n == 0


@pytest.mark.django_db
def test_only_who_agreed_is_counted_and_only_while_they_agree(client):
    def keep(n, **more):
        return [
            keep_diagnosis(Everything(short=BOTH), once=f"{more}{i}", months=12, now=NOW, **more)
            for i in range(n)
        ]

    keep(6)
    codes = keep(7, may_count=True)
    day = NOW.date()
    assert counted(start=day, end=day).n.n == 7
    withdraw(codes[0], now=NOW)
    assert counted(start=day, end=day).n.n == 6


@pytest.mark.django_db
def test_the_page_says_its_base_and_an_elected_person_may_read_it(client):
    client.force_login(make_user(role="elected"))
    empty = client.get("/pro/orientation/chiffres/").content.decode()
    assert "Personne n’a encore permis" in empty
    for number in range(6):
        keep_diagnosis(
            Everything(short=ShortAnswers(obstacles=frozenset({MEANS}), recourse="family")),
            once=str(number), months=12, now=timezone.now(), may_count=True,
        )  # fmt: skip
    page = BeautifulSoup(client.get("/pro/orientation/chiffres/").content, "html.parser")
    rows = [row.get_text(" ", strip=True) for row in page.select("tbody tr")]
    assert rows == ["Matériel et argent 6", "Ma famille 6"]
    assert " ." not in page.main.get_text()
    client.force_login(make_user(role="prescriber", organisation=make_organisation()))
    assert client.get("/pro/orientation/chiffres/").status_code == 403
