"""Templates of paths: those who steer write them, order them, retire them, take a change back."""

from dataclasses import replace

import pytest

from maillage.apps.directory.tests.factories import AuditRow, make_user
from maillage.apps.liaison.actions.templates import (
    MOST_STEPS,
    TemplateStepSaid,
    add_template_step,
    edit_template,
    edit_template_step,
    load_templates,
    make_template,
    move_template,
    move_template_step,
    remove_template_step,
    retire_template,
    undo_template,
)
from maillage.apps.liaison.errors import (
    NotWritten,
    PathUnknown,
    TemplateChanged,
    TemplateNotUndone,
    TooManySteps,
)
from maillage.apps.liaison.models import Path, PathTemplate
from maillage.apps.liaison.queries.paths import all_templates, template_steps, templates
from maillage.apps.liaison.queries.snapshots import last_change, mark_of, said_by
from maillage.apps.liaison.tests.factories import NOW
from maillage.apps.liaison.tests.reading import words

pytestmark = pytest.mark.django_db
LIST = "/pro/parcours/modeles/"
STEP = TemplateStepSaid(title="Venir boire un café", picture="support", voice="On vous attend.")


@pytest.fixture
def coordinator(monday):
    return make_user(name="Alix Exemple", role="coordinator")


@pytest.fixture
def template(coordinator):
    made = make_template(title="Revenir", for_whom="", once="un", now=NOW, by=coordinator)
    for n in (1, 2, 3):
        add_template_step(
            made.pk, replace(STEP, title=f"Étape {n}"), seen=mark(made), now=NOW, by=coordinator
        )
    return made


def mark(template):
    template.refresh_from_db()
    return mark_of(said_by(template, template_steps(template)))


def titles(template):
    return [one.title for one in template_steps(template)]


@pytest.mark.row("ORI-08")
def test_a_coordinator_writes_a_template_and_a_prescriber_uses_it(town, coordinator, sign_in):
    desk = sign_in(coordinator)
    assert "illettrisme" in words(desk.get(LIST))
    begun = desk.post(f"{LIST}nouveau/", {"title": "Après un déménagement", "once": "a"})
    number = int(begun["Location"].split("/")[4])
    prescriber = sign_in(town.sender)
    # Without a step it is not proposed yet.
    assert "sans étape" in words(desk.get(LIST))
    assert "déménagement" not in words(prescriber.get("/pro/parcours/nouveau/"))
    page = desk.get(begun["Location"])
    said = {"title": "Voir quelqu’un", "picture": "support", "voice": "On vous attend.",
            "service": "", "seen": page.context["form"]["seen"].value()}  # fmt: skip
    assert desk.post(begun["Location"], said)["Location"] == f"{LIST}{number}/"
    text = words(desk.get(f"{LIST}{number}/"))
    assert "1. Voir quelqu’un" in text
    assert "On vous attend." in text
    assert "Après un déménagement" in words(prescriber.get("/pro/parcours/nouveau/"))
    code = PathTemplate.objects.get(pk=number).code
    prescriber.post(
        "/pro/parcours/nouveau/", {"aim": "Trouver la mairie.", "agreed": "on", "template": code}
    )
    assert [one.title for one in Path.objects.get().steps.all()] == ["Voir quelqu’un"]
    actions = list(AuditRow.objects.order_by("pk").values_list("action", flat=True))
    assert actions[:2] == ["make_template", "edit_template"]


@pytest.mark.row("ORI-09")
def test_a_template_that_changes_leaves_the_paths_that_were_copied(town, template, coordinator):
    from maillage.apps.liaison.tests.factories import make_one_path

    path = make_one_path(by=town.sender, organisation=town.sender_house)
    copied = make_one_path(by=town.sender, organisation=town.sender_house, template=template.code)
    remove_template_step(template.pk, 1, seen=mark(template), now=NOW, by=coordinator)
    assert copied.steps.count() == 3
    assert path.steps.count() == 0


