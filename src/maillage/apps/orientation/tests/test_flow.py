"""The six questions and the 31 activities, from page to page: nothing is kept."""

import pytest
from bs4 import BeautifulSoup
from django.http import QueryDict

from maillage.apps.directory.tests.factories import make_offer, make_place, make_user
from maillage.apps.directory.tests.pages import forget_base
from maillage.apps.orientation.forms.answers import read_short
from maillage.apps.orientation.models import Diagnosis
from maillage.apps.orientation.queries.answers import ShortAnswers
from maillage.core.skills import ITEMS_2021
from maillage.core.standard import Service

pytestmark = pytest.mark.django_db

START, QUESTIONS = "/orientation/", "/orientation/questions/"
RESULT, BILAN = "/orientation/resultat/", "/orientation/bilan/"
TOOLS = str(Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN)
PARENTING = str(Service.PARENTALITE_ET_EDUCATION_AVEC_LE_NUMERIQUE)
USES = ("mobile", "administration", "office", "identity")


@pytest.fixture(autouse=True)
def _index_read_again():
    forget_base()
    yield
    forget_base()


def soup(answer):
    assert answer.status_code == 200, answer
    return BeautifulSoup(answer.content, "html.parser")


def fields_of(page, button=None):
    """Return what the form of a page sends, as a browser does: hidden, chosen, and a button."""
    form = page.select_one("main form")
    sent = {}
    for field in form.select("input"):
        kind = field.get("type", "text")
        if kind in ("radio", "checkbox") and not field.has_attr("checked"):
            continue
        sent.setdefault(field["name"], []).append(field.get("value", ""))
    for select in form.select("select"):
        chosen = select.select_one("option[selected]") or select.select_one("option")
        sent.setdefault(select["name"], []).append(chosen.get("value", ""))
    if button:
        sent["aller"] = [button]
    return form["action"], sent


def answer_page(client, page, button=None, **said):
    """Answer the form of a page, and return the next page."""
    action, sent = fields_of(page, button)
    for name, values in said.items():
        sent[name] = values if isinstance(values, list) else [values]
    return soup(client.post(action, sent))


def title(page):
    return page.h1.get_text(" ", strip=True)


def walk(client, motive="ecole", obstacles=(), **uses):
    page = soup(client.get(START))
    page = answer_page(client, page, besoin=motive)
    page = answer_page(client, page, gene=list(obstacles))
    for use in USES:
        page = answer_page(client, page, **{f"usage_{use}": uses.get(use, "")})
    return page


@pytest.mark.row("ORI-11")
def test_the_first_question_is_what_one_would_like_to_do(client):
    page = soup(client.get(START))
    assert title(page) == "Qu’aimeriez-vous pouvoir faire ?"
    labels = page.select("form .choice.box")
    assert len(labels) == 20
    assert all(label.svg and label.get_text(strip=True) for label in labels)
    assert not page.select("main [name^=usage_]")
    make_offer(make_place(nom="Atelier"), services=[TOOLS])
    make_offer(make_place(nom="Espace parents"), services=[PARENTING])
    forget_base()
    result = walk(client, motive="ecole")
    assert title(result) == "Suivre l’école de mon enfant"
    where = result.select_one("section[aria-labelledby=ou-aller]")
    assert where.select_one("ol.places h3").get_text(strip=True) == "Espace parents"
    assert where.select_one("a[href='/lieux/?besoin=ecole']")


@pytest.mark.row("ORI-34")
def test_there_are_six_questions_and_four_are_the_contrasted_uses(client):
    page = soup(client.get(START))
    titles = []
    for _n in range(5):
        page = answer_page(client, page)
        titles.append(title(page))
    assert titles[1:] == [
        "Envoyer une photo à quelqu’un, avec une application du téléphone",
        "Remplir une demande sur le site d’une administration",
        "Écrire une lettre ou un CV à l’ordinateur",
        "Retrouver vos mots de passe et protéger vos comptes",
    ]
    assert "Question 6 sur 6" in page.select_one(".crumb").get_text()
    assert "Où aller" in answer_page(client, page).get_text()


@pytest.mark.row("ORI-36")
def test_the_first_screen_has_a_button_that_reads_aloud(client):
    page = soup(client.get(START))
    button = page.select_one("button[data-aloud]")
    assert button.get_text(strip=True) == "Lire à voix haute"
    assert button.has_attr("hidden")  # shown by the script, when the device has a voice
    assert page.select_one("script[type=module][src*='web/aloud']")
    assert page.select_one("h1[data-say]")


def test_nothing_is_kept_and_nothing_is_in_an_address(client):
    page = soup(client.get(START))
    for _n in range(6):
        assert page.select_one("main form")["method"] == "post"
        page = answer_page(client, page)
    assert not Diagnosis.objects.exists()
    assert not client.cookies


