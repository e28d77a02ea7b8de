"""The pages of papers: from a search to a slip, the quarter as a message, the desk."""

import io
import json
from datetime import timedelta
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone
from pypdf import PdfReader

from maillage.apps.agenda.tests.factories import make_series
from maillage.apps.channels.actions import printing
from maillage.apps.channels.actions.printing import print_town
from maillage.apps.channels.queries.papers import PAPERS
from maillage.apps.channels.tests.factories import make_posting
from maillage.apps.channels.tests.test_faces import words_of_pdf
from maillage.apps.directory.tests.factories import NOW, Zone, make_offer, make_place, make_user
from maillage.web.paper_errors import PaperNotMade
from maillage.web.slots import Slot, fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def quarter():
    return Zone.objects.create(
        kind="quarter", code="q", nom="La Filature", slug="la-filature",
        contact_nom="Maison de quartier", contact_telephone="+33199002103",
    )  # fmt: skip


@pytest.fixture
def places(quarter):
    found = [
        make_place(nom=f"Maison {n}", telephone=f"+3319900210{n}", quarter_zone=quarter)
        for n in range(4)
    ]
    for place in found:
        make_offer(place, services=["Aide aux démarches administratives"])
    return found


def soup(client, address, **said):
    answer = client.get(address, said)
    assert answer.status_code == 200, address
    return BeautifulSoup(answer.content, "html.parser")


@pytest.mark.row("MAP-02", "LIA-06")
def test_from_a_search_one_reaches_a_printed_slip_in_three_clicks(client, places):
    page = soup(client, "/lieux/", besoin="demarche")
    link = page.find("a", string=lambda words: words and "Imprimer des adresses" in words)
    link = link or next(a for a in page.select(".tools a") if "Imprimer des adresses" in a.text)
    page = soup(client, link["href"])  # one
    boxes = [box["value"] for box in page.select("[name=lieu][checked]")]
    assert len(boxes) == 3
    form = page.select_one("main form")
    page = soup(client, form["action"], lieu=boxes)  # two; three: "Imprimer", of the page itself
    sheet = page.select_one(".sheet").get_text(" ")
    for place in places[:3]:
        assert place.nom in sheet
        assert place.adresse in sheet
    assert "01\u00a099\u00a000\u00a021\u00a000" in sheet
    assert page.select_one("[data-print]")


def test_the_page_of_a_place_leads_to_its_paper(client, places):
    page = soup(client, f"/lieux/{places[0].public_id}/")
    [link] = [a for a in page.select("a") if "sur un papier" in a.text]
    assert places[0].nom in soup(client, link["href"]).select_one(".sheet").text


def test_the_pdf_of_a_slip_is_not_made_again_while_nothing_changed(client, places):
    address = f"/papier/adresses.pdf?lieu={places[0].public_id}&gros=1"
    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    again = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    make_place()  # the base changed
    other = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert other.status_code == 200


@pytest.mark.parametrize("asked", ["", "?lieu=inconnu", "?lieu=../../etc", "?lieu=%00"])
def test_a_paper_about_nothing_says_what_to_do(client, asked):
    for address in ("/papier/", "/papier/adresses/"):
        answer = client.get(address + asked)
        assert answer.status_code == 404
        assert "Cherchez d’abord des lieux" in answer.content.decode()
    assert client.get("/papier/adresses.pdf" + asked).status_code == 404


def test_ten_places_at_most_and_the_others_are_said(client, quarter):
    numbers = [make_place(quarter_zone=quarter).public_id for _ in range(12)]
    page = soup(client, "/papier/adresses/", lieu=numbers)
    assert len(page.select(".sheet section")) == 10
    assert "Dix lieux au plus" in page.text


@pytest.mark.row("CHA-26")
def test_a_quarter_is_sent_as_a_message_that_opens_without_a_script(client, places):
    page = soup(client, "/q/la-filature/")
    [link] = [a for a in page.select("a") if "SMS" in a.text]
    page = soup(client, link["href"])
    sms = page.select_one("a[href^='sms:']")
    assert "/q/la-filature/" in sms["href"]
    assert "01%2099%2000%2021%2003" in sms["href"]
    assert not page.select("main script")


