"""The pages of a steward: what waits, two records side by side, what was made, how to undo it."""

import re

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from maillage.apps.directory.tests.factories import NOW, make_user
from maillage.apps.linking.actions.searching import search_links
from maillage.apps.linking.models import ComparedRecord, LinkPair
from maillage.apps.linking.tests.factories import (
    COURTILS,
    NAVETTE,
    NAVETTE_PERHAPS,
    deliver,
    groups,
    make_pair,
    make_record,
    said,
)

pytestmark = pytest.mark.django_db
HOME = "/pro/rapprochements/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def person():
    return make_user(role="data_steward", name="Dominique Exemple")


@pytest.fixture
def desk(client, person):
    client.force_login(person, backend=BACKEND)
    return client


@pytest.fixture
def two_doubts():
    deliver("ville", {"v1": NAVETTE, "v2": COURTILS})
    deliver("region", {"r1": NAVETTE_PERHAPS, "r2": said("Centre social des Courtils")})
    search_links(now=NOW)
    return list(LinkPair.objects.order_by("pk"))


def page(answer):
    assert answer.status_code == 200, answer.content.decode()
    return BeautifulSoup(answer.content, "html.parser")


def text(soup):
    return " ".join(soup.get_text(" ").split())


def open_pair(desk, pair, query=""):
    return page(desk.get(f"{HOME}paires/{pair.pk}/{query}"))


def send(desk, soup, says):
    """Press one of the three buttons of a page, as a browser without a script does."""
    form = soup.find("button", value=says).find_parent("form")
    data = {field["name"]: field["value"] for field in form.find_all("input")}
    return desk.post(form["action"], data | {"reponse": says}, follow=True)


# ---------------------------------------------------------------- the queue


def test_before_the_first_search_the_page_says_what_will_come(desk):
    said_there = text(page(desk.get(HOME)))
    assert "Aucune recherche n’a encore été faite" in said_there
    assert "Répondre" not in said_there


def test_the_queue_says_how_many_wait_and_why(desk, two_doubts):
    soup = page(desk.get(HOME))
    assert "Répondre : 2 restants" in text(soup)
    lines = soup.select("main ul.queue > li")
    assert len(lines) == 2
    assert "Pour : " in text(lines[0])


def test_the_queue_is_narrowed_and_an_empty_filter_says_so(desk, two_doubts):
    assert len(page(desk.get(f"{HOME}?source=ville")).select("main ul.queue > li")) == 2
    for query in ("source=ailleurs", "commune=Ailleurs", "doute=held"):
        assert "Rien n’attend avec ce filtre" in text(page(desk.get(f"{HOME}?{query}")))
    assert len(page(desk.get(f"{HOME}?doute=nimporte")).select("main ul.queue > li")) == 2


def test_filters_follow_from_one_pair_to_the_next(desk, two_doubts):
    soup = open_pair(desk, two_doubts[0], "?source=region&commune=Clairmaille")
    answer = send(desk, soup, "different")
    assert answer.redirect_chain[-1][0].endswith("?source=region&commune=Clairmaille")


def test_the_most_useful_pair_comes_first(desk):
    sure = make_pair(probability=0.97)
    hidden = make_pair(probability=0.62)
    ComparedRecord.objects.filter(pk=hidden.left_id).get().home.__class__.objects.filter(
        pk=hidden.left.home_id
    ).update(withdrawn_at=NOW)
    seen = make_pair(probability=0.61)
    low = make_pair(probability=0.3)
    lines = page(desk.get(HOME)).select("main ul.queue > li a")
    numbers = [int(line["href"].split("/")[-2]) for line in lines]
    assert numbers == [sure.pk, seen.pk, hidden.pk, low.pk]


@pytest.mark.parametrize("n", [2, 6])
def test_the_queue_costs_the_same_whatever_its_length(desk, n, django_assert_num_queries):
    for _ in range(n):
        make_pair()
    desk.get(HOME)
    with django_assert_num_queries(14):
        desk.get(HOME)