@pytest.mark.row("ORI-21")
def test_one_may_pass_go_back_and_stop_at_any_question(client):
    page = soup(client.get(START))
    page = answer_page(client, page, besoin="emploi")
    page = answer_page(client, page, gene=["money", "language"], langue="ar")
    page = answer_page(client, page, usage_mobile="yes")
    back = answer_page(client, page, "retour")
    assert back.select_one("[type=radio][name=usage_mobile][value=yes]").has_attr("checked")
    further_back = answer_page(client, back, "retour")
    assert [box["value"] for box in further_back.select("[name=gene][checked]")] == [
        "money",
        "language",
    ]
    first = answer_page(client, further_back, "retour")
    assert first.select_one("[name=besoin][checked]")["value"] == "emploi"
    passed = answer_page(client, back, "passer", usage_mobile="yes")
    assert not passed.select("input[type=hidden][name=usage_mobile]")
    stopped = answer_page(client, passed, "arreter")
    assert title(stopped) == "Chercher du travail, faire un CV"


@pytest.mark.row("ORI-21")
def test_no_grade_no_cross_no_count_anywhere(client):
    pages = [soup(client.get(START)), walk(client, obstacles=["know_how"], mobile="wish")]
    page = soup(client.get(BILAN))
    pages.append(page)
    for _n in range(6):
        page = answer_page(client, page)
        pages.append(page)
    for page in pages:
        words = page.main.get_text(" ", strip=True)
        for word in ("/20", "score", "débutant", "échec", "faux ", "✗", "✘", "illectronisme"):
            assert word not in words.lower(), (word, words)
        assert not page.main.select(".wrong, .bad, [stroke=red]")


@pytest.mark.row("OBS-13")
def test_the_result_opens_with_what_the_person_already_does(client):
    result = walk(client, mobile="yes", administration="with_help", office="wish")
    sections = [heading.get_text(strip=True) for heading in result.main.select("h2")]
    assert sections[0] == "Ce que vous faites déjà"
    first = result.select_one("#deja").find_next("ul")
    assert [line.get_text(strip=True) for line in first.select("li")] == [
        "Envoyer une photo à quelqu’un, avec une application du téléphone"
    ]
    _action, sent = fields_of(result)
    more = soup(client.post(RESULT, {**sent, "suite": "oui", "pratique": "travel"}))
    assert "Trouver mon chemin" in more.select_one("#deja").find_next("ul").get_text()


@pytest.mark.row("ORI-05")
def test_several_obstacles_stay_visible_together(client):
    result = walk(client, obstacles=["no_computer", "language"])
    hard = result.select_one("section[aria-labelledby=difficile]").get_text()
    assert "Je n’ai pas d’ordinateur" in hard
    assert "Je parle peu le français" in hard


def test_who_does_not_use_the_internet_is_asked_nothing_of_it(client):
    page = answer_page(client, soup(client.get(START)), besoin="argent")
    result = answer_page(client, page, gene=["not_online"])
    assert title(result) == "Impôts, banque, factures"
    assert "Vous n’avez besoin de rien chez vous" in result.get_text()


@pytest.mark.row("ORI-02", "ORI-03")
def test_the_bilan_has_a_line_for_each_domain_and_safe_use_goes_with_2019(client):
    everything = {f"a_{item.code}": "yes" for item in ITEMS_2021}
    page = soup(client.post(BILAN, {**everything, "etape": "fin"}))
    lines = [line.get_text(" ", strip=True) for line in page.select("dl.pairs dt")]
    assert len(lines) == 5
    assert "Se protéger" in lines
    assert "Version de 2021" in page.get_text()
    then = soup(client.post(BILAN, {**everything, "etape": "fin", "version": "2019"}))
    lines = [line.get_text(" ", strip=True) for line in then.select("dl.pairs dt")]
    assert len(lines) == 4
    assert "Se protéger" not in lines
    assert "comparable à 2019" in then.get_text()


def test_the_31_activities_are_asked_by_domain_with_four_answers_each(client):
    page = soup(client.get(BILAN))
    names = []
    page = answer_page(client, page, derniere_fois="three_months")
    for _n in range(5):
        asked = page.select("main fieldset")
        assert all(len(one.select("[type=radio]")) == 4 for one in asked)
        names += [one.select_one("[type=radio]")["name"] for one in asked]
        page = answer_page(client, page, **{asked[0].select_one("input")["name"]: "yes"})
    assert sorted(names) == sorted(f"a_{item.code}" for item in ITEMS_2021)
    assert title(page) == "Mon bilan"
    assert len(page.select("section[aria-labelledby=deja] h3")) == 5


