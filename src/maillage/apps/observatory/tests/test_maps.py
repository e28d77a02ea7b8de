"""One measure on a map: the most fragile is the bluest and the first, and files say the same."""

import csv
import io
import json
from datetime import date
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from python_calamine import CalamineWorkbook

from maillage.apps.directory.tests.factories import make_user
from maillage.apps.observatory.queries.maps import zone_map
from maillage.apps.observatory.tests.factories import (
    TODAY,
    Zone,
    block,
    make_dataset,
    make_figure,
    make_measure,
    statement,
)
from maillage.apps.territories.actions import load_zones

pytestmark = pytest.mark.django_db
MAP = "/pro/observatoire/cartes/fragilite/"
SVG = "{http://www.w3.org/2000/svg}"
# From the most fragile; the fifth is a secret of its producer, the last has no figure.
SHARES = {"q-pile": 41.2, "q-filature": 30.0, "q-rouet": 22.5, "q-fuseau": 9.0, "q-canal": None}


@pytest.fixture
def town(client):
    """A commune of six quarters, four of which have a known share."""
    load_zones([statement("commune", "59999", block(0, 0, 4, 6))])
    parent = ("commune", "59999")
    codes = [*SHARES, "q-gare"]
    load_zones(
        [statement("quarter", code, block(0, n, 4, 1), parent) for n, code in enumerate(codes)]
    )
    measure = make_measure(
        "fragilite", nom="Part de ménages fragiles", base_words="des ménages",
        caveat="Les petits quartiers sont secrets.",
    )  # fmt: skip
    dataset = make_dataset(title="Enquête", producer="Ville de Clairmaille", caveat="Un dimanche.")
    # Written from the least to the most: the order is that of the values.
    for code, value in sorted(SHARES.items(), key=lambda pair: (pair[1] is None, pair[1] or 0)):
        make_figure(Zone.objects.get(code=code), measure, value, dataset=dataset)
    make_figure(Zone.objects.get(kind="commune"), measure, 25, dataset=dataset)
    client.force_login(make_user(role="elected"))
    return client


def page(client, address=f"{MAP}?genre=quarter"):
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def svg_of(client):
    text = client.get(f"{MAP}?genre=quarter").content.decode()
    start = text.index("<svg", text.index("<figure"))
    return ElementTree.fromstring(text[start : text.index("</svg>", start) + 6])


def said(tag):
    return " ".join(tag.get_text(" ").replace("\u00a0", " ").split())


def rows(client):
    """Return the lines of the table: rank, name, value."""
    found = []
    for line in page(client).select("table tbody tr"):
        cells = line.select("td, th")
        found.append(tuple(said(cell) for cell in cells[:3]))
    return found


@pytest.mark.row("OBS-02")
def test_the_most_fragile_zone_is_the_bluest_and_the_first_of_the_table(town):
    lines = rows(town)
    assert lines[0] == ("", "59999", "25 %")  # what contains them, beside
    assert lines[1:5] == [
        ("1", "Q pile", "41,2 %"), ("2", "Q filature", "30 %"), ("3", "Q rouet", "22,5 %"),
        ("4", "Q fuseau", "9 %"),
    ]  # fmt: skip
    fills = {}
    for path in svg_of(town).iter(f"{SVG}path"):
        if "url(" in path.get("fill", ""):
            fills[path.find(f"{SVG}title").text.split(" : ")[0]] = path.get("fill")
    assert fills["Q pile"] == "url(#c4)"  # the darkest
    ranks = [fills[name] for name in ("Q pile", "Q filature", "Q rouet", "Q fuseau")]
    assert ranks == sorted(ranks, reverse=True)
    # And a sentence, for those who do not see the colours.
    lead = said(page(town).select_one(".lead"))
    assert "le plus élevé est Q pile (41,2 %), le moins élevé Q fuseau (9 %)" in lead


