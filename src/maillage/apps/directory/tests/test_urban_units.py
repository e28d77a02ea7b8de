"""The list of urban units on the page of outline files: looked at, applied, never a page."""

import io

import pytest
from django.apps import apps

from maillage.apps.directory.tests.factories import make_user
from maillage.apps.territories.actions import load_zones
from maillage.apps.territories.queries import ZoneStatement
from maillage.apps.territories.tests.units import table

pytestmark = pytest.mark.django_db
Zone = apps.get_model("territories", "Zone")


@pytest.fixture
def communes():
    """Two communes of the unit, which has a third one elsewhere."""
    named = (("59901", "Clairmaille"), ("59902", "Le Moulin"))
    load_zones([ZoneStatement(kind="commune", code=c, nom=nom, values={}) for c, nom in named])


def test_the_page_of_outline_files_shows_it_then_applies_it(communes, client):
    client.force_login(make_user(role="coordinator"))
    sent = io.BytesIO(table())
    sent.name = "uu.csv"
    answer = client.post("/pro/territoires/", {"fichier": sent})
    assert answer.status_code == 302, answer.content.decode()
    looked = client.get(answer["Location"]).content.decode()
    assert "1 unité urbaine : 1 à ajouter" in looked
    assert "des communes que cette base ne connaît pas" in looked
    assert "seules les personnes qui ont un compte les voient" in looked
    assert not Zone.objects.filter(kind="uu").exists()
    client.post(answer["Location"])
    assert Zone.objects.get(code="59902").urban_unit.code == "59799"
    listed = client.get("/pro/territoires/?genre=uu").content.decode()
    assert "Clairmaille (partie française)" in listed
    assert "unite-urbaine-59799" not in listed
    # No outline is missing: it has none.
    assert "sans contour" not in listed
    assert "sans objet" in listed
    assert client.get("/q/unite-urbaine-59799/").status_code == 404
