"""Papers in each language: one sheet, the same facts, French names as they were typed."""

import io
import json
import re
from datetime import timedelta
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from maillage.apps.agenda.tests.factories import make_series
from maillage.apps.channels.queries.facts import facts_of_places
from maillage.apps.channels.queries.kinds import PAPERS
from maillage.apps.channels.queries.papers import contact_of, place_paper, slip, zone_paper
from maillage.apps.channels.queries.texts import gsm, is_wide, n_letters, zone_message
from maillage.apps.directory.tests.factories import (
    NOW,
    TODAY,
    TemporaryClosure,
    Zone,
    make_offer,
    make_place,
    make_user,
)
from maillage.web import typesetting as module
from maillage.web.languages import FSI, MARK, PDI, languages, said_in
from maillage.web.paper_errors import FontMissing
from maillage.web.paper_fonts import FAMILIES, characters_of, font_folder, written

pytestmark = pytest.mark.django_db
SITE = "https://clairmaille.example"
OTHERS = [code for code in languages() if code != "fr"]
COMPLETE = [code for code in OTHERS if languages()[code].scope == "all"]
RTL = [code for code in OTHERS if languages()[code].rtl]


@pytest.fixture
def quarter():
    return Zone.objects.create(
        kind="quarter", code="q", nom="La Filature", slug="la-filature",
        contact_nom="Maison de quartier", contact_telephone="+33199002103",
        contact_horaires="du lundi au vendredi",
    )  # fmt: skip


@pytest.fixture
def place(quarter):
    """A place of which everything is said."""
    place = make_place(
        nom="Médiathèque (annexe) de la Navette", telephone="+33199002110", quarter_zone=quarter,
        adresse="12 rue du Pont", horaires="Tu-Fr 10:00-12:30,14:00-18:30; PH off",
        languages=["fr", "ar"], wheelchair=True, verified_on=TODAY, print_price="10 centimes",
        floor_or_door="Premier étage", latitude=48.5, longitude=2.5,
    )  # fmt: skip
    make_offer(
        place, title="Permanence", frais_a_charge=["Gratuit"], modalites_acces=["Se présenter"],
        services=["Aide aux démarches administratives"], age_min=12,
    )  # fmt: skip
    return place


def text_of(made):
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made.pdf)).pages)


def bare(text):
    """Return a text without its white, and without what turns it: lines break where they can.

    Nor its brackets: of those that a line from the right mirrors, a PDF says the sign that it drew.
    """
    return re.sub(r"[\s()\u200b-\u200f\u2066-\u2069]", "", text)


def facts_said(one):
    """Return the facts of a place that its slip states, in the language that is being written."""
    return [
        one.nom, one.street, one.town, one.telephone, *one.hours, *one.closures, *one.services,
        one.cost, one.publics, one.access, one.languages, one.wheelchair, one.verified,
        *one.sessions, *(words for pair in one.coming for words in pair),
    ]  # fmt: skip


def agree(fact, printed):
    """Tell whether a PDF states a fact.

    pypdf neither puts back the order of words that run from the right, nor reads what a PDF says
    of its ligatures (ActualText): there, words are looked for one by one, and half may hold one.
    """
    if not re.search(r"[\u0600-\u06ff]", fact):
        return bare(fact) in bare(printed)
    asked = [bare(word) for word in re.split(r"[\s،:.()؛]+", fact) if bare(word)]
    kept = bare(printed)
    numbers = [word for word in asked if word[0].isdigit()]
    found = [word for word in asked if word in kept]
    return set(numbers) <= set(found) and len(found) * 2 >= len(asked)