def test_what_is_unknown_is_crossed_last_and_never_a_zero(town):
    lines = rows(town)
    assert lines[5:] == [("–", "Q canal", "secret statistique"), ("–", "Q gare", "pas de chiffre")]
    crossed = [path.find(f"{SVG}title").text for path in svg_of(town).iter(f"{SVG}path")
               if path.get("fill") == "url(#cx)"]  # fmt: skip
    assert sorted(one.split(" : ")[0] for one in crossed) == ["Q canal", "Q gare"]
    legend = said(page(town).select_one(".legend"))
    assert "pas de chiffre, ou secret : 2 territoires" in legend


def test_the_legend_counts_every_zone_once(town):
    import re

    legend = said(page(town).select_one(".legend"))
    assert sum(int(n) for n in re.findall(r": (\d+) territoire", legend)) == len(SHARES) + 1


def test_a_share_says_of_what_a_gap_in_points_and_where_it_comes_from(town):
    text = said(page(town).find("main"))
    assert "Ce chiffre est en % des ménages." in text
    assert "écart avec 59999 : +16,2 points" in text
    assert "écart avec 59999 : −16 points" in text
    assert "Enquête. Ville de Clairmaille, 2024. Licence Ouverte 2.0. Un dimanche." in text
    assert "Les petits quartiers sont secrets." in text
    assert "publié, 2024" in text


def test_the_map_is_named_links_to_its_zones_and_runs_nothing(town):
    root = svg_of(town)
    assert next(root.iter(f"{SVG}title")).text == "Carte : Part de ménages fragiles"
    links = {one.get("href") for one in root.iter(f"{SVG}a")}
    assert "/pro/observatoire/territoires/quarter-q-pile/" in links
    assert all(town.get(link).status_code == 200 for link in links)
    text = town.get(f"{MAP}?genre=quarter").content.decode()
    figure = text[text.index("<figure") : text.index("</figure>")]
    assert "<script" not in figure
    assert "style=" not in figure


# ---------------------------------------------------------------- files


def values_of_table(town):
    return [(name, value) for rank, name, value in rows(town) if rank]


def in_words(cells):
    """Return (name, value in words) of a line of a file."""
    value = cells["valeur"]
    state = {"secret": "secret statistique", "missing": "pas de chiffre"}.get(cells["etat"])
    number = "" if value in ("", None) else f"{float(value):g}".replace(".", ",") + " %"
    return cells["territoire"], state or number


def test_the_csv_the_workbooks_and_the_outlines_say_what_the_table_says(town):
    table = values_of_table(town)
    text = b"".join(town.get(f"{MAP[:-1]}.csv?genre=quarter").streaming_content).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [in_words(line) for line in lines] == table
    for ending in ("ods", "xlsx"):
        content = town.get(f"{MAP[:-1]}.{ending}?genre=quarter").content
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        columns, *cells = book.get_sheet_by_index(0).to_python()
        assert [in_words(dict(zip(columns, one, strict=True))) for one in cells] == table
    answer = town.get(f"{MAP[:-1]}.geojson?genre=quarter")
    assert answer["Content-Type"].startswith("application/geo+json")
    features = json.loads(answer.content)["features"]
    assert [in_words(one["properties"]) for one in features] == table
    assert all(one["geometry"]["type"] == "Polygon" for one in features)
    # No number without what it may not be read without.
    for one in features:
        assert one["properties"]["base"] == "des ménages"
        if one["properties"]["etat"] == "known":
            assert one["properties"]["annee"] == 2024
            assert one["properties"]["source"] == "Enquête, Ville de Clairmaille"


def test_a_name_is_no_formula_in_a_file_and_no_tag_on_a_page(town):
    Zone.objects.filter(code="q-pile").update(nom="=HYPERLINK(<b>1</b>)")
    text = b"".join(town.get(f"{MAP[:-1]}.csv?genre=quarter").streaming_content).decode()
    assert "'=HYPERLINK" in text
    assert "<b>1</b>" not in town.get(f"{MAP}?genre=quarter").content.decode()


