"""Paths: three steps across three actors on one page, templates with pictures and voice."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from maillage.apps.directory.tests.factories import AuditRow, make_organisation
from maillage.apps.liaison.actions.paths import (
    MOST_STEPS,
    StepSaid,
    add_step,
    edit_step,
    load_templates,
    remove_step,
)
from maillage.apps.liaison.errors import NoAgreement, NotWritten, TooManySteps
from maillage.apps.liaison.models import Path, PathStep, PathTemplate, PathTemplateStep
from maillage.apps.liaison.queries.codes import code_of
from maillage.apps.liaison.queries.templates import TEMPLATES
from maillage.apps.liaison.tests.factories import NOW, make_one_path, make_recipient
from maillage.apps.liaison.tests.reading import words
from maillage.web.sprite import icon_names

pytestmark = pytest.mark.django_db
FORM = {"aim": "Je veux lire mes courriers.", "name": "Nour", "agreed": "on", "template": ""}


@pytest.mark.row("ORI-07")
def test_three_steps_across_three_actors_are_on_one_page_with_place_and_date(town, sign_in):
    desk = sign_in(town.sender)
    assert desk.post("/pro/parcours/nouveau/", FORM).status_code == 302
    path = Path.objects.get()
    for number in (1, 2, 3):
        place = make_recipient(nom=f"Maison du Fil {number}", organisation=make_organisation())
        said = {
            "title": f"Étape {number}",
            "picture": "learn",
            "place": place.pk,
            "day": f"2026-11-2{number + 4}",
            "hour": "14:30",
            "voice": "On vous attend.",
        }
        assert desk.post(f"/pro/parcours/{path.pk}/etape/", said).status_code == 302
    paper = desk.get(f"/pro/parcours/{path.pk}/papier/")
    text = words(paper)
    for number in (1, 2, 3):
        assert f"{number}. Étape {number}" in text
        assert f"Maison du Fil {number}" in text
        assert f"2{number + 4} novembre 2026 à 14 h 30" in text
    assert paper.content.decode().count('<article class="sheet"') == 1
    assert "la prochaine" in text
    assert code_of(path) in text


@pytest.mark.row("ORI-08")
def test_the_template_illettrisme_uses_pictures_and_voice(town, sign_in):
    desk = sign_in(town.sender)
    assert "illettrisme" in words(desk.get("/pro/parcours/nouveau/"))
    desk.post("/pro/parcours/nouveau/", FORM | {"template": "illettrisme"})
    path = Path.objects.get()
    assert path.steps.count() == len(TEMPLATES["illettrisme"].steps) >= 3
    device = Client()
    page = device.post("/fiche/", {"code": code_of(path)}).content.decode()
    for step in path.steps.all():
        assert f"#{step.picture}" in page
        assert step.voice in page.replace("&#x27;", "’")
    assert page.count("data-say") >= path.steps.count()
    assert "data-aloud" in page


@pytest.mark.parametrize("code", TEMPLATES)
def test_every_step_of_a_template_has_a_picture_and_a_short_sentence(code):
    for step in TEMPLATES[code].steps:
        assert step.picture in icon_names()
        assert 10 < len(str(step.voice)) <= 200
        assert all(len(part.split()) <= 12 for part in re.split(r"[.!?]", str(step.voice)))


def test_templates_of_the_base_are_never_overwritten(db):
    assert load_templates() == len(TEMPLATES)
    PathTemplate.objects.filter(code="emploi").update(title="À nous")
    assert load_templates() == 0
    assert PathTemplate.objects.get(code="emploi").title == "À nous"


@pytest.mark.row("ORI-09")
def test_one_step_of_one_person_changes_the_template_and_the_others_stay(town, sign_in):
    mine = make_one_path(template="isolement", by=town.sender, organisation=town.sender_house)
    other = make_one_path(template="isolement", by=town.sender, organisation=town.sender_house)
    before = list(PathTemplateStep.objects.order_by("pk").values())
    desk = sign_in(town.sender)
    url = f"/pro/parcours/{mine.pk}/etape/2/"
    assert "le modèle ne change pas" in words(desk.get(url))
    said = {"title": "Y aller avec sa voisine", "picture": "walk-in", "voice": "", "done": "on"}
    assert desk.post(url, said).status_code == 302
    step = mine.steps.get(number=2)
    assert (step.title, step.done_on) == ("Y aller avec sa voisine", NOW.date())
    assert list(PathTemplateStep.objects.order_by("pk").values()) == before
    assert other.steps.get(number=2).title != step.title
    assert AuditRow.objects.filter(action="edit_path_step", subject_id=str(mine)).exists()


@pytest.mark.row("ORI-09")
def test_the_plan_has_an_aim_steps_done_or_not_and_a_day_of_review(town, sign_in):
    path = make_one_path(template="emploi", by=town.sender, organisation=town.sender_house)
    desk = sign_in(town.sender)
    url = f"/pro/parcours/{path.pk}/"
    desk.post(url, {"do": "aim", "aim": "Être jardinier.", "review_on": "2026-11-20"})
    text = words(desk.get(url))
    assert "Être jardinier." in text
    assert "Faire le point : vendredi 20 novembre 2026" in text
    assert "0 étape faite" in text
    assert "20 novembre 2026" in words(desk.get("/pro/parcours/"))


def test_steps_move_up_when_one_is_taken_out_and_no_more_than_twelve_are_written(town, sign_in):
    path = make_one_path(template="isolement", by=town.sender, organisation=town.sender_house)
    sign_in(town.sender).post(f"/pro/parcours/{path.pk}/etape/1/", {"do": "remove"})
    assert list(path.steps.order_by("number").values_list("number", flat=True)) == [1, 2]
    for _ in range(MOST_STEPS - 2):
        add_step(path.pk, StepSaid(title="Encore"), now=NOW, by=town.sender)
    with pytest.raises(TooManySteps):
        add_step(path.pk, StepSaid(title="De trop"), now=NOW, by=town.sender)
    assert 'etape/"' not in words(sign_in(town.sender).get(f"/pro/parcours/{path.pk}/"))


def test_nothing_is_kept_without_agreement(town, sign_in):
    answer = sign_in(town.sender).post("/pro/parcours/nouveau/", FORM | {"agreed": ""})
    assert answer.status_code == 422
    assert "Sans son accord" in words(answer)
    with pytest.raises(NoAgreement):
        make_one_path(agreed=False)
    assert not Path.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"title": "x" * 121}, {"picture": "bomb"}, {"hour": ""}, {"day": "hier"},
     {"words": "mdp : Soleil12"}, {"place": "999999"}],
)  # fmt: skip
def test_a_wrong_step_is_said_and_changes_nothing(town, sign_in, wrong):
    path = make_one_path(by=town.sender, organisation=town.sender_house)
    said = {"title": "Une étape", "picture": "learn", "day": "2026-11-26", "hour": "14:30"}
    answer = sign_in(town.sender).post(f"/pro/parcours/{path.pk}/etape/", said | wrong)
    assert answer.status_code == 422
    assert not path.steps.exists()


def test_a_third_house_opens_no_path(town, sign_in):
    path = make_one_path(template="emploi", by=town.sender, organisation=town.sender_house)
    for person in (town.third, town.receiver):
        for page in ("", "papier/", "etape/", "etape/1/"):
            assert sign_in(person).get(f"/pro/parcours/{path.pk}/{page}").status_code == 403
    assert sign_in(town.sender).get(f"/pro/parcours/{path.pk}/etape/99/").status_code == 404


def test_the_person_reads_takes_away_and_erases_their_path(town, sign_in):
    path = make_one_path(template="emploi", by=town.sender, organisation=town.sender_house)
    device = Client()
    assert "Mon parcours" in words(device.post("/fiche/", {"code": code_of(path)}))
    assert "Je voudrais lire" in words(device.get("/fiche/mes-donnees/"))
    assert b"Nour" in device.get("/fiche/mes-donnees/fichier/").content
    assert "Votre parcours est effacé" in words(device.get("/fiche/changer-d-avis/"))
    device.post("/fiche/changer-d-avis/")
    assert "Votre parcours est effacé" in words(device.get("/fiche/"))
    desk = sign_in(town.sender)
    assert "sans personne" in words(desk.get(f"/pro/parcours/{path.pk}/"))
    assert "sans modèle" not in words(desk.get("/pro/parcours/", {"termines": "1"}))
    for page in ("papier/", "etape/", "etape/1/"):
        assert desk.get(f"/pro/parcours/{path.pk}/{page}").status_code == 409


def test_at_the_counter_a_path_is_given_and_erased_with_a_trace(town, sign_in):
    path = make_one_path(by=town.sender, organisation=town.sender_house)
    desk = sign_in(town.receiver)
    code = code_of(path)
    assert b"Nour" in desk.post("/pro/fiches/donnees/", {"code": code, "do": "file"}).content
    desk.post("/pro/fiches/donnees/", {"code": code, "do": "erase"})
    assert not Path.objects.get().name
    assert set(AuditRow.objects.filter(subject_id=str(path)).values_list("action", flat=True)) == {
        "make_path", "export_path", "erase_path",
    }  # fmt: skip


def test_erased_at_the_desk(town, sign_in):
    path = make_one_path(by=town.sender, organisation=town.sender_house)
    sign_in(town.sender).post(f"/pro/parcours/{path.pk}/", {"do": "erase"})
    assert Path.objects.get().erased_at == NOW


def test_sent_twice_by_one_form_it_is_one_path(town):
    words_ = {"by": town.sender, "organisation": town.sender_house, "once": "une fois"}
    assert make_one_path(**words_) == make_one_path(**words_)
    assert Path.objects.count() == 1


def test_what_a_path_never_holds_is_refused_by_the_action_too(town):
    path = make_one_path(template="emploi", by=town.sender, organisation=town.sender_house)
    with pytest.raises(NotWritten):
        edit_step(path.pk, 1, StepSaid(title="x", words="1 85 05 78 006 084 36"), now=NOW,
                  by=town.sender)  # fmt: skip
    remove_step(path.pk, 1, now=NOW, by=town.sender)
    assert PathStep.objects.filter(path=path).count() == 2


def test_a_step_may_be_in_some_days(town):
    path = make_one_path(by=town.sender, organisation=town.sender_house)
    step = add_step(path.pk, StepSaid(title="Voir", at=NOW + timedelta(days=3)), now=NOW,
                    by=town.sender)  # fmt: skip
    assert step.number == 1