# ---------------------------------------------------------------- side by side


def test_a_number_made_of_zeros_is_no_number(desk):
    known, unknown = (
        make_record(values={"name": "La Navette", "siret": siret})
        for siret in ("21590512900012", "00000000000000")
    )
    soup = open_pair(desk, make_pair(known, unknown))
    rows = {text(row.th): row for row in soup.select("table.pair tbody tr")}
    assert "21590512900012" in text(rows["SIRET"])
    assert "(rien)" in text(rows["SIRET"])
    assert "00000000000000" not in text(soup.main)


def test_two_records_side_by_side_say_what_agrees_and_what_does_not(desk, two_doubts):
    soup = open_pair(desk, two_doubts[0])
    assert soup.h1.get_text() == "Est-ce le même lieu ?"
    rows = {text(row.th): row for row in soup.select("table.pair tbody tr")}
    assert "Médiathèque La Navette" in text(rows["Nom"])
    assert "oui" in text(rows["Nom"])
    assert "(rien)" in text(rows["Téléphone"])
    assert "Ne dit rien" in text(rows["Téléphone"])
    # What is said of keys has no use on a telephone: the style hides it there.
    assert "keys" in soup.find(string=re.compile("Au clavier")).parent["class"]
    # Words that differ are marked, and what they tell is said in words, not by colour alone.
    assert [mark.get_text().strip() for mark in rows["Nom"].find_all("mark")] == ["Médiathèque"]
    for cell in soup.select("table.pair td"):
        assert cell["data-l"]


def test_both_places_are_drawn_on_the_plan(desk):
    left = make_pair().left
    left.values |= {"lat": 50.28, "lon": 3.18}
    left.save()
    pair = LinkPair.objects.get()
    soup = open_pair(desk, pair)
    assert "Une seule des deux fiches est placée" in text(soup.figure.svg)
    pair.right.values |= {"lat": 50.281, "lon": 3.18}
    pair.right.save()
    soup = open_pair(desk, pair)
    assert "à 111 m l’un de l’autre" in text(soup.figure.figcaption)
    assert {"A", "B"} <= {t.get_text() for t in soup.select("svg .pin-n")}


def test_keys_answer_and_the_buttons_do_without(desk, two_doubts):
    buttons = open_pair(desk, two_doubts[0]).select("button[accesskey]")
    assert [(b["accesskey"][0], b["data-key"], b["value"]) for b in buttons] == [
        ("s", "s", "same"),
        ("d", "d", "different"),
        ("p", "p", "later"),
    ]


def test_an_answer_leads_to_the_next_question_at_once(desk, two_doubts):
    first, second = two_doubts
    answer = send(desk, open_pair(desk, first), "same")
    assert answer.redirect_chain[-1][0] == f"{HOME}paires/{second.pk}/"
    assert "Noté : c’est le même lieu." in text(page(answer))
    answer = send(desk, page(answer), "different")
    assert answer.redirect_chain[-1][0] == HOME
    assert "Rien n’attend" in text(page(answer))
    assert len(groups()) == 1


def test_later_leads_to_another_and_comes_back_in_the_end(desk, two_doubts):
    first, second = two_doubts
    answer = send(desk, open_pair(desk, first), "later")
    assert answer.redirect_chain[-1][0] == f"{HOME}paires/{second.pk}/"
    answer = send(desk, page(answer), "same")
    assert answer.redirect_chain[-1][0] == f"{HOME}paires/{first.pk}/"


def test_my_last_answer_is_taken_back_by_a_button(desk, two_doubts):
    answer = send(desk, open_pair(desk, two_doubts[0]), "same")
    assert "Annuler ma dernière réponse" in text(page(answer))
    answer = desk.post(f"{HOME}reprendre/", follow=True)
    assert answer.redirect_chain[-1][0] == f"{HOME}paires/{two_doubts[0].pk}/"
    assert groups() == []
    assert "Annuler ma dernière réponse" not in text(page(desk.get(HOME)))
    assert desk.post(f"{HOME}reprendre/").status_code == 409