def test_every_paper_of_the_desk_opens(client, places, settings):
    settings.SITE_URL = "https://clairmaille.example"
    make_series(place=places[0])
    make_posting()
    client.force_login(make_user())
    page = soup(client, "/pro/papier/quartier/la-filature/")
    links = {a["href"] for a in page.select("main a[type='application/pdf']")}
    assert len(links) == sum(p.about == "zone" for p in PAPERS) + 4 * sum(
        p.about == "place" for p in PAPERS
    )
    first = [one for one in links if places[0].public_id in one or "quartier" in one]
    for address in first:
        assert client.get(address).content.startswith(b"%PDF-"), address
    image = client.get(page.select_one("main img")["src"])
    assert image.content.startswith(b"\x89PNG")


@pytest.mark.row("CHA-14")
def test_a_post_for_a_session_bears_the_hashtags_of_the_town(client, places):
    now = timezone.now()
    today = timezone.localdate(now)
    until = today + timedelta(days=20)
    make_series(place=places[0], title="Premiers pas", first=today, until=until, now=now)
    client.force_login(make_user())
    page = soup(client, "/pro/papier/quartier/la-filature/textes/", mots="#Clairmaille")
    said = [p.get_text("\n") for p in page.select("[aria-labelledby=reseaux] .copy")]
    assert len(said) == 2
    assert "Premiers pas" in said[1]
    assert places[0].nom in said[1]
    assert all(text.rstrip().endswith("#Clairmaille") for text in said)


@pytest.mark.row("CHA-04")
def test_the_leaflet_of_professionals_changes_with_the_directory(client, places):
    address = "/papier/quartier/la-filature/qui-fait-quoi.pdf"
    assert "Maison 0" in words_of_pdf(client.get(address).content)
    places[0].nom = "Maison neuve"
    places[0].save()
    words = words_of_pdf(client.get(address).content)
    assert "Maison neuve" in words
    assert "Maison 0" not in words


@pytest.mark.row("CHA-23")
def test_a_poster_has_strips_to_tear_off_in_a4_and_a3(client, places):
    for code, wide_mm in (("affiche", 210), ("affiche-a3", 297)):
        answer = client.get(f"/papier/quartier/la-filature/{code}.pdf")
        [sheet] = PdfReader(io.BytesIO(answer.content)).pages
        assert round(float(sheet.mediabox.width) * 25.4 / 72) == wide_mm
        assert sheet.extract_text().replace("\u00a0", " ").count("01 99 00 21 03") == 9


def test_a_module_that_is_off_fills_nothing():
    assert fill(Slot.LIST_ACTS, ["abc"])["abc"]
    for provider in apps.get_app_config("channels").module.apps.PROVIDERS:
        assert provider[0] in Slot


# ---------------------------------------------------------------- a whole town


def said(folder, **options):
    out = StringIO()
    call_command("print", all=folder, json=True, stdout=out, stderr=StringIO(), **options)
    return json.loads(out.getvalue())


def test_a_whole_town_in_one_command_and_what_was_cut_goes_on(tmp_path, places):
    codes = ["fiche", "affiche"]
    first = said(tmp_path, paper=codes, address="https://clairmaille.example")
    assert (first["made"], first["kept"]) == (4 + 2, 0)
    cut = tmp_path / "lieux" / places[2].public_id / "fiche.pdf"
    cut.unlink()
    again = said(tmp_path, paper=codes, address="https://clairmaille.example")
    assert (again["made"], again["kept"]) == (1, 5)
    assert cut.read_bytes().startswith(b"%PDF-")
    make_place()  # another edition: nothing of the former is kept
    assert said(tmp_path, paper=codes, address="https://clairmaille.example")["kept"] == 0
    assert not list(tmp_path.rglob(".*.pdf*"))


def test_a_paper_that_cannot_be_made_is_named_and_the_others_are_there(
    tmp_path, places, monkeypatch
):
    real = printing.place_paper_of

    def refuse(paper, one, **options):
        if one.nom == "Maison 1":
            raise PaperNotMade
        return real(paper, one, **options)

    monkeypatch.setattr(printing, "place_paper_of", refuse)
    with pytest.raises(CommandError, match=f"{places[1].public_id}/fiche.pdf") as refused:
        said(tmp_path, paper=["fiche"])
    assert refused.value.returncode == 1
    assert len(list(tmp_path.glob("lieux/*/fiche.pdf"))) == 3


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    file = tmp_path / "fichier"
    file.write_text("")
    with pytest.raises(CommandError, match="ne peut pas être écrit"):
        said(file)


def test_progress_counts_to_the_end(tmp_path, places):
    seen = []
    run = print_town(tmp_path, now=NOW, codes=["fiche"], progress=lambda run: seen.append(run.done))
    assert seen == sorted(seen)
    assert seen[-1] == run.total == run.done
