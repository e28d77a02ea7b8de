"""The pages of professionals: listen first, type a sheet of paper, open what somebody shows."""

import pytest
from bs4 import BeautifulSoup

from maillage.apps.directory.tests.factories import make_organisation, make_user
from maillage.apps.orientation.models import Diagnosis
from maillage.apps.orientation.queries.kept import get_kept
from maillage.apps.orientation.queries.profile import LEVEL_NAMES
from maillage.core.skills import ITEMS_2021, Answer

pytestmark = pytest.mark.django_db
RECEPTION, TYPING, OPEN = (
    "/pro/accueil-orientation/",
    "/pro/orientation/papier/",
    "/pro/orientation/bilan/",
)


@pytest.fixture
def desk(client):
    client.force_login(make_user(role="mediator", organisation=make_organisation()))
    return client


def soup(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


@pytest.mark.row("ORI-22")
def test_the_offers_stay_closed_until_a_need_is_noted(desk):
    page = soup(desk.get(RECEPTION))
    offers = page.select_one("section[aria-labelledby=offres]")
    assert "Fermées pour l’instant" in offers.get_text()
    assert not offers.select("a")
    still = soup(desk.post(RECEPTION, {"said": "  ", "gene": "money"}))
    offers = still.select_one("section[aria-labelledby=offres]")
    assert "Fermées pour l’instant" in offers.get_text()
    assert "Quel est le besoin" in still.select_one("[role=alert]").get_text()
    opened = soup(desk.post(RECEPTION, {"besoin": "argent", "gene": "money"}))
    offers = opened.select_one("section[aria-labelledby=offres]")
    assert "Fermées" not in offers.get_text()
    assert offers.select_one("a[href*='besoin=argent']")


@pytest.mark.row("ORI-22")
def test_the_words_of_the_person_are_enough_and_are_only_printed(desk):
    said = {"said": "Une lettre que je ne comprends pas", "gene": ["reading", "language"]}
    opened = soup(desk.post(RECEPTION, said))
    assert "Une lettre que je ne comprends pas" in opened.select_one(".said").get_text()
    sheet = soup(desk.post(RECEPTION, {**said, "aller": "papier"})).select_one(".sheet")
    assert "Une lettre que je ne comprends pas" in sheet.get_text()
    assert "Lire ou écrire est difficile" in sheet.get_text()
    assert not Diagnosis.objects.exists()


def test_a_sheet_without_an_agreement_is_seen_and_not_kept(desk):
    answers = {"a_IUEM": "yes", "a_IUBK": "with_help", "derniere_fois": "three_months"}
    page = soup(desk.post(TYPING, {**answers, "faire": "voir"}))
    assert "Rien n’est gardé" in page.get_text()
    assert "I_DSK2_X" in page.get_text()
    refused = soup(desk.post(TYPING, {**answers, "faire": "garder", "months": "1", "how": "paper"}))
    assert "Sans l’accord de la personne, rien n’est gardé" in refused.get_text()
    assert refused.select_one("[name=a_IUEM][value=yes]").has_attr("checked")
    assert not Diagnosis.objects.exists()


def test_a_sheet_typed_with_the_agreement_gives_the_code(desk):
    form = soup(desk.get(TYPING))
    assert len(form.select("main [scope=row]")) == len(ITEMS_2021)
    sent = {
        "a_IUEM": "yes", "a_IUBK": "with_help", "derniere_fois": "three_months",
        "faire": "garder", "agreed": "on", "how": "spoken", "months": "12",
        "once": form.select_one("[name=once]")["value"], "may_show": "on",
    }  # fmt: skip
    page = soup(desk.post(TYPING, sent))
    found = get_kept(page.select_one(".code").get_text())
    assert found.answers.items == {"IUEM": Answer.YES, "IUBK": Answer.WITH_HELP}
    assert "de vive voix" in found.consent.how
    assert Diagnosis.objects.get().noted_by is not None


def test_what_is_kept_opens_with_its_code_only_when_the_person_allowed_it(desk):
    sent = {"a_IUEM": "yes", "faire": "garder", "months": "1", "once": "one"}
    page = soup(desk.post("/orientation/garder/", sent))
    code = page.select_one(".code").get_text()
    refused = desk.post(OPEN, {"code": code})
    assert refused.status_code == 403
    assert "pour elle seule" in refused.content.decode()
    desk.post(
        "/orientation/mon-bilan/changer/", {"code": code, "faire": "changer", "may_show": "on"}
    )
    opened = soup(desk.post(OPEN, {"code": code}))
    assert "Lire ou envoyer un e-mail" in opened.get_text()
    assert code not in opened.get_text()
    assert desk.post(OPEN, {"code": "0000-0000"}).status_code == 404
    assert "Nous lisons 2 signes" in soup(desk.post(OPEN, {"code": "AB"})).get_text()


def test_short_answers_that_were_kept_are_shown_to_the_professional(desk):
    sent = {"besoin": "emploi", "usage_mobile": "yes", "gene": "money", "faire": "garder",
            "months": "1", "once": "two", "may_show": "on"}  # fmt: skip
    code = soup(desk.post("/orientation/garder/", sent)).select_one(".code").get_text()
    text = soup(desk.post(OPEN, {"code": code})).get_text()
    assert "C’est trop cher pour moi" in text
    assert "I_DSK2" not in text


@pytest.mark.row("ORI-21")
def test_a_level_is_for_professionals_and_never_on_the_sheet_of_the_person(desk):
    answers = {"a_IUEM": "yes", "etape": "fin"}
    for go in ("", "papier"):
        text = soup(desk.post("/orientation/bilan/", {**answers, "aller": go})).get_text()
        assert "I_DSK2" not in text
        assert not [name for name in LEVEL_NAMES.values() if str(name) in text]


def test_the_first_page_leads_to_the_questions(client):
    page = soup(client.get("/"))
    assert page.select_one("section[aria-labelledby=point] a")["href"] == "/orientation/"


def test_a_code_that_opens_nothing_is_said_beside_it(desk):
    refused = desk.post(OPEN, {"code": "0000-0000"})
    assert refused.status_code == 404
    page = BeautifulSoup(refused.content, "html.parser")
    assert "n’ouvre aucun bilan" in page.select_one(".field.bad").get_text()
    assert page.select_one("[name=code]")["value"] == "0000-0000"


def test_a_question_left_blank_is_not_an_answer(desk):
    text = soup(desk.post(TYPING, {"faire": "voir"})).get_text()
    assert "la première question n’a pas de réponse" in text
    assert "pas d’internet depuis trois mois" not in text
    never = soup(desk.post(TYPING, {"faire": "voir", "derniere_fois": "never"})).get_text()
    assert "pas d’internet depuis trois mois" in never
