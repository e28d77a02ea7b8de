"""A proposal from its draft to its answer, through the pages, as people do."""

import pytest
from django.core import mail
from django.db.models import Max
from django.urls import reverse

from maillage.apps.contributions.models import Kind, Proposal, State
from maillage.apps.contributions.tests.factories import TITLE, make_proposal
from maillage.apps.directory.queries import audit_rows
from maillage.apps.directory.queries.nearby import running_offers
from maillage.apps.directory.tests.desk import Form, fill_in, text
from maillage.apps.directory.tests.factories import (
    make_offer,
    make_place,
)

pytestmark = pytest.mark.django_db


def url(route, *args):
    return reverse(f"contributions:{route}", args=args)


def last():
    return Proposal.objects.get(pk=Proposal.objects.aggregate(n=Max("pk"))["n"])


def offers_at(place):
    return running_offers([place.public_id]).get(place.public_id, [])


def my_place(author, **fields):
    return make_place(organisation=author.memberships.get().organisation, **fields)


def draft_of(client, place, **changes):
    said = {"title": TITLE, "contact_nom": "Inès, médiatrice", "uses": ["procedures"]}
    answer = fill_in(client, url("new_offer", place.public_id), **said | changes)
    assert answer.status_code == 302, text(answer)
    return last()


# ---------------------------------------------------------------- add a service


@pytest.mark.row("CEN-01")
def test_a_member_adds_one_service_a_steward_accepts_and_residents_find_it(
    client, by_author, author, by_keeper, keeper, django_capture_on_commit_callbacks
):
    place = my_place(author, nom="Centre social du Rouet")
    # The place first: mine is there without a search.
    assert "Centre social du Rouet" in text(by_author.get(url("choose")))
    draft = draft_of(by_author, place, title="Classer ses papiers en ligne")
    assert "Classer ses papiers en ligne" in text(by_author.get(url("proposal", draft.pk)))
    assert by_author.post(url("send", draft.pk)).url == url("mine")
    assert not offers_at(place)
    assert "en attente" in text(by_author.get(url("mine")))

    desk = text(by_keeper.get("/pro/"))
    assert "1 proposition attend votre réponse" in desk
    assert "Camille Exemple, Le Rouet" in text(by_keeper.get(url("queue")))
    page = by_keeper.get(url("proposal", draft.pk))
    sent = Form(text(page)).sent
    with django_capture_on_commit_callbacks(execute=True):
        answer = by_keeper.post(url("publish", draft.pk), {"seal": sent["seal"]})
    assert answer.url == reverse("directory:staff_place", args=[place.public_id])

    # In the public list, on the public page, and in the trace with both names.
    offer = offers_at(place)[0]
    assert (offer.title, offer.contact_nom) == ("Classer ses papiers en ligne", "Inès, médiatrice")
    listed = text(client.get(reverse("directory:results"), {"q": "papiers"}))
    assert "Centre social du Rouet" in listed
    shown = text(client.get(reverse("directory:place", args=[place.public_id])))
    assert "Classer ses papiers en ligne" in shown
    assert "Camille" not in listed + shown
    row = next(r for r in audit_rows("place", place.public_id) if r.action == "accept_proposal")
    assert (row.by, row.after) == (keeper, {"proposal": last().pk})
    assert row.after["proposal"] == draft.pk
    assert "publiée" in text(by_author.get(url("mine")))
    [letter] = mail.outbox
    assert letter.to == [author.email]
    assert "Classer ses papiers en ligne" in letter.body
    assert keeper.email not in letter.body + letter.subject


def test_three_answers_are_enough_and_each_is_necessary(by_author, author):
    place = my_place(author)
    page = url("new_offer", place.public_id)
    answer = by_author.post(page, {})
    assert answer.status_code == 422
    assert "3 réponses sont à revoir" in text(answer)
    assert draft_of(by_author, place).state == "draft"


def test_the_person_to_ask_is_the_one_of_the_place_until_another_is_said(by_author, author):
    place = my_place(author, contact_nom="Accueil du Rouet")
    assert Form(text(by_author.get(url("new_offer", place.public_id)))).sent["contact_nom"] == [
        "Accueil du Rouet"
    ]


