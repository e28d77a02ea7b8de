"""The twin of each function for residents is opened: a paper that says the fact, and a number.

`test_access` lists every function and names its twin; here the twin is read, as who holds it would.
What the stylesheet takes away from paper is taken away from the page first.
"""

import io
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from pypdf import PdfReader

from maillage.apps.directory.models import Place
from maillage.apps.directory.tests.factories import make_equipment
from maillage.apps.directory.tests.pages import forget_base
from maillage.apps.territories.models import Zone
from tests.architecture.test_access import RESIDENTS
from tests.architecture.test_access import addresses as addresses  # a fixture

pytestmark = pytest.mark.django_db
PHONE, ITS_PHONE = "01 99 00 21 00", "01 99 00 44 55"
CSS = Path(__file__).parents[2] / "src/maillage/web/static/web/maillage.css"
PLACE = ["Médiathèque", "1 quai du Canal", ITS_PHONE, "Du lundi au vendredi : de 9 h à 12 h"]
SESSION = ["Mes premiers pas sur l’ordinateur", "9 h 30 – 11 h 30"]
# Function → what its own page still says once it is printed.
PRINTED = {
    "directory:results": PLACE[:3],
    "directory:map": PLACE[:3],
    "directory:place": [*PLACE[:3], "9 h – 12 h"],
    "directory:zone": PLACE[:3],
    "directory:programme": ["Espaces parents"],
    "directory:new_places": ["Médiathèque"],
    "directory:dictionary": ["Dictionnaire des données", "SIRET"],
    "agenda:week": SESSION,
    "agenda:place_week": SESSION,
    "agenda:session": SESSION,
    "agenda:door": SESSION,
    "orientation:newcomer": PLACE[:1],
    "orientation:procedures": ["Déclarer ses impôts"],
    "orientation:procedure": ["La lettre des impôts", "impots.gouv.fr"],
    "orientation:orient": ["Orienter quelqu’un"],
    "orientation:places_slip": PLACE[:3],
    "orientation:paper": ["Cochez une case par ligne", "Je passe"],
    "channels:slip": PLACE,
}
# Function → the links that lead from its page to a PDF, then what the PDF says.
PDFS = {
    "directory:results": (["a[href^='/papier/?']", ""], PLACE),
    "directory:place": (["a[href^='/papier/adresses/']", "a[type='application/pdf']"], PLACE),
    "directory:zone": (["a[href$='guide.pdf']"], PLACE),
    "agenda:place_week": (["a[href*='agenda.pdf']"], SESSION),
    "orientation:bilan": (["a[href='/orientation/papier/']"], PRINTED["orientation:paper"]),
    "orientation:start": (["a[href='/orientation/papier/']"], PRINTED["orientation:paper"]),
    "channels:choose": ([""], PLACE),
    "channels:slip": (["a[type='application/pdf']"], PLACE),
    "channels:zone_papers": (["a[href$='guide.pdf']"], PLACE),
}


@pytest.fixture
def place(addresses):
    """The place of the addresses, of which everything that a paper says is known."""
    found = Place.objects.get(nom="Médiathèque")
    found.adresse, found.telephone = PLACE[1], "+33199004455"
    found.horaires, found.quarter_zone = "Mo-Fr 09:00-12:00", Zone.objects.get(slug="centre")
    found.opened_on = timezone.localdate()
    found.save()
    make_equipment(found, "printer", total=1)
    forget_base()
    yield found
    forget_base()


def plain(text):
    """Return words on one line, with plain spaces."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " "))


def hidden_on_paper():
    """Return the selectors that the common stylesheet hides when a page is printed."""
    printed = CSS.read_text(encoding="utf-8").partition("@media print{")[2]
    [found] = re.findall(r"\n\s*([^{}]*\.no-print[^{}]*)\{display:none!important\}", printed)
    return found


def on_paper(answer):
    """Return the words of a PDF, or of a page as its stylesheet prints it."""
    assert answer.status_code == 200, answer
    if answer["Content-Type"] == "application/pdf":
        pages = PdfReader(io.BytesIO(answer.content)).pages
        return plain(" ".join(page.extract_text() for page in pages))
    page = BeautifulSoup(answer.content, "html.parser")
    for one in page.select(hidden_on_paper()):
        one.decompose()
    return plain(page.body.get_text(" "))


def followed(client, address, steps):
    """Return what is at the end of links of pages; "" is the form of a page, sent as it stands."""
    answer = client.get(address)
    for step in steps:
        page = BeautifulSoup(answer.content, "html.parser")
        if step:
            answer = client.get(page.select_one(step)["href"])
            continue
        form = page.select_one("main form[method=get]")
        sent = [(box["name"], box["value"]) for box in form.select("input[name=lieu]")]
        slip = client.get(form["action"], {name: [v for _n, v in sent] for name, _v in sent})
        pdf = BeautifulSoup(slip.content, "html.parser").select_one("a[type='application/pdf']")
        answer = client.get(pdf["href"])
    return answer


def test_each_function_that_names_a_paper_has_its_paper_here():
    named = {name for name, twin in RESIDENTS.items() if "imprimée" in twin or "papier" in twin}
    # The papers of a code are given with it: apps/agenda, apps/liaison, apps/orientation/tests.
    given = {"agenda:mine", "liaison:mine"}
    assert named - given - set(PRINTED) - set(PDFS) == set()
    assert set(PRINTED) | set(PDFS) <= set(RESIDENTS)


@pytest.mark.row("WRN-06", "CHA-19")
@pytest.mark.parametrize("name", sorted(PRINTED))
def test_a_page_that_is_its_own_paper_says_the_fact_and_the_number(client, addresses, place, name):
    words = on_paper(client.get(addresses[name]))
    for fact in [*PRINTED[name], PHONE]:
        assert fact in words, (fact, words)


@pytest.mark.row("WRN-06", "CHA-19")
@pytest.mark.parametrize("name", sorted(PDFS))
def test_the_paper_to_which_a_page_leads_says_the_fact_and_the_number(
    client, addresses, place, name
):
    steps, facts = PDFS[name]
    words = on_paper(followed(client, addresses[name], steps))
    for fact in [*facts, PHONE]:
        assert fact in words, (fact, words)


@pytest.mark.row("WRN-06", "CHA-19")
@pytest.mark.parametrize("name", sorted(set(RESIDENTS) - {"directory:alias"}))
def test_the_number_is_on_the_page_and_dials(client, addresses, name):
    page = BeautifulSoup(client.get(addresses[name]).content, "html.parser")
    numbers = [a for a in page.select("main a[href='tel:+33199002100']") if PHONE in plain(a.text)]
    assert numbers, addresses[name]
