"""A page of another origin that holds our component; the frame, the link, the height."""

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opener
from tests.browser.site import Site

PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>Une mairie</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; script-src {site}; frame-src {site}; img-src data:">
<h1>Une mairie</h1><script type="module" src="{site}/integrer/maillage.js"></script>
<maillage-lieux besoin="imprimer" zone="la-filature" vue="carte" nombre="3"
><a href="{site}/lieux/?besoin=imprimer&amp;ou=la-filature">Où imprimer un papier ?</a
></maillage-lieux><p>Après.</p></html>
"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and prints nothing."""

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere(town: Site, tmp_path: Path) -> Iterator[str]:
    """Return the address of a page of another origin that holds our component."""
    (tmp_path / "index.html").write_text(PAGE.format(site=town.url), encoding="utf-8")
    handler = functools.partial(Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_component_shows_the_places_and_takes_their_height(
    elsewhere: str, open_page: Opener, width: int
) -> None:
    page = open_page(viewport={"width": width, "height": 700})
    page.goto(elsewhere)
    page.wait_for_selector("maillage-lieux[pret]")
    frame = page.frame_locator("maillage-lieux iframe")
    expect(frame.get_by_role("heading", level=1)).to_contain_text("Imprimer un papier")
    expect(frame.get_by_role("img").or_(frame.locator("svg[role=group]")).first).to_be_visible()
    # The link is the page without a script: it leaves when the places are there.
    expect(page.get_by_role("link", name="Où imprimer un papier ?")).to_be_hidden()
    inner = page.frames[1]
    assert inner.evaluate("document.documentElement.scrollHeight <= innerHeight + 1")
    assert inner.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.context.cookies() == []


def test_a_place_of_the_frame_opens_in_the_page_that_holds_it(
    elsewhere: str, open_page: Opener, town: Site
) -> None:
    page = open_page()
    page.goto(elsewhere)
    frame = page.frame_locator("maillage-lieux iframe")
    link = frame.locator("ol.places h3 a").first
    name = link.inner_text()
    link.click()
    page.wait_for_url(f"{town.url}/lieux/**")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def test_an_attribute_that_changes_shows_other_places(elsewhere: str, open_page: Opener) -> None:
    page = open_page()
    page.goto(elsewhere)
    page.wait_for_selector("maillage-lieux[pret]")
    page.evaluate("document.querySelector('maillage-lieux').setAttribute('besoin', 'apprendre')")
    frame = page.frame_locator("maillage-lieux iframe")
    expect(frame.get_by_role("heading", level=1)).not_to_contain_text("Imprimer")


def test_without_a_script_the_link_leads_to_the_list(
    elsewhere: str, open_page: Opener, town: Site
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(elsewhere)
    page.get_by_role("link", name="Où imprimer un papier ?").click()
    assert page.url.startswith(f"{town.url}/lieux/?besoin=imprimer")


def test_a_message_of_somebody_else_changes_nothing(elsewhere: str, open_page: Opener) -> None:
    page = open_page()
    page.goto(elsewhere)
    page.wait_for_selector("maillage-lieux[pret]")
    before = page.evaluate("document.querySelector('maillage-lieux').offsetHeight")
    page.evaluate("postMessage({type: 'maillage:hauteur', hauteur: 9999}, '*')")
    page.evaluate("new Promise(done => setTimeout(done))")
    assert page.evaluate("document.querySelector('maillage-lieux').offsetHeight") == before


@pytest.mark.parametrize("script", [True, False])
def test_a_file_is_checked_and_comes_back_corrected(
    town: Site, open_page: Opener, tmp_path: Path, script: bool
) -> None:
    file = tmp_path / "lieux.csv"
    file.write_text(
        "id,nom,commune,code_postal,adresse,latitude,longitude,pivot,date_maj,telephone\n"
        "1,Le Fil,Clairmaille,59999,1 rue,50.6,3.1,00000000000000,2026-09-01,01 99 00 12 34\n",
        encoding="utf-8",
    )
    page = open_page(java_script_enabled=script)
    page.goto(f"{town.url}/valider/")
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Contrôler le fichier").click()
    expect(page.get_by_role("heading", name="Le bilan")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Prendre le fichier corrigé").click()
    text = Path(taken.value.path()).read_text(encoding="utf-8")
    assert "+33199001234" in text
    assert taken.value.suggested_filename == "lieux-corrige.csv"
    assert page.context.cookies() == []


def test_a_file_that_is_dropped_is_checked_at_once(town: Site, open_page: Opener) -> None:
    page = open_page()
    page.goto(f"{town.url}/valider/")
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(["id,nom\\n1,Le Fil\\n"], "lieux.csv", {type: "text/csv"}));
          dispatchEvent(new DragEvent("drop", {dataTransfer: data, cancelable: true}));
        }"""
    )
    expect(page.get_by_role("heading", name="Le bilan")).to_be_visible()
