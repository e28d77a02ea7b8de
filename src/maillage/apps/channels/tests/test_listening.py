"""Places and quarters to listen to: the page, the text for the ear, the sounds of the server."""

import re
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from maillage.apps.channels.errors import SoundAbsent, SoundNotMade
from maillage.apps.channels.queries import voices
from maillage.apps.channels.queries.facts import facts_of_places
from maillage.apps.channels.queries.listening import all_lines, line_of, pieces_to_say, place_parts
from maillage.apps.directory.tests.factories import (
    NOW,
    TODAY,
    TemporaryClosure,
    Zone,
    make_offer,
    make_place,
)
from maillage.web.languages import FSI, MARK, PDI, languages, said_in

pytestmark = pytest.mark.django_db
real_voice = pytest.mark.skipif(not voices.installed(), reason="the extra [voix] is not installed")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.FOLDER = tmp_path


@pytest.fixture
def place():
    zone = Zone.objects.create(kind="quarter", code="q", nom="La Filature", slug="la-filature")
    place = make_place(
        nom="Médiathèque de la Navette", adresse="12 av. du Rouet", telephone="+33199002110",
        quarter_zone=zone, horaires="Tu-Fr 10:00-12:30,14:00-18:30", languages=["fr", "ar"],
        verified_on=TODAY, wheelchair=True,
    )  # fmt: skip
    make_offer(
        place, title="Permanence du CCAS", frais_a_charge=["Gratuit"],
        services=["Aide aux démarches administratives"], modalites_acces=["Se présenter"],
    )  # fmt: skip
    return place


@pytest.fixture
def without_voice(monkeypatch):
    monkeypatch.setattr(voices, "installed", lambda: False)


def soup(client, address, **headers):
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, address
    return BeautifulSoup(answer.content, "html.parser")


def heard(page):
    """Return what a voice reads of a page, one text by line."""
    return [
        " ".join(piece["data-said"] for piece in line.select("[data-said]") if piece["data-said"])
        for line in page.select("[data-say]")
    ]


@real_voice
@pytest.mark.row("CHA-02")
def test_choose_a_language_press_play_on_a_place_and_hear_it(client, place):
    page = soup(client, f"/ecouter/lieu/{place.public_id}/")
    assert "Médiathèque de la Navette" in page.main.text
    assert "01\u00a099\u00a000\u00a021\u00a010" in page.main.text
    links = {a["hreflang"]: a["href"] for a in page.select("main nav a[hreflang]")}
    assert set(links) == {one.html for one in languages().values()}
    sounds = {}
    for code in ("fr", "ar", "tr", "zh-Hans"):
        address = links.get(code) if code != "fr" else f"/ecouter/lieu/{place.public_id}/?lang=fr"
        page = soup(client, address)
        assert page.html["lang"] == code
        audio = page.select_one("audio[controls]")
        answer = client.get(audio["src"])
        assert answer["Content-Type"] == "audio/mpeg"
        sounds[code] = b"".join(answer.streaming_content)
        assert sounds[code][:2] in (b"\xff\xf3", b"\xff\xfb")
        assert len(sounds[code]) > 30_000, code  # some eight seconds of speech
    assert len(set(sounds.values())) == 4


def test_what_is_heard_has_no_digit_and_no_abbreviation(client, place):
    said = heard(soup(client, f"/ecouter/lieu/{place.public_id}/"))
    assert not [line for line in said if re.search(r"\d|\bh\b|\bav\.", line)]
    assert (
        "Du mardi au vendredi : de dix heures à midi trente et de quatorze heures à dix-huit "
        "heures trente"
    ) in said
    assert "Téléphone : zéro un, quatre-vingt-dix-neuf, zéro zéro, vingt-et-un, dix" in said
    assert "Permanence du centre communal d’action sociale" in said
    [where] = [line for line in said if line.startswith("Adresse")]
    assert "douze avenue du Rouet" in where
    assert "59" not in where


@pytest.mark.parametrize("code", [one for one in languages() if one != "fr"])
def test_the_page_is_said_whole_in_each_language(client, place, code):
    page = soup(client, f"/ecouter/lieu/{place.public_id}/?lang={code}")
    assert page.html["dir"] == languages()[code].direction
    assert MARK not in page.text
    assert soup(client, f"/ecouter/quartier/la-filature/?lang={code}").text.count(MARK) == 0


