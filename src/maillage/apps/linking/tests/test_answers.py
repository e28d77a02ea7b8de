"""What people answer is remembered, can be taken back, and is asked again only when it must be."""

from datetime import timedelta

import pytest
from django.apps import apps

from maillage.apps.directory.queries import active_joins
from maillage.apps.directory.tests.factories import NOW, make_user
from maillage.apps.linking.actions.answering import answer_pair, put_off, take_back
from maillage.apps.linking.actions.searching import search_links
from maillage.apps.linking.actions.undoing import ask_undo_run, undo_link, undo_run
from maillage.apps.linking.errors import (
    AnswersContradict,
    LinkUndone,
    NothingToTakeBack,
    NothingToUndo,
    PairAnswered,
    PairChanged,
    PairGone,
    PairUnknown,
)
from maillage.apps.linking.models import Link, LinkPair, LinkRun
from maillage.apps.linking.queries.pairs import Filters, get_pair, n_waiting, next_pairs, seal
from maillage.apps.linking.tests.factories import (
    COURTILS,
    NAVETTE,
    NAVETTE_PERHAPS,
    NAVETTE_TOO,
    deliver,
    groups,
    said,
)
from maillage.web.jobs import run_waiting

AuditRow = apps.get_model("directory", "AuditRow")

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def by():
    return make_user(role="data_steward")


@pytest.fixture
def doubt():
    """Return the number of one doubtful pair of two places."""
    deliver("ville", {"v1": NAVETTE})
    deliver("region", {"r1": NAVETTE_PERHAPS})
    search_links(now=NOW)
    return LinkPair.objects.get().pk


def answer(number, says, by, now=NOW):
    return answer_pair(number, says=says, seen=seal(get_pair(number)), by=by, now=now)


def traces():
    return list(AuditRow.objects.order_by("pk").values_list("action", flat=True))


def test_the_same_place_is_joined_at_once_and_leaves_a_trace(doubt, by):
    answer(doubt, "same", by)
    assert groups() == [["r1", "v1"]]
    assert traces() == ["answer_same", "join_places"]
    assert Link.objects.get().join.by == by
    assert n_waiting() == 0
    assert search_links(now=LATER, full=True).n_separated == 0
    assert groups() == [["r1", "v1"]]


def test_two_places_are_not_asked_again(doubt, by):
    answer(doubt, "different", by)
    assert groups() == []
    assert traces() == ["answer_different"]
    assert n_waiting() == 0
    search_links(now=LATER, full=True)
    assert n_waiting() == 0


def test_two_places_stay_two_even_when_the_evidence_becomes_strong(doubt, by):
    answer(doubt, "different", by)
    deliver("region", {"r1": NAVETTE_TOO})
    search_links(now=LATER)
    assert LinkPair.objects.get().verdict == "same"
    assert groups() == []
    assert n_waiting() == 1  # a compared field changed, and the evidence contradicts the answer


def test_it_is_asked_again_only_when_a_compared_field_changes(doubt, by):
    answer(doubt, "different", by)
    deliver("region", {"r1": NAVETTE_PERHAPS | {"presentation_resume": "Ouvert à tous."}})
    search_links(now=LATER)
    assert n_waiting() == 0
    deliver("region", {"r1": NAVETTE_PERHAPS | {"horaires": "Mo-Fr 09:00-12:00"}})
    search_links(now=LATER)
    assert n_waiting() == 1
    answer(doubt, "different", by, LATER)
    assert n_waiting() == 0


def test_an_answer_that_the_evidence_confirms_is_not_asked_again(doubt, by):
    answer(doubt, "same", by)
    deliver("region", {"r1": NAVETTE_TOO})
    search_links(now=LATER)
    assert LinkPair.objects.get().verdict == "same"
    assert n_waiting() == 0


def test_a_link_by_a_person_stays_when_the_evidence_goes(doubt, by):
    answer(doubt, "same", by)
    deliver("region", {"r1": COURTILS})
    search_links(now=LATER)
    assert groups() == [["r1", "v1"]]
    assert LinkPair.objects.get().verdict == "different"


def test_later_comes_after_all_the_others(by):
    deliver("ville", {"v1": NAVETTE, "v2": COURTILS})
    deliver("region", {"r1": NAVETTE_PERHAPS, "r2": said("Centre social des Courtils")})
    search_links(now=NOW)
    first, second = next_pairs(Filters(), limit=5)
    put_off(first.pk, seen=seal(first), by=by, now=NOW)
    assert [pair.pk for pair in next_pairs(Filters(), limit=5)] == [second.pk, first.pk]
    assert n_waiting() == 2
    assert traces() == ["answer_later"]


