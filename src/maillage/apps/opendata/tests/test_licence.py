"""The licence of the open data is an option: what is published says the same one everywhere."""

import json
from datetime import date

import pytest
from django.test import override_settings

from maillage.apps.directory.tests.factories import make_place
from maillage.apps.opendata.actions.copies import moment_of, write_folder
from maillage.apps.opendata.queries.catalog import LICENCES, open_licence
from maillage.apps.opendata.tests.asked import answer_of, text_of

ODBL, LOV2 = LICENCES["odbl"][1], LICENCES["lov2"][1]
SAYING = (
    "/donnees/ouvertes/",
    "/donnees/catalogue.jsonld",
    "/donnees/catalogue.ttl",
    "/donnees/fichiers/hsds.json",
    "/donnees/fichiers/lieux.geojson",
    "/ogc/collections",
    "/ogc/collections/lieux",
    "/hsds/",
)


@pytest.mark.django_db
@pytest.mark.parametrize("address", SAYING)
def test_each_format_says_the_licence_of_the_option_and_no_other(client, address):
    make_place(n_offers=1)
    said = text_of(answer_of(client, address))
    assert LOV2 in said
    assert ODBL not in said
    with override_settings(OPEN_LICENCE="odbl"):
        said = text_of(answer_of(client, address))
    assert ODBL in said
    assert LOV2 not in said


@pytest.mark.django_db
def test_the_page_says_in_plain_words_what_each_licence_asks(client):
    said = text_of(answer_of(client, "/donnees/ouvertes/"))
    assert "Citez la source et la date." in said
    assert "sous la même licence" not in said
    with override_settings(OPEN_LICENCE="odbl"):
        said = text_of(answer_of(client, "/donnees/ouvertes/"))
    assert "Citez la source et la date." in said
    assert "partagez-la sous la même licence" in said


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["hsds.json", "lieux.geojson"])
def test_a_program_that_has_the_file_is_told_that_its_licence_changed(client, name):
    make_place(n_offers=1)
    first = answer_of(client, f"/donnees/fichiers/{name}")
    text_of(first)
    with override_settings(OPEN_LICENCE="odbl"):
        second = answer_of(client, f"/donnees/fichiers/{name}")
        text_of(second)
    assert first["ETag"] != second["ETag"]


@pytest.mark.django_db
@override_settings(OPEN_LICENCE="odbl")
def test_lists_of_records_the_feed_and_the_copies_say_it_too(client, tmp_path):
    make_place(n_offers=1)
    answer = client.get("/donnees/fichiers/data-inclusion-services.json")
    b"".join(answer)
    assert answer["Link"] == f'<{ODBL}>; rel="license"'
    assert open_licence()[0] in text_of(answer_of(client, "/donnees/changements.atom"))
    write_folder(tmp_path, moment_of(date(2026, 11, 21)))
    about = json.loads((tmp_path / "a-propos.json").read_text(encoding="utf-8"))
    assert (about["licence"], about["licence_url"]) == LICENCES["odbl"]
