"""The real regional file of 2022, imported by the real command, searched by a person."""

import json
import re
import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.browser.site import PASSWORD, STEWARD, Site

pytestmark = pytest.mark.browser
N_ROWS = 1_741
NO_CONTACT = "state = 'open' AND withdrawn_at IS NULL AND telephone = '' AND courriels = '[]'"


@pytest.fixture
def base(region: Site) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"file:{region.folder}/maillage.sqlite3?mode=ro", uri=True)
    yield connection
    connection.close()


def test_every_row_of_the_region_is_accounted_for(region: Site, base: sqlite3.Connection) -> None:
    counts = json.loads((region.folder / "counts.json").read_text(encoding="utf-8"))
    assert counts["rows"] == N_ROWS
    assert counts["added"] + counts["refused"] == N_ROWS
    # Each row that was added is attached to a place that people see.
    (n_shown,) = base.execute(
        "SELECT count(DISTINCT a.key) FROM directory_attachment a "
        "JOIN directory_place p ON p.id = a.place_id "
        "WHERE a.detached_at IS NULL AND p.state = 'open' AND p.withdrawn_at IS NULL"
    ).fetchone()
    assert n_shown == counts["added"]


def test_a_need_and_a_commune_lead_to_a_place(open_page: Opener, region: Site) -> None:
    page = open_page()
    page.goto(region.url)
    page.get_by_role("link", name="Faire une démarche").click()
    page.get_by_role("textbox", name="Où êtes-vous ?").fill("Roubaix")
    page.get_by_role("button", name="Voir le plus proche").click()
    expect(page.get_by_role("status").first).to_contain_text("Roubaix")
    places = page.get_by_role("region", name="La liste").get_by_role("heading", level=3)
    assert places.count() > 0
    nom = places.first.inner_text()
    places.first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(nom)
    expect(page.get_by_role("main")).to_contain_text("Roubaix")
    expect(page.get_by_role("main")).to_contain_text("plus de")  # the data is of 2022, and says so


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ("horaires <> ''", "Sur place, aux horaires d’ouverture"),
        ("horaires = ''", "Accueil numérique de Clairmaille"),
    ],
    ids=["with hours", "without hours"],
)
def test_a_place_without_contact_still_names_someone_to_ask(
    open_page: Opener, region: Site, base: sqlite3.Connection, hours: str, said: str
) -> None:
    query = (
        f"SELECT public_id FROM directory_place WHERE {NO_CONTACT} AND {hours} "
        "AND contact_nom = '' ORDER BY public_id"
    )
    rows = base.execute(query).fetchall()
    assert rows
    page = open_page(java_script_enabled=False)
    for (public_id,) in rows[:2]:
        page.goto(f"{region.url}/lieux/{public_id}/")
        asked = page.get_by_role("heading", name="Qui demander", level=2).locator("xpath=..")
        expect(asked).to_contain_text(said)


def test_places_without_contact_are_listed_to_the_steward(
    open_page: Opener, region: Site, base: sqlite3.Connection
) -> None:
    (n_without,) = base.execute(
        f"SELECT count(*) FROM directory_place WHERE {NO_CONTACT}"
    ).fetchone()
    assert 380 <= n_without <= 406  # 406 rows; some bear a contact that was read elsewhere
    page = open_page()
    page.goto(f"{region.url}/pro/a-qualifier/?manque=phone")
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("qualifier")
    found = listed(page)
    # Read after the list: the worker of the site may still be joining records that are one place,
    # and a joined place is shown by another one.
    query = f"SELECT public_id FROM directory_place WHERE {NO_CONTACT} AND joined_to_id IS NULL"
    wanted = {public_id for (public_id,) in base.execute(query)}
    assert len(wanted) > 300
    assert wanted <= found


def sign_in(page: Page) -> None:
    """Give an address and a password."""
    page.get_by_label("Adresse e-mail").fill(STEWARD)
    page.get_by_label("Votre mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/pro/**")


def listed(page: Page) -> set[str]:
    """Return the numbers of the places of a list of the staff, all its pages together."""
    found: set[str] = set()
    while True:
        links = page.get_by_role("main").locator("a[href^='/pro/lieux/']")
        for href in links.evaluate_all("links => links.map((a) => a.getAttribute('href'))"):
            if match := re.fullmatch(r"/pro/lieux/([\w-]+)/(?:[\w/-]*)", href):
                found.add(match[1])
        more = page.locator("a[rel=next]")
        if not more.count():
            return found
        page.goto(page.url.split("/pro/")[0] + str(more.first.get_attribute("href")))
