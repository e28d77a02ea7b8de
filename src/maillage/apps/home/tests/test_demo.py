"""The demonstration town: filled by the real chain, the same at each run, invented throughout."""

import re

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from maillage.apps.directory.queries import (
    NEEDS,
    PlaceSearch,
    export_records,
    forget_index,
    n_public_places,
    search_places,
    zones_to_search,
)
from maillage.apps.directory.tests.factories import NOW, TODAY
from maillage.apps.imports.queries import deliveries

pytestmark = pytest.mark.django_db
HERE = NOW.replace(tzinfo=None)


@pytest.fixture(autouse=True)
def town():
    """Fill the base with Clairmaille."""
    forget_index()
    call_command("demo", verbosity=0)


def test_a_second_run_changes_nothing(capsys):
    call_command("demo")
    assert "0 ajoutés, 26 inchangés" in capsys.readouterr().out
    assert n_public_places() == 26
    assert [d.state for d in deliveries()] == ["done", "done"]


def test_each_place_stands_in_the_quarter_that_it_names():
    zones = zones_to_search(today=TODAY)
    counts = {z.nom: z.n_places for z in zones.choices if z.kind == "quarter"}
    assert set(counts) == {"Centre", "Haut-Champ", "La Filature", "Les Courtils", "Les Tisserands"}
    assert sum(counts.values()) == 26


@pytest.mark.parametrize("need", [need.code for need in NEEDS])
def test_every_need_of_the_first_page_leads_to_somebody(need):
    found = search_places(PlaceSearch(need=need, relax=False), now=HERE)
    assert found.n_certain + found.n_unknown > 0


def test_its_telephones_and_addresses_are_those_of_fiction():
    for record in export_records():
        numbers = [record.telephone, *record.extension.get("local_contact_phone", ())]
        for number in filter(None, numbers):
            digits = re.sub(r"\D", "", number).removeprefix("33").removeprefix("0")
            assert re.match(r"(19900|63998)", digits) or len(digits) <= 4, number
        for address in (*record.courriels, *record.site_web):
            assert ".example" in address


def test_a_real_base_is_never_filled_with_it(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="vraie base"):
        call_command("demo")
