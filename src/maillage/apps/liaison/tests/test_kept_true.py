"""What holds whatever happens around a sheet: a place that closes, words about people, haste."""

import re

import pytest
from bs4 import BeautifulSoup

from maillage.apps.agenda.tests.factories import make_visit
from maillage.apps.directory.actions.staff import close_place
from maillage.apps.directory.tests.factories import make_user
from maillage.apps.liaison.tests.factories import NOW, TODAY

# Names of fields, and words of labels, that nobody is asked (ledger ORI-32).
STATUS = re.compile(
    r"nationalit|titre de s[ée]jour|s[ée]jour|pays de naissance|origine|asile|r[ée]fugi|"
    r"naissance|num[ée]ro de s[ée]curit[ée]|religion|mari[ée]",
    re.I,
)


def main(answer):
    return BeautifulSoup(answer.content, "html.parser").main


@pytest.mark.row("CEN-15")
def test_a_place_that_closed_leaves_the_public_list_and_its_old_sheets_still_show_it(
    town, sign_in, client
):
    sheet = town.send()
    name = "Mairie de quartier du Rouet"
    assert name in client.get("/lieux/").content.decode()
    close_place(
        public_id=town.place.public_id, on=TODAY, by=make_user(role="data_steward"), now=NOW
    )
    assert name not in client.get("/lieux/").content.decode()
    assert name in main(sign_in(town.sender).get(f"/pro/fiches/{sheet.pk}/")).text
    assert name in main(sign_in(town.sender).get(f"/pro/fiches/{sheet.pk}/papier/")).text


@pytest.mark.row("ORI-32")
def test_no_form_of_a_person_has_a_field_for_nationality_or_status(town, sign_in, client):
    desk = sign_in(town.sender)
    pages = [
        desk.get(f"/pro/fiches/nouvelle/?lieu={town.place.public_id}"),
        desk.get("/pro/parcours/nouveau/"),
        desk.get("/pro/orientation/papier/"),
        desk.get("/pro/accueil-orientation/"),
        client.get("/orientation/"),
        client.get("/orienter/"),
        client.get("/fiche/"),
    ]
    n_fields = 0
    for answer in pages:
        assert answer.status_code == 200, answer.request["PATH_INFO"]
        page = main(answer)
        asked = [field.get("name", "") for field in page.select("input, select, textarea")]
        asked += [label.get_text(" ", strip=True) for label in page.select("label, legend")]
        n_fields += len(asked)
        assert not [words for words in asked if STATUS.search(words)], answer.request["PATH_INFO"]
    assert n_fields > 100


@pytest.mark.row("WRN-21")
def test_in_haste_done_for_the_person_is_noted_without_a_warning(town, sign_in):
    desk = sign_in(town.receiver)
    address = f"/pro/agenda/venues/{town.place.public_id}/"
    noted = desk.post(address, {"key": "cd" * 16, "do": "note", "mode": "for"}, follow=True)
    shown = main(noted)
    assert "1 passage" in shown.text
    assert not shown.select(".note.warn, .note.error, [role=alert]")
    # And the sheet of somebody in a hurry leaves without one.
    sheet = town.send(urgent_on=TODAY)
    assert sheet.urgent_on == TODAY
    assert make_visit(place=town.place, mode="for").mode == "for"