def test_every_page_says_who_will_see_what(by_author, author, by_keeper):
    place = my_place(author, n_offers=1)
    number, offer = place.public_id, place.offers.get().public_id
    draft = draft_of(by_author, place)
    pages = [
        url("choose"),
        url("new_place"),
        url("new_offer", number),
        url("correct_place", number),
        url("correct_offer", number, offer),
        url("proposal", draft.pk),
    ]
    for page in pages:
        shown = text(by_author.get(page))
        assert 'class="seen-by' in shown, page
        assert "votre nom n’est pas montré" in shown, page
    waits = make_proposal()
    for page in (url("choose"), url("proposal", waits.pk), url("correct", waits.pk)):
        assert "Vous publiez vous-même" in text(by_keeper.get(page)), page


def test_one_goes_back_without_losing_an_answer(by_author, author):
    place, other = my_place(author), my_place(author, nom="Annexe")
    page = url("new_offer", place.public_id)
    answer = fill_in(by_author, page, title="Atelier photo", age_min="60", back="1")
    draft = last()
    assert answer.url == f"{url('choose')}?brouillon={draft.pk}"
    assert f"{url('new_offer', other.public_id)}?brouillon={draft.pk}" in text(
        by_author.get(answer.url)
    )
    there = f"{url('new_offer', other.public_id)}?brouillon={draft.pk}"
    shown = text(by_author.get(there))
    assert Form(shown).sent["title"] == ["Atelier photo"]
    assert Form(shown).sent["age_min"] == ["60"]
    assert "<details open>" in shown
    answer = fill_in(by_author, there, uses=["procedures"], contact_nom="Accueil")
    draft.refresh_from_db()
    assert draft.place == other
    assert Proposal.objects.count() == 1
    assert draft.values["offer"]["age_min"] == 60


def test_a_place_that_is_not_in_the_list_comes_with_its_service(by_author, by_keeper):
    said = {"nom": "Local du Rouet", "adresse": "3 rue du Rouet", "code_postal": "59999"}
    said |= {"commune": "Clairmaille", "position": "50.6311, 3.0722"}
    answer = fill_in(by_author, url("new_place"), **said)
    draft = last()
    assert answer.url == url("place_offer", draft.pk)
    offer = {"title": TITLE, "contact_nom": "Accueil", "uses": ["procedures"]}
    fill_in(by_author, answer.url, **offer)
    by_author.post(url("send", draft.pk))
    by_keeper.post(url("publish", draft.pk))
    draft.refresh_from_db()
    assert (draft.state, draft.place.nom) == (State.ACCEPTED, "Local du Rouet")
    assert (draft.place.latitude, draft.place.longitude) == (50.6311, 3.0722)
    assert [offer.title for offer in offers_at(draft.place)] == [TITLE]


def test_a_new_place_that_bears_a_known_name_is_shown_the_known_one(by_author):
    make_place(nom="Médiathèque du Rouet")
    answer = fill_in(by_author, url("new_place"), nom="Mediatheque du rouet")
    assert answer.status_code == 422
    assert "Est-ce l’un de ces lieux ?" in text(answer)


def test_a_keeper_publishes_at_once_with_the_same_form(by_keeper, keeper):
    place = make_place()
    draft = draft_of(by_keeper, place)
    assert "Publier" in text(by_keeper.get(url("proposal", draft.pk)))
    by_keeper.post(url("send", draft.pk))
    assert [offer.title for offer in offers_at(place)] == [TITLE]
    actions = [row.action for row in audit_rows("place", place.public_id)]
    assert actions == ["add_offer"]
    assert not mail.outbox


def test_a_draft_without_its_answers_is_not_sent(by_author, author):
    fill_in(by_author, url("new_offer", my_place(author).public_id), title="Atelier", back="1")
    draft = last()
    answer = by_author.post(url("send", draft.pk))
    assert answer.status_code == 422
    assert "usages" in text(answer)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_ages_in_the_wrong_order_are_said_at_once(by_author, author):
    page = url("new_offer", my_place(author).public_id)
    said = {"title": TITLE, "contact_nom": "Accueil", "uses": ["procedures"]}
    answer = fill_in(by_author, page, age_min="60", age_max="12", **said)
    assert answer.status_code == 422
    assert "ne peut pas être plus petit" in text(answer)


# ---------------------------------------------------------------- corrections