@pytest.mark.parametrize("code", OTHERS)
def test_the_slip_of_a_place_is_one_sheet_in_each_language(code, place):
    now, language = timezone.now(), languages()[code]
    today = timezone.localdate(now)
    TemporaryClosure.objects.create(place=place, starts_on=today, ends_on=today, reason="travaux")
    make_series(
        place=place, title="Premiers pas", first=today, until=today + timedelta(days=40), now=now
    )
    with said_in(code):
        [one] = facts_of_places([place.pk], now=now, site=SITE)
        papers = [slip([place.pk], now=now, site=SITE)]
        papers.append(place_paper("fiche", place.public_id, now=now, site=SITE))
    assert MARK.strip() not in " ".join(facts_said(one))
    for made in papers:
        if not module.writes(language):
            pytest.skip(f"the font that writes {language.name} is not installed: npm ci")
        reader = PdfReader(io.BytesIO(made.pdf))
        assert len(reader.pages) == 1
        assert made.missing == ()
        assert reader.trailer["/Root"]["/Lang"].split("-")[0] == language.html.split("-")[0]
        printed = text_of(made)
        assert MARK.strip() not in printed
        for fact in facts_said(one):
            assert agree(fact, printed), (fact, printed)
        # What was typed stays as it was, and says that it is French.
        assert bare("Médiathèque (annexe) de la Navette") in bare(printed)
        if not language.is_french:
            assert b"/Lang(fr-FR)" in reader.pages[0].get_contents().get_data()


@pytest.mark.parametrize("code", COMPLETE)
def test_every_face_of_a_quarter_states_the_same_facts_in_its_language(code, client, place):
    now = timezone.now()
    today = timezone.localdate(now)
    make_series(place=place, title="Tricot", first=today, until=today + timedelta(40), now=now)
    with said_in(code):
        [one] = facts_of_places([place.pk], now=now, site=SITE)
        faces = {
            paper.code: text_of(zone_paper(paper.code, "la-filature", now=now, site=SITE))
            for paper in PAPERS
            if paper.about == "zone" and paper.scope == "all"
        }
    listed = client.get("/papier/quartier/la-filature/liste.txt", {"lang": code}).text
    shown = client.get("/papier/adresses/", {"lieu": place.public_id, "lang": code}).text
    page = BeautifulSoup(shown, "html.parser")
    assert page.html["dir"] == languages()[code].direction
    assert page.h2.get_text() == one.nom
    faces |= {"list": listed, "page": page.main.get_text(" ")}
    assert len(faces) == 9
    for name, words in faces.items():
        assert MARK.strip() not in words, name
        facts = [one.nom, one.street]
        facts += [] if name.startswith(("besoins", "agenda")) else [one.open_hours[0]]
        facts += [] if name.startswith(("affiche", "agenda")) else [one.telephone]
        for fact in facts:
            assert agree(fact, words), (name, fact, words)
    for fact in facts_said(one):
        assert bare(fact) in bare(faces["page"]), fact
    # Those of the staff stay French.
    with said_in(code):
        who = PdfReader(
            io.BytesIO(zone_paper("qui-fait-quoi", "la-filature", now=now, site=SITE).pdf)
        )
    assert who.trailer["/Root"]["/Lang"] == "fr-FR"


@pytest.mark.parametrize("code", ["tr", "zh-hans"])
def test_a_language_that_says_the_essential_has_the_slip_and_not_the_guide(code, client, place):
    answer = client.get(f"/papier/lieu/{place.public_id}/fiche.pdf", {"lang": code})
    assert PdfReader(io.BytesIO(answer.content)).trailer["/Root"]["/Lang"].startswith(code[:2])
    answer = client.get("/papier/quartier/la-filature/guide.pdf", {"lang": code})
    assert PdfReader(io.BytesIO(answer.content)).trailer["/Root"]["/Lang"] == "fr-FR"
    answer = client.get(f"/papier/lieu/{place.public_id}/affiche-lieu.pdf", {"lang": code})
    assert PdfReader(io.BytesIO(answer.content)).trailer["/Root"]["/Lang"] == "fr-FR"


def test_a_paper_is_asked_again_in_each_language(client, place):
    address = f"/papier/adresses.pdf?lieu={place.public_id}"
    french = client.get(address)
    arabic = client.get(f"{address}&lang=ar")
    assert arabic["ETag"] != french["ETag"]
    client.cookies["langue"] = "ar"
    again = client.get(address)
    assert again["ETag"] != french["ETag"]
    assert "Cookie" in again["Vary"]
    # The link of the page says its language: it is sent to others.
    page = BeautifulSoup(client.get(address.replace(".pdf", "/")).text, "html.parser")
    assert "lang=ar" in page.select_one("a[type='application/pdf']")["href"]


