"""The register of tools: what serves already is read before anything is added."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse

from maillage.apps.directory.queries.people import action_words
from maillage.apps.directory.tests.factories import NOW, make_organisation, make_user
from maillage.apps.directory.tests.pages import read, said
from maillage.apps.toolbox.actions import (
    accept_tool,
    add_tool,
    edit_tool,
    propose_tool,
    refuse_tool,
    retire_tool,
    take_back_tool,
)
from maillage.apps.toolbox.errors import (
    ReasonMissing,
    SayWhyExistingDoNot,
    ToolDecided,
    ToolUnknown,
)
from maillage.apps.toolbox.models import Tool, ToolProposal
from maillage.apps.toolbox.queries import get_proposal, get_tool, tools_to_examine

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def make_tool(nom="Agenda partagé", purpose="agenda", **fields):
    return add_tool(values={"nom": nom, "purpose": purpose} | fields, by=make_user(), now=NOW)


def make_proposal(**fields):
    said_ = {"nom": "Nouvel agenda", "purpose": "agenda", "need": "Voir les absences", "why": ""}
    return propose_tool(**said_ | fields, by=make_user(), now=NOW)


def sign_in(client, role="coordinator"):
    organisation = make_organisation() if role in ("member", "prescriber") else None
    person = make_user(role=role, organisation=organisation)
    client.force_login(person, backend=BACKEND)
    return person


def url(route, *args):
    return reverse(f"toolbox:{route}", args=args)


@pytest.mark.row("CEN-24")
def test_a_new_tool_is_proposed_after_those_that_exist_and_says_why_they_do_not(client):
    make_tool("Agenda partagé", "agenda", owner="Médiathèque")
    make_tool("Carte des lieux", "map")
    sign_in(client, "member")
    page = read(client.post(url("propose"), {"nom": "Mon agenda", "purpose": "agenda"}))
    main = page.select_one("main")
    assert "1 outil existe déjà" in said(main)
    assert "Agenda partagé , Médiathèque" in said(main)
    assert "Carte des lieux" not in said(main)
    # The tools come before the question, and the question before the need.
    text = said(main)
    assert text.index("Agenda partagé") < text.index("Pourquoi ceux qui existent")
    assert text.index("Pourquoi ceux qui existent") < text.index("Quel besoin")
    silent = {"nom": "Mon agenda", "purpose": "agenda", "need": "Voir les absences", "why": " "}
    refused = client.post(url("propose"), silent)
    assert refused.status_code == 422
    assert "Voir les absences" in refused.content.decode()
    assert not ToolProposal.objects.exists()
    told = silent | {"why": "Il ne dit pas les absences."}
    assert client.post(url("propose"), told).status_code == 302
    proposal = ToolProposal.objects.get()
    assert (proposal.n_examined, proposal.state) == (1, "proposed")
    assert "Voir les absences" in said(read(client.get(url("proposals"))).select_one("main"))


def test_where_nothing_exists_only_the_need_is_asked(client):
    sign_in(client, "member")
    page = read(client.get(url("propose"), {"nom": "Carte", "purpose": "map"}))
    assert "Rien de tel dans le registre" in said(page.select_one("main"))
    assert page.select_one("[name=why]") is None
    client.post(url("propose"), {"nom": "Carte", "purpose": "map", "need": "Se repérer"})
    assert ToolProposal.objects.get().why_existing_do_not == ""


def test_a_tool_of_another_purpose_is_shown_when_its_words_are_near():
    make_tool("Annuaire des ateliers", "directory")
    make_tool("Outil de la ville", "other")
    found = tools_to_examine(nom="Ateliers du quartier : un outil", purpose="agenda")
    assert [tool.nom for tool in found] == ["Annuaire des ateliers"]


def test_a_keeper_accepts_and_the_tool_is_in_the_register(client):
    proposal = make_proposal()
    keeper = sign_in(client)
    desk = said(read(client.get("/pro/")).select_one("main"))
    assert "1 outil proposé attend votre réponse" in desk
    answer = client.post(url("accept", proposal.pk))
    tool = Tool.objects.get()
    assert answer["Location"] == url("edit", tool.pk)
    assert (tool.nom, tool.description) == ("Nouvel agenda", "Voir les absences")
    assert get_proposal(proposal.pk).decided_by == keeper
    assert "outil proposé" not in said(read(client.get("/pro/")).select_one("main"))
    assert "Nouvel agenda" in said(read(client.get(url("register"))).select_one("main"))


def test_a_refusal_says_why_and_its_author_reads_it(client):
    author = sign_in(client, "prescriber")
    proposal = propose_tool(
        nom="Appli", purpose="other", need="Prévenir", why="", by=author, now=NOW
    )
    with pytest.raises(ReasonMissing):
        refuse_tool(number=proposal.pk, reason=" ", by=make_user(), now=NOW)
    refuse_tool(number=proposal.pk, reason="Le téléphone suffit.", by=make_user(), now=NOW)
    mine = said(read(client.get(url("proposals"))).select_one("main"))
    assert "refusée" in mine
    assert "Le téléphone suffit." in mine
    assert client.post(url("accept", proposal.pk)).status_code == 403


def test_a_refusal_without_a_reason_comes_back_at_its_proposal(client):
    proposal = make_proposal()
    sign_in(client)
    answer = client.post(url("refuse", proposal.pk), {"reason": ""})
    assert answer.status_code == 422
    assert "lira votre réponse" in said(read(answer).select_one(".field.bad"))
    assert get_proposal(proposal.pk).state == "proposed"


def test_of_two_who_answer_the_second_is_told():
    proposal = make_proposal()
    accept_tool(number=proposal.pk, by=make_user(), now=NOW)
    with pytest.raises(ToolDecided):
        refuse_tool(number=proposal.pk, reason="Non", by=make_user(), now=NOW)
    with pytest.raises(ToolDecided):
        accept_tool(number=proposal.pk, by=make_user(), now=NOW)
    assert Tool.objects.count() == 1


def test_one_takes_back_one_s_own_while_nobody_answered():
    proposal = make_proposal()
    with pytest.raises(ToolDecided):
        take_back_tool(number=proposal.pk, by=make_user(), now=NOW)
    take_back_tool(number=proposal.pk, by=proposal.by, now=NOW)
    with pytest.raises(ToolDecided):
        accept_tool(number=proposal.pk, by=make_user(), now=NOW)


def test_a_tool_is_corrected_stopped_and_taken_up_again(client):
    tool = make_tool()
    sign_in(client)
    page = {"nom": "Agenda commun", "purpose": "agenda", "url": "agenda.clairmaille.example"}
    assert client.post(url("edit", tool.pk), page).status_code == 302
    assert get_tool(tool.pk).url == "https://agenda.clairmaille.example"
    client.post(url("retire", tool.pk))
    assert "ne sert plus" in said(read(client.get(url("tool", tool.pk))).select_one("main"))
    assert tools_to_examine(nom="x", purpose="agenda") == []
    client.post(url("retire", tool.pk), {"reprendre": "1"})
    assert get_tool(tool.pk).retired_on is None
    wrong = client.post(url("edit", tool.pk), page | {"url": "javascript:alert(1)"})
    assert wrong.status_code == 422


def test_the_register_is_downloaded_and_runs_nothing(client):
    make_tool("=1+1", "map")
    sign_in(client)
    told = b"".join(client.get(url("csv")).streaming_content).decode()
    assert "'=1+1;carte;" in told


def test_an_empty_register_says_what_to_do(client):
    sign_in(client, "member")
    page = said(read(client.get(url("register"))).select_one("main"))
    assert "Le registre est vide" in page
    assert client.get(url("add")).status_code == 403


def test_the_lists_make_the_same_number_of_queries(client, django_assert_max_num_queries):
    sign_in(client)
    for number in range(20):
        make_tool(f"Outil {number}", "agenda")
        make_proposal(why="Il manque quelque chose.")
    for route in ("register", "proposals"):
        client.get(url(route))
        with django_assert_max_num_queries(10):
            client.get(url(route))


def test_every_act_has_its_words_in_the_journal():
    words = action_words()
    declared = apps.get_app_config("toolbox").trace_words
    assert set(declared) <= set(words)


# ---------------------------------------------------------------- what the database holds


def proposal(**fields):
    said_ = {"nom": "A", "purpose": "map", "need": "B", "by": make_user(), "made_at": NOW}
    return ToolProposal.objects.create(**said_ | fields)


BREAKS = {
    "tool_named": [lambda: Tool.objects.create(nom="", purpose="map", updated_at=NOW)],
    "tool_purpose_known": [lambda: Tool.objects.create(nom="A", purpose="x", updated_at=NOW)],
    "tool_proposal_whole": [lambda: proposal(nom=""), lambda: proposal(need="")],
    "tool_proposal_purpose_known": [lambda: proposal(purpose="x")],
    "tool_proposal_state_known": [lambda: proposal(state="x")],
    "tool_proposal_says_why": [lambda: proposal(n_examined=2)],
    "tool_proposal_decided_by_somebody": [
        lambda: proposal(state="accepted"),
        lambda: proposal(state="accepted", decided_at=NOW + timedelta(days=1)),
        lambda: proposal(state="refused", reason="Non", decided_by=make_user()),
    ],
    "tool_proposal_refused_with_a_reason": [
        lambda: proposal(state="refused", decided_by=make_user(), decided_at=NOW)
    ],
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_refuses(name):
    for way in BREAKS[name]:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            way()


def test_every_constraint_is_broken_above():
    declared = {
        constraint.name
        for model in apps.get_app_config("toolbox").get_models()
        for constraint in model._meta.constraints
    }
    assert declared == set(BREAKS)


def test_what_nobody_has_is_said():
    for ask in (lambda: get_tool(0), lambda: get_proposal(0)):
        with pytest.raises(ToolUnknown):
            ask()
    tool = make_tool()
    assert edit_tool(number=tool.pk, values={}, by=make_user(), now=NOW) == tool
    retire_tool(number=tool.pk, by=make_user(), now=NOW, again=True)
    with pytest.raises(SayWhyExistingDoNot):
        make_proposal()