def test_a_correction_holds_only_what_changed_and_shows_before_and_after(by_author, by_keeper):
    place = make_place(waiting="Une heure", horaires="Mo 09:00-12:00")
    page = url("correct_place", place.public_id)
    answer = fill_in(by_author, page, waiting="Dix minutes", note="vu lundi")
    proposal = last()
    assert answer.url == url("proposal", proposal.pk)
    assert proposal.values == {"place": {"waiting": "Dix minutes"}}
    assert (proposal.before, proposal.note) == ({"place": {"waiting": "Une heure"}}, "vu lundi")
    by_author.post(url("send", proposal.pk))
    shown = text(by_keeper.get(url("proposal", proposal.pk)))
    assert "Dix minutes" in shown
    assert "Publié maintenant : Une heure" in shown
    assert "vu lundi" in shown
    assert "La fiche a changé" not in shown
    by_keeper.post(url("publish", proposal.pk))
    place.refresh_from_db()
    assert (place.waiting, place.horaires) == ("Dix minutes", "Mo 09:00-12:00")


def test_a_correction_of_a_service_is_published_on_that_service(by_author, by_keeper):
    offer = make_offer(make_place(), title="Atelier", contact_nom="Accueil")
    page = url("correct_offer", offer.place.public_id, offer.public_id)
    fill_in(by_author, page, title="Atelier du mardi")
    proposal = last()
    by_author.post(url("send", proposal.pk))
    by_keeper.post(url("publish", proposal.pk))
    offer.refresh_from_db()
    assert offer.title == "Atelier du mardi"


def test_a_correction_that_changes_nothing_is_not_kept(by_author):
    page = url("correct_place", make_place().public_id)
    answer = fill_in(by_author, page)
    assert answer.status_code == 422
    assert "Vous n’avez rien changé" in text(answer)
    assert not Proposal.objects.exists()


def test_a_draft_of_a_correction_is_taken_up_again(by_author):
    place = make_place(waiting="Une heure")
    page = url("correct_place", place.public_id)
    fill_in(by_author, page, waiting="Dix minutes")
    draft = last()
    again = f"{page}?brouillon={draft.pk}"
    assert Form(text(by_author.get(again))).sent["waiting"] == ["Dix minutes"]
    fill_in(by_author, again, ask_for="L’espace numérique")
    draft.refresh_from_db()
    said = {"waiting": "Dix minutes", "ask_for": "L’espace numérique"}
    assert draft.values == {"place": said}
    fill_in(by_author, again, waiting="Une heure")
    draft.refresh_from_db()
    assert draft.values == {"place": {"ask_for": "L’espace numérique"}}


def test_a_base_that_moved_since_is_said_and_not_written_over_unread(by_keeper):
    place = make_place(waiting="Une heure")
    proposal = make_proposal(
        Kind.EDIT_PLACE, place=place, before={"place": {"waiting": "Une heure"}}
    )
    read = Form(text(by_keeper.get(url("proposal", proposal.pk)))).sent["seal"]
    place.waiting = "Deux heures"
    place.save()
    answer = by_keeper.post(url("publish", proposal.pk), {"seal": read})
    assert answer.status_code == 409
    assert "vient de changer" in text(answer)
    proposal.refresh_from_db()
    assert proposal.state == State.PROPOSED
    shown = text(by_keeper.get(url("proposal", proposal.pk)))
    assert "La fiche a changé depuis cette proposition" in shown
    assert "Publié maintenant : Deux heures" in shown
    assert "Au moment de la proposition : Une heure" in shown
    again = Form(shown).sent["seal"]
    assert by_keeper.post(url("publish", proposal.pk), {"seal": again}).status_code == 302


def test_keepers_are_sent_to_their_own_form(by_keeper):
    number = make_place().public_id
    answer = by_keeper.get(url("correct_place", number))
    assert answer.url == reverse("directory:edit_place", args=[number])


def test_the_page_of_a_place_shows_how_to_propose_to_those_who_do_not_publish(by_author, by_keeper):
    place = make_place(n_offers=1)
    page = reverse("directory:staff_place", args=[place.public_id])
    assert url("correct_place", place.public_id) in text(by_author.get(page))
    assert url("correct_offer", place.public_id, place.offers.get().public_id) in text(
        by_author.get(page)
    )
    assert "Une erreur, un oubli ?" not in text(by_keeper.get(page))