def test_sent_twice_one_template_and_one_step(coordinator):
    said = {"title": "Revenir", "for_whom": "", "once": "un", "now": NOW, "by": coordinator}
    made = make_template(**said)
    assert make_template(**said) == made
    seen = mark(made)
    for _ in range(2):
        add_template_step(made.pk, STEP, seen=seen, now=NOW, by=coordinator)
        edit_template_step(made.pk, 1, STEP, seen=seen, now=NOW, by=coordinator)
    assert titles(made) == [STEP.title]


def test_steps_are_moved_and_taken_out_and_their_numbers_follow(template, coordinator):
    def told(write, *asked, **more):
        write(template.pk, *asked, **more, seen=mark(template), now=NOW, by=coordinator)
        return titles(template)

    assert told(move_template_step, 3, up=True) == ["Étape 1", "Étape 3", "Étape 2"]
    assert told(move_template_step, 1, up=True) == ["Étape 1", "Étape 3", "Étape 2"]
    assert told(move_template_step, 1, up=False) == ["Étape 3", "Étape 1", "Étape 2"]
    assert told(remove_template_step, 2) == ["Étape 3", "Étape 2"]
    assert [one.number for one in template_steps(template)] == [1, 2]
    with pytest.raises(PathUnknown):
        told(remove_template_step, 3)


def test_no_more_than_twelve_steps(template, coordinator):
    for _ in range(MOST_STEPS - 3):
        add_template_step(template.pk, STEP, seen=mark(template), now=NOW, by=coordinator)
    with pytest.raises(TooManySteps, match="Douze étapes"):
        add_template_step(template.pk, STEP, seen=mark(template), now=NOW, by=coordinator)


@pytest.mark.parametrize("wrong", [{"title": "1 85 05 78 006 084 36"}, {"voice": "x" * 201}])
def test_what_a_text_never_holds_is_refused_here_too(template, coordinator, wrong):
    with pytest.raises(NotWritten):
        add_template_step(
            template.pk, replace(STEP, **wrong), seen=mark(template), now=NOW, by=coordinator
        )


def test_what_a_colleague_wrote_meanwhile_is_never_covered(template, coordinator, sign_in):
    desk = sign_in(coordinator)
    url = f"{LIST}{template.pk}/etape/1/"
    seen = desk.get(url).context["form"]["seen"].value()
    edit_template(
        template.pk, title="Autre nom", for_whom="", seen=mark(template), now=NOW, by=coordinator
    )
    with pytest.raises(TemplateChanged):
        remove_template_step(template.pk, 1, seen=seen, now=NOW, by=coordinator)
    said = {"title": "Mon étape", "picture": "learn", "voice": "On apprend.", "seen": seen}
    answer = desk.post(url, said)
    assert answer.status_code == 409
    assert "Quelqu’un a changé ce modèle" in words(answer)
    assert 'value="Mon étape"' in answer.content.decode()
    assert titles(template)[0] == "Étape 1"
    # What was typed is still there, and the next press is about the words of now.
    said["seen"] = answer.context["form"]["seen"].value()
    assert desk.post(url, said).status_code == 302
    assert titles(template)[0] == "Mon étape"
    template.refresh_from_db()
    assert template.title == "Autre nom"


@pytest.mark.parametrize("what", ["name", "step", "removed", "added", "moved", "retired"])
def test_the_last_change_is_taken_back_then_made_again(template, coordinator, what):
    words_of = {"seen": mark(template), "now": NOW, "by": coordinator}
    before = said_by(template, template_steps(template))
    if what == "name":
        edit_template(template.pk, title="Autre", for_whom="Pour essayer", **words_of)
    elif what == "step":
        edit_template_step(template.pk, 2, STEP, **words_of)
    elif what == "removed":
        remove_template_step(template.pk, 1, **words_of)
    elif what == "added":
        add_template_step(template.pk, STEP, **words_of)
    elif what == "moved":
        move_template_step(template.pk, 1, up=False, **words_of)
    else:
        retire_template(template.pk, now=NOW, by=coordinator)
    template.refresh_from_db()
    after = said_by(template, template_steps(template))
    assert after != before
    for wanted in (before, after):
        row = last_change(template).number
        undo_template(template.pk, row=row, now=NOW, by=coordinator)
        template.refresh_from_db()
        assert said_by(template, template_steps(template)) == wanted
        with pytest.raises(TemplateNotUndone):
            undo_template(template.pk, row=row, now=NOW, by=coordinator)
    assert AuditRow.objects.filter(action="undo_template").count() == 2