def test_each_service_is_listened_to_by_itself(client, place):
    page = soup(client, f"/ecouter/lieu/{place.public_id}/")
    buttons = [one["data-aloud"] for one in page.select("button[data-aloud]")]
    assert buttons == ["tout", "p0", "p1"]
    assert "Permanence du CCAS" in page.select_one("#p1").text
    assert all(page.select(f"#{one}") for one in buttons)
    assert all(one.has_attr("hidden") for one in page.select("button[data-aloud]"))


def test_what_a_person_typed_is_read_by_a_french_voice(place):
    with said_in("en"):
        [facts] = facts_of_places([place.pk], now=NOW)
        pieces = pieces_to_say(all_lines(place_parts(facts)))
    assert ("fr", "Médiathèque de la Navette") in pieces
    assert ("en", "0 1, 9 9, 0 0, 2 1, 1 0") in [
        (code, text.partition(": ")[2]) for code, text in pieces
    ]
    assert {code for code, _text in pieces} == {"fr", "en"}


def test_a_sentence_is_cut_where_french_begins_and_ends():
    with said_in("en"):
        pieces = line_of(f"Address: {FSI}12 bd du Pont{PDI}, first floor").pieces
    assert [(p.text, p.said, p.lang) for p in pieces] == [
        ("Address: ", "Address:", ""),
        ("12 bd du Pont", "douze boulevard du Pont", "fr"),
        (", first floor", ", first floor", ""),
    ]


def test_a_quarter_is_listened_to_place_by_place(client, place):
    page = soup(client, "/ecouter/quartier/la-filature/")
    said = heard(page)
    assert "un lieu vous aide ici." in said
    assert "Médiathèque de la Navette" in said
    for n in range(14):
        make_place(nom=f"Maison {n}", quarter_zone=place.quarter_zone)
    said = heard(soup(client, "/ecouter/quartier/la-filature/"))
    assert "quinze lieux vous aident ici." in said
    assert said[-1] == "Les autres lieux sont écrits sur la page du quartier."


def test_an_empty_quarter_says_so(client):
    Zone.objects.create(kind="quarter", code="q", nom="Centre", slug="centre")
    assert heard(soup(client, "/ecouter/quartier/centre/"))[-1].startswith("Aucun lieu connu")


def test_a_closed_week_is_heard_first(client, place):
    today = timezone.localdate()
    TemporaryClosure.objects.create(place=place, starts_on=today, ends_on=today, reason="travaux")
    said = heard(soup(client, f"/ecouter/lieu/{place.public_id}/"))
    closed = next(n for n, line in enumerate(said) if line.startswith("Fermé du"))
    assert closed < next(n for n, line in enumerate(said) if line.startswith("Du mardi"))


def test_a_place_that_receives_nobody_is_not_listened_to(client):
    place = make_place(state="closed", closed_on=TODAY)
    for address in (f"/ecouter/lieu/{place.public_id}/", "/ecouter/lieu/inconnu/"):
        assert client.get(address).status_code == 404
        assert client.get(f"{address}son/").status_code == 404
    assert client.get("/ecouter/quartier/nulle-part/").status_code == 404
    assert client.get("/ecouter/voix/9999/").status_code == 404


def test_the_pages_of_a_place_and_of_a_quarter_lead_to_their_sound(client, place):
    for address, wanted in (
        (f"/lieux/{place.public_id}/", f"/ecouter/lieu/{place.public_id}/"),
        ("/q/la-filature/", "/ecouter/quartier/la-filature/"),
    ):
        [link] = [a for a in soup(client, address).select(".acts a") if "Écouter" in a.text]
        assert link["href"] == wanted


# ---------------------------------------------------------------- without the extra


def test_without_a_voice_the_device_reads_and_the_page_says_it(client, place, without_voice):
    page = soup(client, f"/ecouter/lieu/{place.public_id}/")
    assert not page.select("audio")
    [said] = page.select("[data-no-voice]")
    assert "pas encore de son dans cette langue" in said.text
    assert page.select("button[data-aloud][hidden]")
    answer = client.get(f"/ecouter/lieu/{place.public_id}/son/")
    assert answer.status_code == 404
    assert "appelez : une personne vous la lit" in answer.text


