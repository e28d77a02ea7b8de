"""Plain words on every page of a place's contact, and in the letter, measured (GOV-11)."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.utils import timezone

from maillage.apps.freshness.actions.sending import send_letters
from maillage.apps.freshness.models import Letter, Request
from maillage.apps.freshness.tests.factories import link_of_place, make_asked_place, make_campaign
from maillage.web.readability import read

pytestmark = pytest.mark.django_db
# Score of Kandel and Moles below which a page fails, as for the pages of residents.
LEAST = {
    "/verifier/": 80,
    "{link}": 80,
    "{link}{number}/corriger/": 80,
    "{link}ne-plus-ecrire/": 80,
}
LEAST_OF_LETTER = 70


@pytest.fixture
def words():
    place = make_asked_place(nom="Salle Rouet")
    campaign = make_campaign(start=True)
    send_letters(campaign.pk)
    Letter.objects.update(expires_at=timezone.now() + timedelta(days=60))
    number = Request.objects.get().pk
    return {"link": f"/verifier/{link_of_place(campaign, place)}/", "number": number}


def text_of(answer):
    page = BeautifulSoup(answer.content, "html.parser")
    for tag in page.select("script, style, svg, aside.human, dl"):
        tag.decompose()
    for tag in page.select("p, li, h1, h2, h3, label, legend, summary, span.hint, a, button"):
        tag.append("\n")
    return "\n".join(" ".join(line.split()) for line in page.main.get_text(" ").split("\n"))


def faults(text, least):
    reading = read(text)
    found = [f"{word} → {plain}" for word, plain in reading.hard_words]
    found += [f"{letters} : que veut dire ce sigle ?" for letters in reading.letters]
    found += [f"phrase longue : {sentence}" for sentence in reading.long_sentences]
    if reading.score is not None and reading.score < least:
        found.append(f"score {reading.score:.0f}, il en faut {least}")
    return found


@pytest.mark.parametrize("pattern", LEAST)
def test_a_page_of_a_contact_reads_easily(client, words, pattern):
    answer = client.get(pattern.format(**words))
    assert answer.status_code == 200
    text = text_of(answer)
    assert not faults(text, LEAST[pattern]), (read(text).score, text)


def test_what_is_read_after_an_answer_reads_easily(client, words):
    client.post(words["link"], {"fiche": words["number"]})
    text = text_of(client.get(words["link"]))
    assert not faults(text, 80), (read(text).score, text)


def test_the_letter_reads_easily(words):
    letter = "\n".join(
        line for line in mail.outbox[0].body.splitlines() if not line.startswith("http")
    )
    assert not faults(letter, LEAST_OF_LETTER), (read(letter).score, letter)


def test_words_of_an_office_are_seen():
    planted = "L’usager est invité à renseigner préalablement les modalités du dispositif."
    assert faults(planted, 0)