# ---------------------------------------------------------------- empty, unknown, estimated


def test_a_map_without_figures_says_what_to_load(client):
    client.force_login(make_user(role="elected"))
    assert "Aucun chiffre n’est chargé" in said(page(client, "/pro/observatoire/cartes/"))
    make_measure("fragilite")
    assert "n’a pas de chiffre" in said(page(client, f"{MAP}?genre=quarter"))
    assert client.get(f"{MAP[:-1]}.csv").status_code == 200
    assert client.get("/pro/observatoire/cartes/inconnue/").status_code == 404


def test_a_choice_that_does_not_exist_shows_one_that_does(town):
    for address in (
        "/pro/observatoire/cartes/?mesure=rien",
        f"{MAP}?genre=planete",
        f"{MAP}?genre=",
    ):
        assert town.get(address).status_code == 200
    assert rows(town)[1][1] == "Q pile"


def test_one_value_or_equal_values_make_one_class(town):
    from maillage.apps.observatory.models import Figure

    Figure.objects.filter(value__isnull=False).update(value=12)
    legend = page(town).select(".legend li")
    assert said(legend[0]) == "12 % : 4 territoires"
    assert len(legend) == 2


def test_the_order_is_that_of_the_values_then_of_the_names(town):
    from maillage.apps.observatory.models import Figure

    Figure.objects.filter(value__isnull=False).update(value=12)
    found = zone_map(Figure.objects.first().measure, "quarter", today=TODAY)
    assert [line.zone.code for line in found.lines][:4] == [
        "q-filature", "q-fuseau", "q-pile", "q-rouet",
    ]  # fmt: skip


@pytest.mark.row("MAP-12")
def test_neighbourhoods_over_a_shaded_map_are_never_drawn_without_their_words(town):
    """They are one drawing with the caption: who copies or prints it has both."""
    assert "coïncide" not in "".join(svg_of(town).itertext())
    load_zones([statement("qpv", "QN05901A", block(0, 1, 2, 2), ("commune", "59999"))])
    drawing = svg_of(town)
    dashed = [one for one in drawing.iter(f"{SVG}path") if one.get("stroke-dasharray") == "7 4"]
    words = " ".join(one.text or "" for one in drawing.iter(f"{SVG}text"))
    assert len(dashed) == 1
    assert "n’y coïncide pas toujours" in words
    assert "choisis sur les revenus seuls" in words


@pytest.mark.row("MAP-16")
def test_old_figures_keep_the_old_outline_when_a_list_ends(town):
    parent = ("commune", "59999")
    load_zones([statement("qpv", "QP059001", block(0, 0, 2, 2), parent)])
    old = Zone.objects.get(code="QP059001")
    measure = make_measure("ancienne", nom="Part ancienne", base_words="des ménages")
    make_figure(old, measure, 44.0, dataset=make_dataset("ancien", year=2015))
    Zone.objects.filter(pk=old.pk).update(valid_from=date(2015, 1, 1), valid_to=date(2023, 12, 31))
    load_zones([statement("qpv", "QN05901A", block(2, 2, 2, 2), parent)])
    Zone.objects.filter(code="QN05901A").update(valid_from=date(2024, 1, 1))
    # Today the new list is drawn, and the old number is not given to it.
    now = zone_map(measure, "qpv", today=TODAY)
    assert [(line.zone.code, line.number) for line in now.lines] == [("QN05901A", None)]
    # The old zone keeps its number, its outline and its years on its own page.
    before = zone_map(measure, "qpv", today=date(2020, 6, 1))
    assert [(line.zone.code, line.number) for line in before.lines] == [("QP059001", 44.0)]
    told = said(page(town, f"/pro/observatoire/territoires/{old.slug}/").find("main"))
    assert "44 %" in told
    assert "a cessé de valoir le 31 décembre 2023" in told