def test_with_help_is_shown_apart(client):
    page = soup(client.post(BILAN, {"a_IUEM": "with_help", "etape": "fin"}))
    helped = page.select_one("section[aria-labelledby=avec]")
    assert "Lire ou envoyer un e-mail" in helped.get_text()
    assert "Lire ou envoyer un e-mail" not in page.select_one("#deja").find_parent().get_text()


def test_who_is_not_online_is_told_no_level(client):
    page = answer_page(client, soup(client.get(BILAN)), derniere_fois="longer")
    assert "ne fait pas partie de vos journées" in page.get_text()
    assert not page.select("dl.pairs")


@pytest.mark.parametrize("address", [QUESTIONS, RESULT, "/orientation/garder/"])
def test_a_page_asked_by_itself_leads_to_the_first_one(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, START)


def test_whatever_is_sent_is_read_without_a_fault(client):
    odd = {
        "etape": "?", "besoin": "<b>", "gene": ["x", "money"], "usage_mobile": "?",
        "langue": "xx", "apport": "?", "recours": "?", "ou": "z" * 500, "a_IUEM": "?",
        "derniere_fois": "?", "version": "?",
    }  # fmt: skip
    for address in (START, QUESTIONS, RESULT, BILAN, "/orientation/garder/"):
        for go in ("", "retour", "passer", "arreter", "papier", "?"):
            assert client.post(address, {**odd, "aller": go}).status_code == 200
    assert "Nous ne connaissons pas ce nom" in client.post(RESULT, odd).content.decode()


def test_the_sheet_to_print_says_the_same_and_comes_back(client):
    result = walk(client, obstacles=["money"], mobile="yes")
    _action, sent = fields_of(result)
    sheet = soup(client.post(RESULT, {**sent, "aller": "papier"}))
    assert "Ce que vous faites déjà" in sheet.select_one(".sheet").get_text()
    assert "C’est trop cher pour moi" in sheet.get_text()
    back = answer_page(client, sheet)
    assert title(back) == title(result)
    bilan_sheet = soup(client.post(BILAN, {"a_IUEM": "yes", "etape": "fin", "aller": "papier"}))
    assert "Lire ou envoyer un e-mail" in bilan_sheet.select_one(".sheet").get_text()


@pytest.mark.row("ORI-18")
def test_no_benefit_is_a_deficit_of_use_only_when_it_was_asked():
    assert not read_short(QueryDict("usage_mobile=yes")).lacks_benefit
    assert read_short(QueryDict("usage_mobile=yes&suite=oui")).lacks_benefit
    assert read_short(QueryDict("suite=oui&apport=none")).lacks_benefit
    assert not read_short(QueryDict("suite=oui&apport=time")).lacks_benefit
    assert not read_short(QueryDict("suite=oui&gene=not_online")).lacks_benefit


def test_the_31_activities_fit_on_paper(client):
    page = soup(client.get("/orientation/papier/"))
    assert len(page.select("main [scope=row]")) == 31
    assert len(page.select("main tbody")) == 5


@pytest.mark.row("ORI-32")
def test_nothing_asks_a_nationality_a_status_a_name_or_an_age(client):
    client.force_login(make_user())
    for address in (START, BILAN, "/pro/accueil-orientation/", "/pro/orientation/papier/"):
        page = soup(client.get(address))
        asked = {field["name"] for field in page.select("main input, main select, main textarea")}
        known = {
            "etape", "besoin", "gene", "langue", "ou", "said", "derniere_fois", "once", "cle",
            "agreed", "how", "months", "may_show", "may_count", "csrfmiddlewaretoken",
        }  # fmt: skip
        assert not {name for name in asked - known if not name.startswith("a_")}
        words = page.main.get_text(" ").lower()
        for word in ("nationalité", "séjour", "date de naissance", "sécurité sociale"):
            assert word not in words


def test_answers_that_say_nothing_keep_nothing():
    assert ShortAnswers().as_json() == {}
    assert ShortAnswers(benefits=frozenset()).as_json() == {"benefits": []}
    assert ShortAnswers.from_json({"benefits": []}).lacks_benefit


@pytest.mark.parametrize(
    "address", ["/orientation/", "/orientation/questions/", "/orientation/resultat/", "/orienter/"]
)
def test_the_back_button_finds_the_page_again(client, address):
    answer = client.post(address, {"besoin": "ecole", "etape": "motif"})
    said = answer["Cache-Control"]
    # "no-store" makes "back" an error on a telephone: the questions are sent by forms.
    assert "no-store" not in said
    assert "private" in said
    assert "no-cache" in said


def test_a_page_with_a_code_is_stored_nowhere(client):
    for address in ("/orientation/garder/", "/orientation/mon-bilan/"):
        assert "no-store" in client.post(address, {"besoin": "ecole"})["Cache-Control"]