def test_a_question_that_has_its_answer_says_who_gave_it(desk, two_doubts):
    send(desk, open_pair(desk, two_doubts[0]), "different")
    soup = open_pair(desk, two_doubts[0])
    assert soup.h1.get_text() == "Cette question a sa réponse"
    assert "Dominique Exemple" in text(soup)
    assert not soup.select("button[name=reponse]")


def test_why_it_is_asked_again_is_said(desk, two_doubts, person):
    pair = two_doubts[0]
    send(desk, open_pair(desk, pair), "different")
    LinkPair.objects.filter(pk=pair.pk).update(answered_left="autre")
    assert "une des deux fiches a changé" in text(open_pair(desk, pair))
    LinkPair.objects.filter(pk=two_doubts[1].pk).update(held=True)
    assert "défait avec sa recherche" in text(open_pair(desk, two_doubts[1]))
    LinkPair.objects.filter(pk=two_doubts[1].pk).update(held=False, verdict="same")
    assert "une autre fiche" in text(open_pair(desk, two_doubts[1]))


def test_a_pair_costs_the_same_whatever_the_queue(desk, two_doubts, django_assert_num_queries):
    open_pair(desk, two_doubts[0])
    with django_assert_num_queries(13):
        desk.get(f"{HOME}paires/{two_doubts[0].pk}/")


# ---------------------------------------------------------------- hostile


def test_a_form_that_is_out_of_date_changes_nothing_and_says_why(desk, two_doubts):
    soup = open_pair(desk, two_doubts[0])
    other = make_user(role="coordinator", name="Claude Exemple")
    from maillage.apps.linking.actions.answering import answer_pair
    from maillage.apps.linking.queries.pairs import get_pair, seal

    pair = get_pair(two_doubts[0].pk)
    answer_pair(pair.pk, says="different", seen=seal(pair), by=other, now=timezone.now())
    answer = send(desk, soup, "same")
    assert answer.status_code == 409
    assert "Claude Exemple a déjà répondu" in answer.content.decode()
    assert groups() == []


@pytest.mark.parametrize("said_so", ["", "peut-être", "same'--", "\0"])
def test_an_answer_that_is_none_changes_nothing(desk, two_doubts, said_so):
    pair = two_doubts[0]
    answer = desk.post(f"{HOME}paires/{pair.pk}/repondre/", {"reponse": said_so}, follow=True)
    assert "Choisissez une des trois réponses" in answer.content.decode()
    assert LinkPair.objects.get(pk=pair.pk).answer == ""


def test_addresses_that_name_nothing_are_not_found(desk):
    missing = 2_000_000_000
    for path in (f"paires/{missing}/", f"liens/{missing}/defaire/", f"recherches/{missing}/"):
        assert desk.get(f"{HOME}{path}").status_code == 404
    assert desk.get(f"{HOME}?source=%00&commune=%00").status_code == 200
    assert desk.get(f"{HOME}liens/?avant=99999999999999999999&par=x").status_code == 200


def test_what_writes_is_never_done_by_a_link(desk, two_doubts):
    for path in (f"paires/{two_doubts[0].pk}/repondre/", "reprendre/", "recherches/lancer/"):
        assert desk.get(f"{HOME}{path}").status_code == 405


def test_names_that_hold_html_are_shown_as_they_are(desk):
    pair = make_pair()
    pair.left.values = {"name": "<script>alert(1)</script>", "site": ["javascript:alert(1)"]}
    pair.left.save()
    answer = desk.get(f"{HOME}paires/{pair.pk}/").content.decode()
    assert "<script>alert" not in answer
    assert 'href="javascript' not in answer
