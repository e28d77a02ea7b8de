"""The page that explains the API: each example is run, every address is there."""

import re

import pytest
from bs4 import BeautifulSoup

from maillage.apps.directory.tests.factories import make_equipment, make_offer, make_place
from maillage.web.errors import error_codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(client):
    make_equipment(make_place(), "printer")
    make_offer(make_place(), frais_a_charge=["Gratuit"])
    answer = client.get("/api/")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


@pytest.mark.row("DAT-02")
def test_every_example_of_the_page_answers(client, told):
    examples = [a["href"] for a in told.select("section[aria-labelledby=essayer] a")]
    assert len(examples) >= 5
    for address in examples:
        answer = client.get(address.removeprefix("http://testserver"))
        assert answer.status_code == 200, address
        assert "data" in answer.json()


def test_every_address_of_the_document_is_explained(client, told):
    document = client.get("/api/v1/openapi.json").json()
    codes = {o["operationId"] for methods in document["paths"].values() for o in methods.values()}
    explained = {d["id"] for d in told.select("section[aria-labelledby=adresses] details")}
    assert explained == codes
    models = {d["id"].removeprefix("m-") for d in told.select("details[id^=m-]")}
    assert models == set(document["components"]["schemas"])
    for link in told.select("a[href^='#']"):
        assert told.select_one(link["href"]), link
    for code in error_codes():
        if code.startswith("api_"):
            assert code in told.text


def test_what_is_of_several_kinds_names_each_of_them(told):
    kinds = told.select_one("#m-NewProposal").text
    for kind, model in (("add_place", "AddPlace"), ("add_offer", "AddOffer"),
                        ("edit_place", "EditPlace"), ("edit_offer", "EditOffer")):  # fmt: skip
        assert f"kind : {kind}" in kinds
        assert model in kinds
        assert told.select_one(f"#m-{model}")


@pytest.mark.row("GOV-05")
def test_the_page_calls_nobody_and_runs_no_script_of_its_own(client, told):
    calls = [t.get("src") or t.get("href") for t in told.select("script, link, img, iframe")]
    assert all(address is None or address.startswith("/") for address in calls)
    assert not [s for s in told.select("script") if s.text.strip()]
    assert not re.search(r"(swagger|redoc|cdn|unpkg|jsdelivr)", str(told))


def test_the_page_speaks_french_without_a_hole(told):
    assert "None" not in told.text.replace("If-None-Match", "")
    assert "%(" not in told.text
    for dt in told.select("dl.pairs dt"):
        assert dt.find_next_sibling("dd").text.strip(" ."), dt