def test_the_page_takes_the_last_change_back(template, coordinator, sign_in):
    desk = sign_in(coordinator)
    url = f"{LIST}{template.pk}/"
    page = desk.get(url)
    assert "Modèle de parcours changé, Alix Exemple" in words(page)
    row = page.context["change"].number
    assert desk.post(url, {"do": "undo", "row": row}).status_code == 302
    assert titles(template) == ["Étape 1", "Étape 2"]
    stale = desk.post(url, {"do": "undo", "row": row})
    assert stale.status_code == 409
    assert "n’est plus le dernier" in words(stale)
    for nonsense in ("", "x", "-1", "9" * 30, "²"):
        assert desk.post(url, {"do": "undo", "row": nonsense}).status_code == 409


def test_the_list_is_put_in_order_and_a_retired_template_comes_back(
    template, coordinator, town, sign_in
):
    load_templates()
    desk = sign_in(coordinator)
    last = all_templates()[-1][0]
    before = [one.pk for one, _n in all_templates()]
    desk.post(LIST, {"do": "up", "number": last.pk})
    assert [one.pk for one, _n in all_templates()] == [*before[:-2], before[-1], before[-2]]
    move_template(last.pk, up=False, now=NOW, by=coordinator)
    move_template(last.pk, up=False, now=NOW, by=coordinator)
    assert [one.pk for one, _n in all_templates()] == before
    assert AuditRow.objects.filter(action="move_template").count() == 2
    desk.post(f"{LIST}{template.pk}/", {"do": "retire"})
    assert "Retiré le 23 novembre 2026" in words(desk.get(LIST))
    assert template.pk not in [one.pk for one in templates()]
    with pytest.raises(PathUnknown):
        move_template(template.pk, up=True, now=NOW, by=coordinator)
    desk.post(LIST, {"do": "again", "number": template.pk})
    assert template.pk in [one.pk for one in templates()]
    for nonsense in ("", "x", "-1", "9" * 30, "²"):
        assert desk.post(LIST, {"do": "up", "number": nonsense}).status_code == 302


def test_a_wrong_form_says_where_and_keeps_what_was_written(template, coordinator, sign_in):
    desk = sign_in(coordinator)
    url = f"{LIST}{template.pk}/etape/2/"
    answer = desk.post(url, {"title": "Reprendre", "picture": "<svg>", "voice": ""})
    assert answer.status_code == 422
    assert 'value="Reprendre"' in answer.content.decode()
    assert desk.post(f"{LIST}{template.pk}/", {"do": "name", "title": ""}).status_code == 422
    assert desk.post(f"{LIST}{template.pk}/", {"do": "burn"}).status_code == 422
    assert desk.post(f"{LIST}nouveau/", {"title": ""}).status_code == 422
    assert titles(template) == ["Étape 1", "Étape 2", "Étape 3"]


def test_steps_are_moved_and_taken_out_from_their_page(template, coordinator, sign_in):
    desk = sign_in(coordinator)
    for step, do, wanted in (
        (1, "down", ["Étape 2", "Étape 1", "Étape 3"]),
        (3, "up", ["Étape 2", "Étape 3", "Étape 1"]),
        (1, "remove", ["Étape 3", "Étape 1"]),
    ):
        url = f"{LIST}{template.pk}/etape/{step}/"
        seen = desk.get(url).context["form"]["seen"].value()
        assert desk.post(url, {"do": do, "seen": seen}).status_code == 302
        assert titles(template) == wanted


def test_whoever_does_not_steer_reads_no_such_page(template, town, sign_in):
    for person in (town.sender, town.receiver, make_user(role="data_steward")):
        desk = sign_in(person)
        assert desk.get(LIST).status_code == 403
        assert desk.post(f"{LIST}{template.pk}/", {"do": "retire"}).status_code == 403
    template.refresh_from_db()
    assert template.ended_on is None
