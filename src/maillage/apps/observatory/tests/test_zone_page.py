"""A zone: what people do beside what is hard, help beside initiatives, three scales."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from maillage.apps.directory.tests.factories import make_offer, make_place, make_user
from maillage.apps.observatory.tests.factories import (
    Zone,
    block,
    load_block,
    make_dataset,
    make_figure,
    make_grid,
    make_measure,
    make_zone,
    statement,
)
from maillage.apps.territories.actions import load_zones
from maillage.core.standard import Service

pytestmark = pytest.mark.django_db
PAGE = "/pro/observatoire/territoires/quarter-q-pile/"
PARENT = ("commune", "59999")


@pytest.fixture
def quarter(client):
    """A quarter in a commune in a metropolis, with a figure of each family."""
    load_zones([statement("epci", "299999999", block(0, 0, 8, 12))])
    load_zones([statement("commune", "59999", block(0, 0, 4, 6), ("epci", "299999999"))])
    load_zones([statement("quarter", "q-pile", block(0, 0, 4, 2), PARENT)])
    dataset = make_dataset()
    here = Zone.objects.get(code="q-pile")
    for code, family, value in (
        ("population", "people", 1200), ("smartphone_pct", "practice", 87),
        ("illectronism_pct", "digital", 17.5), ("poverty_rate_pct", "social", 41.2),
    ):  # fmt: skip
        share = {"unit": "pct"} if code.endswith("pct") else {"unit": "people"}
        measure = make_measure(code, nom=f"Mesure {code}", family=family, **share)
        make_figure(here, measure, value, dataset=dataset)
        for number, zone in enumerate(Zone.objects.exclude(pk=here.pk).order_by("kind"), start=1):
            make_figure(zone, measure, value - number, dataset=dataset)
    client.force_login(make_user(role="elected"))
    return client


def said(tag):
    return " ".join(tag.get_text(" ").replace("\u00a0", " ").split())


def page(client, address=PAGE):
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def section(found, title):
    """Return the part of a page under a title."""
    return next(one for one in found.select("section") if said(one.h2) == title)


@pytest.mark.row("WRN-09")
def test_uses_and_difficulties_are_shown_together_and_nobody_is_labelled(quarter):
    found = page(quarter)
    uses = section(found, "Ce que les habitants font déjà")
    hard = section(found, "Ce qui pèse sur la vie de tous les jours")
    assert "87 %" in said(uses)
    assert "41,2 %" in said(hard)
    # What people do comes before what is hard, and what helps comes before both.
    order = [said(title) for title in found.select("h2")]
    assert order.index("Ce qui aide") < order.index("Ce que les habitants font déjà")
    assert order.index("Ce que les habitants font déjà") < order.index(
        "Ce qui pèse sur la vie de tous les jours"
    )
    text = said(found.find("main")).lower()
    for label in ("exclu", "fracture", "illettré", "défavorisé", "sensible"):
        assert label not in text


def test_a_difficulty_is_never_alone_even_when_no_practice_is_known(quarter):
    from maillage.apps.observatory.models import Figure

    Figure.objects.filter(measure__family="practice").delete()
    uses = section(page(quarter), "Ce que les habitants font déjà")
    assert "Aucun chiffre chargé pour cette partie" in said(uses)


@pytest.mark.row("OBS-28")
def test_the_page_of_a_quarter_shows_both_families_and_ranks_nothing(quarter):
    found = page(quarter)
    assert "17,5 %" in said(section(found, "Le numérique"))
    assert "41,2 %" in said(section(found, "Ce qui pèse sur la vie de tous les jours"))
    assert "rang" not in said(found.find("main")).lower().split()


@pytest.mark.row("OBS-04")
def test_one_chart_has_three_bars_of_one_measure_at_three_scales(quarter):
    figure = next(
        one for one in page(quarter).select("figure") if "poverty_rate" in said(one.figcaption)
    )
    assert len(figure.select("svg rect")) == 3
    words = [said(one) for one in figure.select("svg text")]
    assert words == ["Q pile", "41,2 %", "59999", "40,2 %", "299999999", "39,2 %"]
    # The same, read aloud, and in the table above.
    assert "Q pile : 41,2 %. 59999 : 40,2 %. 299999999 : 39,2 %" in said(figure.desc)
    titles = [said(one) for one in page(quarter).select("table.figures")[-1].select("thead th")]
    assert titles == ["Chiffre", "Ici", "59999", "299999999"]


def test_what_surrounds_a_zone_says_for_how_many_people_it_is_known(client):
    make_grid()
    known = load_block("iris", "west", 0, 0, 4, 3)
    load_block("iris", "east", 0, 3, 4, 3)
    make_figure(known, make_measure("poverty_rate_pct", family="social"), 20)
    load_block("quarter", "q-pile", 0, 0, 4, 2)
    client.force_login(make_user(role="elected"))
    hard = section(page(client), "Ce qui pèse sur la vie de tous les jours")
    here, commune = (said(one) for one in hard.select("tbody td"))
    # All of the quarter is in the IRIS of which the share is known, half of the commune is.
    assert here == "20 %"
    assert commune == "20 % chiffre connu pour 50 % des habitants"


@pytest.mark.row("WRN-34")
def test_help_and_initiatives_are_side_by_side_on_the_page_of_a_quarter(quarter):
    zone = Zone.objects.get(code="q-pile")
    inside = {"latitude": zone.latitude, "longitude": zone.longitude, "quarter_zone": zone}
    desk = make_place(nom="Point d’accès", **inside)
    make_offer(desk, services=[str(Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES)])
    studio = make_place(nom="Atelier de quartier", **inside)
    make_offer(studio, services=[str(Service.LOISIRS_ET_CREATIONS_NUMERIQUES)])
    found = page(quarter)
    helps, made = section(found, "Ce qui aide"), section(found, "Ce qui se crée ici")
    assert str(Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES) in said(helps)
    assert str(Service.LOISIRS_ET_CREATIONS_NUMERIQUES) in said(made)
    assert str(Service.LOISIRS_ET_CREATIONS_NUMERIQUES) not in said(helps)
    assert "1 lieu" in said(made)
    # Side by side: two columns of one block.
    assert helps.parent == made.parent
    assert "both" in helps.parent["class"]
    # A link leads somewhere.
    for link in (*helps.select("a"), *made.select("a")):
        assert quarter.get(link["href"]).status_code == 200


def test_the_csv_of_a_zone_gives_each_figure_with_its_source(quarter):
    text = b"".join(quarter.get(f"{PAGE}chiffres.csv").streaming_content).decode("utf-8-sig")
    lines = [line.split(";") for line in text.splitlines()]
    assert len(lines) == 1 + 4 * 3
    by_measure = {(line[0], line[4]): line for line in lines[1:]}
    assert by_measure["Mesure poverty_rate_pct", "q-pile"][5:9] == ["41.2", "known", "published",
                                                                   "2024"]  # fmt: skip
    assert all(line[10] == "Chiffres de Clairmaille, Ville de Clairmaille" for line in lines[1:])


def test_a_zone_that_ended_says_so_and_an_unknown_one_is_not_found(quarter):
    from datetime import date

    Zone.objects.filter(code="q-pile").update(valid_to=date(2023, 12, 31))
    assert "a cessé de valoir le 31 décembre 2023" in said(page(quarter).find("main"))
    assert quarter.get("/pro/observatoire/territoires/inconnu/").status_code == 404


def test_a_secret_says_so(quarter):
    from maillage.apps.observatory.models import Figure

    Figure.objects.filter(measure__code="poverty_rate_pct", zone__code="q-pile").update(
        value=None, state="secret"
    )
    found = section(page(quarter), "Ce qui pèse sur la vie de tous les jours")
    assert "secret statistique" in said(found)


def test_a_small_estimate_is_not_printed(client):
    make_grid()
    few = make_measure("caf_recipients", unit="families", family="social", direction=0)
    make_figure(load_block("iris", "west", 0, 0, 4, 2), few, 7)
    load_block("quarter", "q-pile", 0, 0, 4, 2)
    client.force_login(make_user(role="elected"))
    found = said(section(page(client), "Ce qui pèse sur la vie de tous les jours"))
    assert "estimé, " in found
    assert "moins de 11" in found
    assert "7 foyers" not in found
    chart = page(
        client, "/pro/observatoire/comparer/?t=quarter-q-pile&mesure=caf_recipients"
    ).select_one("svg.bars")
    assert "moins de 11" in said(chart)
    # A bar would measure what the words do not say.
    assert chart.select("rect") == []


def test_where_no_practice_is_known_what_is_read_elsewhere_is_said_as_such(client):
    """A difficulty never stands alone (WRN-09): most people have a telephone, says the country."""
    zone = make_zone("lone", "quarter")
    client.force_login(make_user(role="elected"))
    page = client.get(reverse("observatory:zone", args=[zone.slug])).content.decode()
    said = " ".join(page.replace("\xa0", " ").split())
    assert "ce ne sont pas des chiffres d’ici" in said
    assert "Équipés d’un smartphone : 87 %" in said


def test_the_urban_unit_and_france_are_in_the_tables_and_in_the_charts(quarter):
    from maillage.apps.observatory.models import Measure
    from maillage.apps.territories.actions import load_units
    from maillage.apps.territories.queries import Composition, UnitStatement

    load_units(Composition(2020, (UnitStatement("59799", "Moulin", ("59999",)),), ()))
    share = Measure.objects.get(code="poverty_rate_pct")
    make_figure(Zone.objects.get(kind="uu"), share, 21)
    make_figure(Zone.objects.get(kind="country"), share, 14.5)
    found = page(quarter)
    hard = section(found, "Ce qui pèse sur la vie de tous les jours")
    heads = [said(one) for one in hard.select("thead th")[1:]]
    assert heads == ["Ici", "59999", "299999999", "Moulin", "France métropolitaine"]
    assert [said(one) for one in hard.select("tbody td")][3:] == ["21 %", "14,5 %"]
    chart = next(one for one in found.select("figure svg") if "poverty" in one.title.text)
    assert [said(one) for one in chart.select("desc")] == [
        "Q pile : 41,2 %. Moulin : 21 %. France métropolitaine : 14,5 %"
    ]
    # A place is in its commune; nobody says that it is in France.
    assert "France métropolitaine" not in said(found.select_one("main > p"))
    assert not found.select('a[href*="unite-urbaine"], a[href*="pays-france"]')
