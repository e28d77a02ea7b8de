"""What was joined, by which search, how to undo it; and what links say in the pages of others."""

from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.apps.directory.queries import find_place_by_alias
from maillage.apps.directory.tests.factories import NOW, make_place, make_user
from maillage.apps.linking.actions.searching import search_links
from maillage.apps.linking.models import Link, LinkPair, LinkRun
from maillage.apps.linking.tests.factories import (
    NAVETTE,
    NAVETTE_PERHAPS,
    NAVETTE_TOO,
    deliver,
    make_link,
    make_run,
)
from maillage.apps.linking.tests.test_pages import (
    HOME,
    desk,
    open_pair,
    page,
    person,
    send,
    text,
    two_doubts,
)
from maillage.web.jobs import run_waiting
from maillage.web.slots import Slot, fill

pytestmark = pytest.mark.django_db
__all__ = ["desk", "person", "two_doubts"]  # fixtures


# ---------------------------------------------------------------- links made


def test_links_say_who_made_them_and_why(desk, two_doubts):
    deliver("etat", {"e1": NAVETTE_TOO})
    search_links(now=NOW + timedelta(hours=1))
    send(desk, open_pair(desk, LinkPair.objects.filter(verdict="doubtful").last()), "same")
    soup = page(desk.get(f"{HOME}liens/"))
    assert "1 faits par les indices, 1 par des personnes" in text(soup)
    assert "Par les indices, le 15 septembre 2026" in text(soup)
    assert "Par Dominique Exemple" in text(soup)
    assert len(page(desk.get(f"{HOME}liens/?par=people")).select("main ul.queue > li")) == 1
    assert "Aucun lien ici" not in text(page(desk.get(f"{HOME}liens/?par=evidence")))


def test_before_the_first_link_the_list_says_so(desk):
    assert "Aucun lien ici" in text(page(desk.get(f"{HOME}liens/")))
    assert "Personne n’a encore répondu" in text(page(desk.get(f"{HOME}liens/?par=apart")))


def test_what_was_said_to_be_two_places_is_listed_and_can_be_read_again(desk, two_doubts):
    send(desk, open_pair(desk, two_doubts[0]), "different")
    soup = page(desk.get(f"{HOME}liens/?par=apart"))
    assert "Dit par Dominique Exemple" in text(soup)
    assert soup.select(f'a[href="{HOME}paires/{two_doubts[0].pk}/"]')


@pytest.mark.parametrize("n", [1, 4])
def test_links_cost_the_same_whatever_their_number(desk, n, django_assert_num_queries):
    for _ in range(n):
        make_link()
    desk.get(f"{HOME}liens/")
    with django_assert_num_queries(6):
        desk.get(f"{HOME}liens/")


def test_a_list_of_links_goes_on_after_thirty(desk):
    run = make_run()
    for _ in range(31):
        make_link(run=run)
    soup = page(desk.get(f"{HOME}liens/"))
    assert len(soup.select("main ul.queue > li")) == 30
    following = page(desk.get(soup.select_one("a[rel=next]")["href"]))
    assert len(following.select("main ul.queue > li")) == 1
    assert "Revenir au début" in text(following)


def test_a_link_is_undone_after_a_question(desk):
    link = make_link()
    address = f"{HOME}liens/{link.pk}/defaire/"
    assert "Défaire ce lien ?" in text(page(desk.get(address)))
    answer = desk.post(address, follow=True)
    assert "sont de nouveau deux lieux" in text(page(answer))
    assert desk.get(address).status_code == 409
    assert desk.post(address).status_code == 409


# ---------------------------------------------------------------- searches


def test_a_search_is_asked_for_and_its_page_says_what_it_did(desk):
    deliver("ville", {"v1": NAVETTE})
    deliver("region", {"r1": NAVETTE_TOO})
    assert "Aucune recherche" in text(page(desk.get(f"{HOME}recherches/")))
    assert desk.post(f"{HOME}recherches/lancer/").status_code == 302
    run_waiting()
    run = LinkRun.objects.get()
    soup = page(desk.get(f"{HOME}recherches/{run.pk}/"))
    assert "1 lien fait, 2 fiches comparées sur 2" in text(soup)
    assert "Défaire son lien (1)" in text(soup)
    assert "terminée" in text(page(desk.get(f"{HOME}recherches/")))