def test_a_language_without_a_voice_is_said(client, place, monkeypatch):
    monkeypatch.setattr(voices, "VOICES", {"fr": "fr"})
    page = soup(client, f"/ecouter/lieu/{place.public_id}/?lang=tr")
    assert not page.select("audio")
    assert page.select("[data-no-voice]")
    with pytest.raises(SoundAbsent):
        voices.sound_of([("tr", "merhaba")])


def test_every_language_of_the_pages_has_a_voice_here():
    if voices.installed():
        assert not [code for code in languages() if not voices.voice_of(code)]
    assert voices.voice_of("xx") == ""


# ---------------------------------------------------------------- the engine, in its process


@real_voice
def test_a_sound_is_made_once_and_kept(client, place, monkeypatch):
    address = f"/ecouter/lieu/{place.public_id}/son/?lang=fr&partie=1"
    answer = client.get(address)
    whole = b"".join(answer.streaming_content)
    monkeypatch.setattr(voices, "_made", lambda pieces: pytest.fail("made again"))
    again = client.get(address, headers={"Range": "bytes=0-99"})
    assert again.status_code == 206
    assert b"".join(again.streaming_content) == whole[:100]
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    [file] = voices.folder().glob("*/*.mp3")
    assert file.read_bytes() == whole


@real_voice
def test_a_part_is_shorter_than_the_whole(client, place):
    address = f"/ecouter/lieu/{place.public_id}/son/"
    whole = int(client.get(f"{address}?lang=fr")["Content-Length"])
    assert int(client.get(f"{address}?lang=fr&partie=1")["Content-Length"]) < whole
    assert client.get(f"{address}?lang=fr&partie=99").status_code == 404
    assert int(client.get(f"{address}?lang=fr&partie=x")["Content-Length"]) == whole


@real_voice
def test_the_engine_is_never_loaded_in_our_process(client, place):
    client.get(f"/ecouter/lieu/{place.public_id}/son/?lang=fr")
    assert "espeakng_loader" not in sys.modules
    assert "lameenc" not in sys.modules


@real_voice
@pytest.mark.parametrize("text", ["", "a\0b", "\ud800", "<voice name='x'>", "é" * 20_000, "[[zh"])
def test_any_text_is_said_or_refused_in_words(text):
    assert voices.sound_of([("fr", text), ("fr", "fin")]).stat().st_size < 4_000_000


@real_voice
def test_the_program_refuses_a_voice_that_it_does_not_know():
    command = [sys.executable, "-I", str(voices.SPEAKER)]
    done = subprocess.run(command, input=b'[["xx", "mot"]]', capture_output=True, check=False)
    assert done.returncode == 3
    assert done.stdout == b""


def test_a_fault_of_the_engine_is_a_sentence_and_no_word_is_logged(
    client, place, monkeypatch, caplog
):
    monkeypatch.setattr(voices, "installed", lambda: True)
    monkeypatch.setattr(voices, "SPEAKER", voices.SPEAKER.with_name("absent.py"))
    answer = client.get(f"/ecouter/lieu/{place.public_id}/son/?lang=fr")
    assert answer.status_code == 503
    assert "une personne vous la lit" in answer.text
    assert "Navette" not in caplog.text


def test_a_folder_that_cannot_be_written_is_the_same_fault(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(voices, "installed", lambda: True)
    monkeypatch.setattr(voices, "_made", lambda pieces: b"son")
    settings.FOLDER = tmp_path / "fichier"
    settings.FOLDER.write_text("")
    with pytest.raises(SoundNotMade):
        voices.sound_of([("fr", "mot")])


def test_the_folder_of_sounds_keeps_under_its_weight(tmp_path):
    for n in range(5):
        file = voices.folder() / f"0{n}" / f"{n}.mp3"
        file.parent.mkdir(parents=True)
        file.write_bytes(bytes(100))
        subprocess.run(["touch", "-d", f"2026-09-0{n + 1}", str(file)], check=True)
    assert voices.forget_sounds(most_bytes=250) == 3
    assert sorted(file.name for file in voices.folder().glob("*/*.mp3")) == ["3.mp3", "4.mp3"]