def edges_of(png):
    """Return (left, right, width) of each line of a page: where its ink begins and ends, in pixels.

    Rules, which go from one margin to the other, are left out.
    """
    page = Image.open(io.BytesIO(png)).convert("L").point(lambda grey: 255 if grey < 140 else 0)
    found, box = [], None
    for y in range(int(page.height * 0.95)):  # without the foot
        ink = page.crop((0, y, page.width, y + 1)).getbbox()
        if ink is not None:
            box = (min(ink[0], box[0]), max(ink[2], box[1])) if box else (ink[0], ink[2])
        elif box is not None:
            found.append(box)
            box = None
    # Nor the points of letters, which stand apart.
    lines = [one for one in found if 10 < one[1] - one[0] < page.width * 0.8]
    return [(left, right, page.width) for left, right in lines]


@pytest.mark.parametrize("code", ["fr", *RTL])
def test_what_runs_from_the_right_begins_at_the_right(code, place, monkeypatch):
    """Lines of one column: Arabic ones are even at the right, French ones at the left."""
    # The head of an invented town stands in the middle of its line.
    monkeypatch.setitem(module.settings.SITE, "demo", False)
    place.offers.all().delete()
    place.nom, place.floor_or_door, place.print_price = "Médiathèque", "", ""
    place.languages, place.wheelchair = [], None
    place.save()
    with said_in(code):
        if not module.writes(languages()[code]):
            pytest.skip("the font that writes it is not installed: npm ci")
        made = slip([place.pk], now=NOW, form="png")
    lines = edges_of(made.pages[0])
    assert len(lines) >= 8
    margin = lines[0][2] * 0.16  # sixteen millimetres, then the disc and its number
    left = [line for line in lines if line[0] < margin]
    right = [line for line in lines if line[2] - line[1] < margin]
    assert (left, right) == (([], lines) if code in RTL else (lines, []))


def test_bold_letters_are_of_the_same_family_as_the_others():
    """Break it: typst read the bold of "Noto Sans" in a file that holds no Cyrillic letter."""
    fonts = {file.stem: characters_of(file.read_bytes()) for file in font_folder().glob("*.ttf")}
    if not fonts:
        pytest.skip("no font is installed: npm ci")
    for family in FAMILIES[:-1]:
        if f"{family} Regular" in fonts:
            assert fonts[f"{family} Regular"] == fonts[f"{family} Bold"], family
    assert {ord("я"), ord("Я")} <= fonts["Noto Sans Cyrillic Bold"]


def test_a_language_without_its_letters_is_refused_in_words(client, place, monkeypatch):
    latin = frozenset(range(0x20, 0x250))
    monkeypatch.setattr(module, "written", lambda: latin)
    with said_in("ar"), pytest.raises(FontMissing):
        slip([place.pk], now=NOW)
    answer = client.get(f"/papier/adresses.pdf?lieu={place.public_id}&lang=ru")
    assert answer.status_code == 503
    assert "не хватает букв" in answer.text
    assert client.get(f"/papier/adresses.pdf?lieu={place.public_id}&lang=en").status_code == 200


def test_letters_that_no_font_writes_are_said_in_the_language(place):
    place.nom = "Café ᚠᚢᚦ"
    place.save()
    with said_in("ru"):
        printed = text_of(slip([place.pk], now=NOW))
    if ord("я") in written():
        assert bare("[…] стоит вместо букв") in bare(printed)
    assert "ᚠ" not in printed


def test_a_name_that_turns_lines_turns_nothing(place):
    place.nom = f"Lieu \u202e{PDI}{FSI}caché"
    place.save()
    with said_in("ar"):
        assert bare("Lieucaché") in bare(text_of(slip([place.pk], now=NOW)))


def test_the_square_opens_the_page_in_the_language_of_the_paper(place):
    with said_in("ar"):
        [one] = facts_of_places([place.pk], now=NOW, site=SITE)
    assert one.url == f"{SITE}/lieux/{place.public_id}/?lang=ar"
    assert one.short_url == f"clairmaille.example/lieux/{place.public_id}/"
    [one] = facts_of_places([place.pk], now=NOW, site=SITE)
    assert one.url == f"{SITE}/lieux/{place.public_id}/"