def test_the_last_answer_is_taken_back_and_the_question_comes_again(doubt, by):
    before = get_pair(doubt).stands()
    for says in ("same", "different"):
        answer(doubt, says, by)
        assert take_back(by=by, now=LATER).pk == doubt
        assert groups() == []
        assert n_waiting() == 1
        assert get_pair(doubt).stands() == before
    with pytest.raises(NothingToTakeBack):
        take_back(by=by, now=LATER)


def test_one_takes_back_one_s_own_answers_only(doubt, by):
    answer(doubt, "same", by)
    with pytest.raises(NothingToTakeBack):
        take_back(by=make_user(role="coordinator"), now=LATER)


def test_what_another_person_answered_before_stands_again(doubt, by):
    answer(doubt, "different", make_user(role="coordinator", name="Claude"))
    deliver("region", {"r1": NAVETTE_PERHAPS | {"horaires": "Mo-Fr 09:00-12:00"}})
    search_links(now=LATER)
    answer(doubt, "same", by, LATER)
    assert groups() == [["r1", "v1"]]
    take_back(by=by, now=LATER)
    pair = get_pair(doubt)
    assert (pair.answer, pair.answered_by.name) == ("different", "Claude")
    assert groups() == []


def test_what_is_shown_at_one_place_is_asked_about_once(by):
    """Two records already together, a third one that may be of the same place: one answer."""
    deliver("ville", {"v1": NAVETTE})
    deliver("etat", {"e1": NAVETTE_TOO})
    deliver("region", {"r1": NAVETTE_PERHAPS})
    search_links(now=NOW)
    assert groups() == [["e1", "v1"]]
    assert n_waiting() == 2
    first = next_pairs(Filters(), limit=5)[0]
    put_off(first.pk, seen=seal(first), by=by, now=NOW)
    assert LinkPair.objects.filter(later_at=NOW).count() == 2
    answer(first.pk, "different", by)
    assert n_waiting() == 0
    assert traces() == ["answer_later", "answer_different"]
    take_back(by=by, now=LATER)
    assert n_waiting() == 2
    assert not LinkPair.objects.exclude(answer="").exists()


# ---------------------------------------------------------------- several at once, or too late


def test_of_two_answers_the_second_is_told_who_was_first(doubt, by):
    seen = seal(get_pair(doubt))
    answer(doubt, "same", make_user(role="coordinator", name="Claude Exemple"))
    with pytest.raises(PairAnswered, match="Claude Exemple a déjà répondu"):
        answer_pair(doubt, says="different", seen=seen, by=by, now=NOW)
    assert groups() == [["r1", "v1"]]
    with pytest.raises(PairAnswered):
        put_off(doubt, seen=seen, by=by, now=NOW)


def test_what_changed_since_the_page_was_shown_must_be_read_again(doubt, by):
    seen = seal(get_pair(doubt))
    deliver("region", {"r1": NAVETTE_PERHAPS | {"horaires": "Mo-Fr 09:00-12:00"}})
    search_links(now=NOW)
    with pytest.raises(PairChanged):
        answer_pair(doubt, says="same", seen=seen, by=by, now=NOW)
    for nonsense in ("", "x", "-" * 300):
        with pytest.raises(PairChanged):
            answer_pair(doubt, says="same", seen=nonsense, by=by, now=NOW)
    assert groups() == []


def test_a_record_that_its_source_withdrew_is_not_answered_about(doubt, by):
    answer(doubt, "different", by)
    seen = seal(get_pair(doubt))
    deliver("region", {}, gone=["r1"])
    search_links(now=NOW)
    with pytest.raises(PairGone):
        answer_pair(doubt, says="same", seen=seen, by=by, now=NOW)
    assert n_waiting() == 0
    deliver("region", {"r1": NAVETTE_PERHAPS})
    search_links(now=LATER)
    assert (get_pair(doubt).answer, n_waiting()) == ("different", 0)  # what was answered waited


def test_a_pair_that_does_not_exist(by):
    with pytest.raises(PairUnknown):
        answer_pair(2_000_000_000, says="same", seen="", by=by, now=NOW)