def test_a_search_at_work_says_how_far_it_is_without_a_script(desk):
    run = make_run("working", step="Comparaison", step_n=40, step_total=100, step_at=timezone.now())
    soup = page(desk.get(f"{HOME}recherches/{run.pk}/"))
    assert soup.progress["value"] == "40"
    assert "40 sur 100" in text(soup)
    assert soup.select('noscript meta[http-equiv="refresh"]')
    assert "s’est arrêtée un moment" not in text(soup)
    assert "Une recherche de liens est en cours" in text(page(desk.get(HOME)))
    part = desk.get(f"{HOME}recherches/{run.pk}/", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    LinkRun.objects.update(step_at=NOW)
    assert "s’est arrêtée un moment" in text(page(desk.get(f"{HOME}recherches/{run.pk}/")))
    LinkRun.objects.update(state="done", finished_at=NOW)
    over = desk.get(f"{HOME}recherches/{run.pk}/", headers={"HX-Request": "true"})
    assert over["HX-Refresh"] == "true"


def test_a_search_that_stopped_says_why(desk):
    run = make_run("failed", failure="Le disque est plein.")
    assert "Le disque est plein." in text(page(desk.get(f"{HOME}recherches/{run.pk}/")))


def test_the_links_of_a_search_are_undone_after_a_question(desk):
    link = make_link()
    address = f"{HOME}recherches/{link.run_id}/"
    assert "1 lien fait par cette recherche sera défait" in text(
        page(desk.get(f"{address}defaire/"))
    )
    assert desk.post(f"{address}defaire/").status_code == 302
    assert "annulation en cours" in text(page(desk.get(address)))
    run_waiting()
    assert "Demandé par Dominique Exemple" in text(page(desk.get(address)))
    assert desk.get(f"{address}defaire/").status_code == 409
    assert Link.objects.get().join.undone_at is not None


# ---------------------------------------------------------------- in the pages of others


def test_the_desk_says_how_many_wait_to_those_who_answer(desk, person, two_doubts):
    assert "2 rapprochements à vérifier" in text(page(desk.get("/pro/")))
    member = make_user(role="elected")
    panels = fill(Slot.ROLE_DESK, [person.pk, member.pk])
    assert any(panel.template == "linking/_desk.html" for panel in panels[person.pk])
    assert not any(panel.template == "linking/_desk.html" for panel in panels[member.pk])


def test_a_place_says_which_records_it_brings_together(desk):
    deliver("ville", {"v1": NAVETTE})
    deliver("region", {"r1": NAVETTE_TOO})
    search_links(now=NOW)
    link = Link.objects.get()
    soup = page(desk.get(f"/pro/lieux/{link.join.kept.public_id}/"))
    assert "Ce lieu réunit 2 fiches" in text(soup)
    assert soup.select(f'a[href="{HOME}liens/{link.pk}/defaire/"]')
    alone = make_place()
    assert "Ce lieu réunit" not in text(page(desk.get(f"/pro/lieux/{alone.public_id}/")))


@pytest.mark.parametrize("n", [1, 3])
def test_panels_of_places_cost_the_same(n, django_assert_num_queries):
    numbers = [make_link().join.kept.public_id for _ in range(n)]
    from maillage.apps.linking.views import place_panels

    with django_assert_num_queries(2):
        assert len(place_panels(numbers)) == n


@pytest.mark.row("DAT-01")
def test_a_second_source_that_overlaps_the_first_is_proposed_and_each_record_shows_its_source(desk):
    """Imported, answered by hand on screen, and each record of the place still names its source."""
    deliver("ville", {"v1": NAVETTE})
    deliver("region", {"r1": NAVETTE_PERHAPS})
    search_links(now=NOW)
    (pair,) = LinkPair.objects.all()
    assert "Répondre : 1 restant" in text(page(desk.get(HOME)))
    soup = open_pair(desk, pair)
    heads = text(soup.select_one("table.pair"))
    assert "ville" in heads
    assert "region" in heads
    send(desk, soup, "same")
    number = find_place_by_alias("ville", "v1").public_id
    there = text(page(desk.get(f"/pro/lieux/{number}/", follow=True)))
    assert "Ce lieu réunit 2 fiches" in there
    assert "fiche v1" in there
    assert "fiche r1" in there
