"""The diagnosis: exactly four stages, in their order, taken back, ended, begun again."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from maillage.apps.directory.queries.people import action_words
from maillage.apps.directory.tests.factories import (
    AuditRow,
    make_equipment,
    make_offer,
    make_place,
    make_user,
)
from maillage.apps.directory.tests.pages import forget_base
from maillage.apps.observatory.actions.diagnosis import (
    choose_publics,
    end_diagnosis,
    reopen_diagnosis,
    say_stage,
    start_diagnosis,
)
from maillage.apps.observatory.errors import (
    ComparisonNeedsOffer,
    DiagnosisEnded,
    DiagnosisRuns,
    PublicsNotChosen,
    StageChanged,
    StageStateUnknown,
    StageUnknown,
)
from maillage.apps.observatory.models import Diagnosis, Stage
from maillage.apps.observatory.queries.diagnosis import (
    COMPARISON,
    STANDARD_PUBLICS,
    compared_needs,
    offer_census,
    offers_by_public,
)
from maillage.apps.observatory.tests.factories import (
    NOW,
    TODAY,
    Zone,
    block,
    make_figure,
    make_grid,
    make_measure,
    statement,
)
from maillage.apps.observatory.tests.registers import make_diagnosis
from maillage.apps.observatory.views.stages import look_at
from maillage.apps.territories.actions import load_zones
from maillage.core.standard import Service

pytestmark = pytest.mark.django_db
PAGE = "/pro/observatoire/diagnostic/"
LATER = NOW + timedelta(days=3)


@pytest.fixture
def keeper(client):
    forget_base()
    client.force_login(make_user(role="coordinator"))
    return client


def said(tag):
    return " ".join(tag.get_text(" ").replace("\u00a0", " ").split())


def page(client, address=PAGE):
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return BeautifulSoup(answer.content, "html.parser")


def say(number, step, state, seen="to_do", note="", now=NOW):
    say_stage(number=number, step=step, state=state, seen=seen, note=note, by=make_user(), now=now)


def choose(number, publics=("Seniors",), why="Ils viennent seuls au guichet."):
    choose_publics(number=number, publics=publics, why=why, by=make_user(), now=NOW)


@pytest.mark.row("OBS-15")
def test_four_stages_with_state_and_day_and_stage_2_opens_the_comparison(keeper):
    keeper.post(PAGE + "commencer/", {"title": "Diagnostic 2026"})
    number = Diagnosis.objects.get().pk
    stages = page(keeper, f"{PAGE}{number}/").select("ol.stages > li")
    assert len(stages) == 4
    assert [said(one.h2)[:2] for one in stages] == ["1.", "2.", "3.", "4."]
    assert all("À faire" in said(one) for one in stages)
    assert "s’ouvre quand l’étape 2 est terminée" in said(stages[3])
    comparison = f"{PAGE}{number}/etape/4/"
    before = page(keeper, comparison)
    assert "La comparaison n’est pas encore ouverte" in said(before.main)
    assert before.select_one("table") is None
    assert before.select_one("[name=state]") is None
    done = {"state": "done", "seen": "to_do", "note": "Deux lieux manquaient."}
    assert keeper.post(f"{PAGE}{number}/etape/2/etat/", done).status_code == 302
    after = page(keeper, comparison)
    assert "pas encore ouverte" not in said(after.main)
    assert "Lieux qui y répondent" in said(after.table)
    assert after.select_one("a[href='/pro/observatoire/manques/']")
    second = page(keeper, f"{PAGE}{number}/").select("ol.stages > li")[1]
    assert "Terminée, dit le" in said(second)
    assert Stage.objects.get(number=2).note == "Deux lieux manquaient."
    assert keeper.get(f"{PAGE}{number}/etape/5/").status_code == 404
    assert keeper.get(f"{PAGE}{number}/etape/0/").status_code == 404


@pytest.mark.row("OBS-15")
def test_a_diagnosis_ends_stays_readable_and_another_begins():
    first = make_diagnosis("Premier")
    by = make_user()
    say(first.pk, 2, "done")
    with pytest.raises(DiagnosisRuns):
        start_diagnosis(title="Second", zone=None, by=by, now=NOW)
    end_diagnosis(number=first.pk, by=by, now=LATER)
    with pytest.raises(DiagnosisEnded):
        end_diagnosis(number=first.pk, by=by, now=LATER)
    for write in (lambda: say(first.pk, 3, "started"), lambda: choose(first.pk)):
        with pytest.raises(DiagnosisEnded):
            write()
    second = start_diagnosis(title="Second", zone=None, by=by, now=LATER)
    # What was found is kept; the new one begins from nothing.
    assert first.stages.get(number=2).state == "done"
    assert set(second.stages.values_list("state", flat=True)) == {"to_do"}
    with pytest.raises(DiagnosisRuns):
        reopen_diagnosis(number=first.pk, by=by, now=LATER)
    end_diagnosis(number=second.pk, by=by, now=LATER)
    reopen_diagnosis(number=first.pk, by=by, now=LATER)
    first.refresh_from_db()
    assert (first.is_running, first.ended_on) == (True, None)


def test_past_diagnoses_are_read_and_no_longer_written(keeper):
    number = make_diagnosis("Premier").pk
    keeper.post(f"{PAGE}{number}/terminer/")
    listed = page(keeper)
    assert "Premier" in said(listed.find("section", {"aria-labelledby": "passes"}))
    assert listed.select_one("a[href$='/commencer/']")
    for address in (f"{PAGE}{number}/", f"{PAGE}{number}/etape/1/"):
        assert page(keeper, address).select_one("[name=state], form[action$='/terminer/']") is None


def test_a_stage_is_taken_back_in_the_order_in_which_things_lean_on_each_other():
    number = make_diagnosis().pk
    with pytest.raises(ComparisonNeedsOffer):
        say(number, 4, "started")
    say(number, 2, "done")
    say(number, 4, "started")
    with pytest.raises(ComparisonNeedsOffer):
        say(number, 2, "started", seen="done")
    say(number, 4, "to_do", seen="started")
    say(number, 2, "started", seen="done", now=LATER)
    stage = Stage.objects.get(number=2)
    assert (stage.state, stage.said_on) == ("started", LATER.date())
    last = AuditRow.objects.filter(action="say_stage").order_by("pk").last()
    assert (last.before["état"], last.after["état"]) == ("done", "started")
    assert last.subject_kind == "territory_diagnosis"
    assert "État d’une étape" in str(action_words()["say_stage"])


def test_stage_1_ends_with_publics_of_the_standard_and_why():
    number = make_diagnosis().pk
    with pytest.raises(PublicsNotChosen):
        say(number, 1, "done")
    choose(number, publics=("Seniors", "les pauvres"), why="Ils viennent seuls.")
    assert Diagnosis.objects.get().publics == ["Seniors"]
    say(number, 1, "done")
    with pytest.raises(PublicsNotChosen):
        choose(number, publics=(), why="")


def test_who_answers_an_old_page_is_told():
    number = make_diagnosis().pk
    say(number, 3, "started")
    with pytest.raises(StageChanged):
        say(number, 3, "done", seen="to_do")
    assert Stage.objects.get(number=3).state == "started"
    with pytest.raises(StageStateUnknown):
        say(number, 3, "lost", seen="started")
    with pytest.raises(StageUnknown):
        say(number, 5, "done")


def test_the_publics_page_counts_the_offers_of_each(keeper):
    number = make_diagnosis().pk
    make_offer(make_place(), publics_specifiquement_adresses=["Seniors", "Jeunes"])
    counts = offers_by_public(Diagnosis.objects.get())
    assert (counts["Seniors"], counts["Femmes"]) == (1, 0)
    assert set(counts) == set(STANDARD_PUBLICS)
    assert "Seniors (1)" in said(page(keeper, f"{PAGE}{number}/publics/").main)
    assert keeper.post(f"{PAGE}{number}/publics/", {"why": "x"}).status_code == 422
    answer = {"publics": ["Seniors"], "why": "Ils viennent seuls."}
    assert keeper.post(f"{PAGE}{number}/publics/", answer).status_code == 302
    assert "Ils viennent seuls." in said(page(keeper, f"{PAGE}{number}/etape/1/").main)


def test_a_diagnosis_of_one_zone_counts_what_is_inside_it():
    forget_base()
    load_zones([statement("qpv", "QN05999A", block(0, 0, 2, 2))])
    zone = Zone.objects.get(code="QN05999A")
    inside = make_place(latitude=0.0005, longitude=3.0005, horaires="Mo-Fr 09:00-12:00")
    make_offer(inside, services=[Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES])
    make_place(latitude=0.5, longitude=3.5, n_offers=2)
    make_place(latitude=None, longitude=None)
    here = make_diagnosis(zone=zone.pk)
    census = offer_census(here, today=TODAY)
    assert (census.n_places, census.n_offers, census.n_with_hours) == (1, 1, 1)
    assert census.n_verified is None
    everywhere = offer_census(Diagnosis(title="Tout"), today=TODAY)
    assert (everywhere.n_places, everywhere.n_offers, everywhere.n_with_position) == (3, 3, 2)
    by_need = {one.need.code: one for one in compared_needs(here, today=TODAY)}
    assert by_need["demarche"].n_places == 1
    assert by_need["reparer"].n_places == 0
    # What nobody offers comes first.
    assert compared_needs(here, today=TODAY)[0].n_places == 0
    # No file says themes: none of them is a need without answer.
    assert not [code for code in by_need if code.startswith("theme-")]
    far = make_place(latitude=0.6, longitude=3.6)
    make_offer(far, services=[Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES], themes=["rights"])
    by_need = {one.need.code: one for one in compared_needs(here, today=TODAY)}
    assert by_need["theme-rights"].n_places == 0


def test_the_third_stage_puts_figures_beside_what_was_said(keeper):
    forget_base()
    make_grid()
    load_zones([statement("quarter", "ouest", block(0, 0, 4, 3), ("commune", "59999"))])
    load_zones([statement("quarter", "est", block(0, 3, 4, 3), ("commune", "59999"))])
    rate = make_measure("illectronism_pct", family="digital")
    for code, pct in (("ouest", 20), ("est", 30)):
        make_figure(Zone.objects.get(kind="quarter", code=code), rate, pct)
    everywhere = make_diagnosis()
    stage = said(page(keeper, f"{PAGE}{everywhere.pk}/etape/3/").main)
    # 120 people in each: 24 and 36, cells make it an estimate.
    assert "les chiffres de 2 quartiers" in stage
    assert "environ 60 personnes" in " ".join(stage.split())
    assert "rien n’a été noté" in stage
    Diagnosis.objects.update(zone=Zone.objects.get(code="ouest"))
    stage = said(page(keeper, f"{PAGE}{everywhere.pk}/etape/3/").main)
    assert "les chiffres de ce territoire" in stage
    assert "environ 20 personnes" in " ".join(stage.split())


def test_a_single_need_without_a_place_is_said_of_one():
    place = make_place(extension={"local_themes": ["santé"]})
    for kind in ("computer", "printer", "scanner"):
        make_equipment(place, kind)
    # All that answers something, but refurbishing.
    uses = ["free_access", "letter_writing", "loan", "personal_help"]
    offer = make_offer(place, services=list(Service), uses=uses)
    forget_base()
    diagnosis = make_diagnosis()
    stage = look_at(diagnosis, COMPARISON, today=TODAY)
    assert stage.sentence == "1 besoin n’a aucun lieu qui dise y répondre : Réparer mon appareil."
    offer.uses.append("refurbishing")
    offer.save(update_fields=["uses"])
    forget_base()
    stage = look_at(diagnosis, COMPARISON, today=TODAY)
    assert stage.sentence == "Chaque besoin a au moins un lieu qui y répond."