def test_an_answer_that_contradicts_the_others_is_refused(by):
    deliver("ville", {"v1": NAVETTE})
    deliver("region", {"r1": NAVETTE_PERHAPS})
    deliver("etat", {"e1": NAVETTE_PERHAPS | {"horaires": "Mo-Fr 09:00-12:00"}})
    search_links(now=NOW)
    pairs = {frozenset((p.left.key, p.right.key)): p.pk for p in LinkPair.objects.all()}
    one, two = pairs[frozenset(("v1", "r1"))], pairs[frozenset(("v1", "e1"))]
    three = pairs[frozenset(("r1", "e1"))]
    LinkPair.objects.filter(pk=three).update(verdict="doubtful")
    answer(one, "same", by)
    answer(two, "different", by, NOW + timedelta(minutes=1))
    with pytest.raises(AnswersContradict, match="ont été dits deux lieux"):
        answer(three, "same", by)
    answer(three, "different", by, NOW + timedelta(minutes=2))
    assert groups() == [["r1", "v1"]]
    take_back(by=by, now=NOW)
    take_back(by=by, now=NOW)
    answer(three, "same", by)
    with pytest.raises(AnswersContradict, match="une chaîne de réponses"):
        answer(two, "different", by)


# ---------------------------------------------------------------- links undone


@pytest.fixture
def linked():
    """Return the link that the evidence made between two places."""
    deliver("ville", {"v1": NAVETTE, "v2": COURTILS})
    deliver("region", {"r1": NAVETTE_TOO})
    search_links(now=NOW)
    return Link.objects.get().pk


def test_a_link_undone_is_never_made_again_by_itself(linked, by):
    undo_link(linked, by=by, now=LATER)
    assert groups() == []
    assert traces() == ["separate_places", "undo_link"]
    assert LinkPair.objects.get(verdict="same").answer == "different"
    assert search_links(now=LATER, full=True).n_joined == 0
    assert groups() == []
    with pytest.raises(LinkUndone):
        undo_link(linked, by=by, now=LATER)
    take_back(by=by, now=LATER)
    assert groups() == [["r1", "v1"]]


def test_a_link_of_a_person_undone_is_an_answer_too(doubt, by):
    answer(doubt, "same", by)
    undo_link(Link.objects.get().pk, by=make_user(role="coordinator"), now=LATER)
    assert groups() == []
    assert get_pair(doubt).answer == "different"


def test_undoing_one_link_of_three_records_leaves_the_two_others(by):
    deliver("ville", {"v1": NAVETTE})
    deliver("region", {"r1": NAVETTE_TOO})
    deliver("etat", {"e1": NAVETTE | {"nom": "La Navette"}})
    search_links(now=NOW)
    assert groups() == [["e1", "r1", "v1"]]
    link = Link.objects.get(join__other__attachments__key="r1")
    undo_link(link.pk, by=by, now=LATER)
    assert groups() == [["e1", "v1"]]
    search_links(now=LATER, full=True)
    assert groups() == [["e1", "v1"]]


def test_the_links_of_a_whole_search_are_undone_and_wait_for_people(by):
    deliver("ville", {"v1": NAVETTE, "v2": COURTILS})
    deliver("region", {"r1": NAVETTE_TOO, "r2": COURTILS})
    first = search_links(now=NOW)
    deliver("etat", {"e1": NAVETTE_TOO})
    search_links(now=NOW)
    assert len(groups()) == 2
    ask_undo_run(first.pk, by=by, now=LATER)
    run_waiting()
    first.refresh_from_db()
    assert (first.state, first.undone_by) == ("undone", by)
    assert traces() == ["undo_link_run"]
    assert ["r2", "v2"] not in groups()
    held = LinkPair.objects.filter(held=True)
    assert held
    search_links(now=LATER, full=True)
    assert ["r2", "v2"] not in groups()
    waiting = next_pairs(Filters(kind="held"), limit=10)
    courtils = next(pair for pair in waiting if pair.left.key in ("v2", "r2"))
    answer(courtils.pk, "same", by, LATER)
    assert ["r2", "v2"] in groups()
    with pytest.raises(NothingToUndo):
        ask_undo_run(first.pk, by=by, now=LATER)


def test_undoing_the_links_of_a_search_may_be_cut_and_goes_on(linked, by):
    run = LinkRun.objects.get()
    ask_undo_run(run.pk, by=by, now=LATER)
    assert ask_undo_run(run.pk, by=by, now=LATER).state == "undoing"
    undo_run(run.pk, now=LATER)
    undo_run(run.pk, now=LATER)
    assert active_joins() == []
    assert LinkRun.objects.get().state == "undone"
