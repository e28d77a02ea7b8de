"""The first page of the observatory: the last dossier first, long lists folded."""

from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.apps.directory.tests.factories import make_user
from maillage.apps.directory.tests.pages import read, said
from maillage.apps.observatory.models import Snapshot
from maillage.apps.observatory.tests.factories import block, make_grid, statement
from maillage.apps.territories.actions import load_zones

pytestmark = pytest.mark.django_db
HOME = "/pro/observatoire/"


@pytest.fixture
def reader(client):
    client.force_login(make_user("elected"))
    return client


def test_a_long_list_is_folded_and_a_short_one_is_not(reader):
    load_zones([statement("epci", "200000001", block(0, 0, 9, 9))])
    make_grid()
    load_zones(
        [statement("quarter", f"q{n}", block(n, n), ("commune", "59999")) for n in range(41)]
    )
    found = read(reader.get(HOME))
    assert said(found.select_one("details:has(ul.names) summary")).startswith("Les 41")
    assert len(found.select("details ul.names a")) == 41
    # The metropolis and the one commune are in sight, the metropolis first.
    in_sight = [said(link) for link in found.select("section > ul.names a")]
    assert len(in_sight) == 2
    assert said(found.select_one("main h2")).startswith("Intercommunalité")


def test_the_last_dossier_comes_first(reader):
    assert "dernier dossier" not in said(read(reader.get(HOME)).main)
    now = timezone.now()
    for n, title in enumerate(("Celui de l’an dernier", "Celui d’hier")):
        Snapshot.objects.create(
            title=title,
            made_at=now - timedelta(days=366 - 365 * n),
            facts={},
            content=b"%PDF",
            sha256="0",
        )
    text = said(read(reader.get(HOME)).main)
    assert "le dernier dossier : Celui d’hier" in text
    assert "Celui de l’an dernier" not in text
