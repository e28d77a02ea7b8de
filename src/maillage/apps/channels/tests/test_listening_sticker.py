"""The sticker whose square leads straight to the sound of a place."""

from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from maillage.apps.channels.errors import NothingToPrint
from maillage.apps.channels.queries import papers, voices
from maillage.apps.channels.queries.papers import place_paper
from maillage.apps.channels.queries.squares import square_svg
from maillage.apps.channels.tests.test_faces import words_of_pdf
from maillage.apps.directory.tests.factories import NOW, make_place
from maillage.web.languages import said_in

pytestmark = pytest.mark.django_db
SITE = "https://clairmaille.example"
CODE = "autocollants-ecoute"


@pytest.fixture
def place():
    return make_place(nom="Médiathèque de la Navette", telephone="+33199002110")


@pytest.fixture
def printed(monkeypatch):
    """Keep what is sent to the typesetter: the squares among it."""
    sent, real = {}, papers.typeset

    def keep(template, data, **options):
        sent.update(data)
        return real(template, data, **options)

    monkeypatch.setattr(papers, "typeset", keep)
    return sent


@pytest.mark.row("CHA-03")
@pytest.mark.parametrize(
    ("sticker", "telephone", "opened"),
    [
        # A sticker in French names no language: the telephone of who scans chooses.
        ("fr", "ar;q=0.9", "ar"),
        ("fr", "fr-FR,fr;q=0.9", "fr"),
        ("ar", "fr-FR", "ar"),
        ("tr", "ar", "tr"),
    ],
)
def test_the_printed_square_opens_the_sound_in_the_language_of_the_person(
    client, place, printed, monkeypatch, sticker, telephone, opened
):
    monkeypatch.setattr(voices, "installed", lambda: True)
    with said_in(sticker):
        made = place_paper(CODE, place.public_id, now=NOW, site=SITE)
    address = f"{SITE}/ecouter/lieu/{place.public_id}/"
    address += "" if sticker == "fr" else f"?lang={sticker}"
    # What is printed is the square of this very address.
    assert printed["places"][0]["square_svg"] == square_svg(address)
    assert f"/ecouter/lieu/{place.public_id}/" in words_of_pdf(made.pdf).replace("/ ", "/")
    asked = urlsplit(address)
    answer = client.get(f"{asked.path}?{asked.query}", headers={"Accept-Language": telephone})
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.html["lang"] == opened
    assert page.select_one("audio[controls]")["src"].split("?")[1].startswith(f"lang={opened}")
    assert page.select_one("button[data-aloud]")


def test_the_sticker_says_what_it_does_in_few_words(place):
    words = words_of_pdf(place_paper(CODE, place.public_id, now=NOW, site=SITE).pdf)
    assert words.count("Scannez : votre téléphone vous dit ce lieu à voix haute.") == 8
    for word in ("Écouter", "Listen", "Dinle", "Слушать", "Médiathèque", "01 99 00 21 10"):
        assert word in words, word
    assert "[fr]" not in words


def test_a_sticker_in_another_language_speaks_it_alone(place):
    with said_in("tr"):
        words = words_of_pdf(place_paper(CODE, place.public_id, now=NOW, site=SITE).pdf)
    assert "Dinle" in words
    assert "Scannez" not in words
    assert "Listen" not in words


def test_a_sticker_without_an_address_is_not_printed(place):
    with pytest.raises(NothingToPrint):
        place_paper(CODE, place.public_id, now=NOW)


def test_the_page_of_papers_gives_the_sticker_in_a_language(client, place):
    answer = client.get(f"/papier/lieu/{place.public_id}/{CODE}.pdf?lang=ar")
    assert answer["Content-Type"] == "application/pdf"
    assert "Scannez" not in words_of_pdf(answer.content)