def test_days_and_ages_follow_the_language(place):
    said = {}
    for code in ("fr", "en", "ar"):
        with said_in(code):
            [one] = facts_of_places([place.pk], now=NOW)
            said[code] = (one.publics, one.verified.split("2")[0].strip(), one.cost)
    assert said["fr"][2] == "Gratuit"
    assert said["en"] != said["fr"]
    assert said["en"][2] == "Free"
    assert "12" in said["ar"][0]


@pytest.mark.parametrize("code", COMPLETE)
def test_the_text_message_of_a_quarter_is_said_in_its_language(code, quarter):
    with said_in(code):
        message = zone_message(
            quarter, contact_of(quarter)["contact"], "clairmaille.example/q/la-filature/"
        )
    assert message.n_messages <= 2
    assert message.n_letters == n_letters(message.text)
    assert "01 99 00 21 03" in message.text.replace("\u00a0", " ")
    assert message.text.endswith("clairmaille.example/q/la-filature/")
    assert not re.search(f"[{FSI}{PDI}]", message.text)
    # Arabic is not in the alphabet of seven bits: two messages hold 134 of its letters.
    assert is_wide(message.text) is (code == "ar")
    assert message.n_letters <= (134 if code == "ar" else 306)
    assert (message.text == gsm(message.text)) is (code != "ar")


def test_a_quarter_of_a_very_long_name_fits_two_messages_in_arabic(quarter):
    quarter.nom = "Q" * 120
    with said_in("ar"):
        message = zone_message(quarter, contact_of(quarter)["contact"], "clairmaille.example/q/q/")
    assert message.n_letters <= 134
    assert "01 99 00 21 03" in message.text.replace("\u00a0", " ")
    assert message.text.endswith("clairmaille.example/q/q/")


def test_the_desk_chooses_the_language_of_papers_and_stays_french(client, place):
    client.force_login(make_user("publisher"))
    address = "/pro/papier/quartier/la-filature/"
    page = BeautifulSoup(client.get(address).text, "html.parser")
    assert page.select_one("#langue option[selected]")["value"] == "fr"
    assert all("en=" not in image["src"] for image in page.select("main img"))
    page = BeautifulSoup(client.get(address, {"en": "ar"}).text, "html.parser")
    assert page.html["lang"] == "fr"
    assert page.select_one("#langue option[selected]")["value"] == "ar"
    [link] = [a for a in page.select("main a") if "Guide du quartier" in a.text]
    assert link["href"].endswith("/guide.pdf?lang=ar")
    assert "العربية" in link.text
    [link] = [a for a in page.select("main a") if "Qui fait quoi" in a.text]
    assert link["href"].endswith("?lang=fr")
    french = client.get(f"{address}guide.png")
    arabic = client.get(f"{address}guide.png", {"en": "ar"})
    assert arabic["Content-Type"] == "image/png"
    assert arabic["ETag"] != french["ETag"]
    assert arabic.content != french.content
    assert client.get(f"{address}guide.png", {"en": "xx"}).content == french.content


def test_a_whole_town_is_printed_in_the_languages_asked(place, tmp_path):
    said = StringIO()
    call_command(
        "print", "--all", str(tmp_path), "--lang", "fr", "--lang", "ar", "--lang", "tr",
        "--paper", "fiche", "--paper", "guide", "--json", stdout=said, stderr=StringIO(),
    )  # fmt: skip
    account = json.loads(said.getvalue())
    names = {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*.*")}
    fiche = f"lieux/{place.public_id}/fiche.pdf"
    quarter = "quartiers/la-filature"
    assert {fiche, f"ar/{fiche}", f"tr/{fiche}", f"{quarter}/guide.pdf", f"ar/{quarter}/guide.pdf",
            f"ar/{quarter}/liste.txt"} <= names  # fmt: skip
    assert not any(name.startswith("tr/quartiers") for name in names)
    assert account["made"] == len([n for n in names if not n.endswith("edition.txt")])
    pdf = (tmp_path / "ar" / fiche).read_bytes()
    assert PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Lang"] == "ar"
    # Each language has its own edition: asked again, nothing is made again.
    call_command(
        "print", "--all", str(tmp_path), "--lang", "ar", "--paper", "fiche", "--paper", "guide",
        "--json", stdout=(again := StringIO()), stderr=StringIO(),
    )  # fmt: skip
    assert json.loads(again.getvalue())["made"] == 0
