"""The guide of outlines: its commands do what it says, on files made by hand."""

import json
import re
import shlex
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from maillage.apps.directory.forms.outline import corners_of_text, corners_of_trace
from maillage.apps.directory.management.commands.load_territory import Command
from maillage.apps.directory.tests.desk import desk, person, text
from maillage.apps.directory.tests.factories import Zone
from maillage.apps.directory.tests.pages import read
from maillage.apps.territories.queries import MOST_CORNERS
from maillage.apps.territories.tests.shapes import gdal_file

pytestmark = pytest.mark.django_db
__all__ = ["desk", "person"]
GUIDE = Path(__file__).resolve().parents[5] / "docs/guide/charger-des-contours.md"
COMMUNES = [
    {
        "code": code, "nom": nom, "type": "commune-actuelle", "departement": department,
        "region": "32", "codesPostaux": [code], "population": 1000,
    }
    for code, nom, department in [("59999", "Clairmaille", "59"), ("62999", "Lointaine", "62")]
]  # fmt: skip


def blocks(kind):
    return re.findall(rf"```{kind}\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


def commands():
    return [shlex.split(line) for block in blocks("sh") for line in block.splitlines() if line]


def test_every_command_of_the_guide_runs_in_its_order(tmp_path, monkeypatch, capsys):
    shapely = pytest.importorskip("shapely")
    monkeypatch.chdir(tmp_path)
    listed = [line[2] for line in commands() if line[2].endswith("communes.json")]
    for name in listed:
        Path(name).parent.mkdir(parents=True)
        Path(name).write_text(json.dumps(COMMUNES), encoding="utf-8")
    area = shapely.box(3.2, 50.3, 3.21, 50.31)
    for layer in ("quartiers", "autres"):
        rows = [({"code": f"{layer}-1", "nom": "La Filature"}, area)]
        gdal_file(tmp_path, "quartiers.gpkg", rows, layer=layer)
    told = []
    for program, command, *words in commands():
        assert (program, command) == ("maillage", "load-territory")
        call_command("load_territory", *words)
        told.append((words, capsys.readouterr().out, Zone.objects.filter(kind="quarter").count()))
    assert len(told) == 4
    assert list(Zone.objects.filter(kind="commune").values_list("nom", flat=True)) == [
        "Clairmaille"
    ]
    (_, layers, before), (_, trial, tried), (_, _, after) = told[1:]
    assert "quartiers, 1 lignes" in layers
    assert "autres, 1 lignes" in layers
    assert "Rien n’est écrit" in trial
    assert (before, tried, after) == (0, 0, 1)
    assert Zone.objects.get(kind="quarter").code == "quartiers-1"


def test_every_option_that_the_guide_names_exists():
    parser = Command().create_parser("maillage", "load-territory")
    known = {option for action in parser._actions for option in action.option_strings}
    named = set(re.findall(r"(--[a-z][a-z-]+)", GUIDE.read_text(encoding="utf-8")))
    assert named
    assert named <= known


def test_the_points_of_the_guide_are_drawn_and_its_words_are_on_the_pages(desk):
    (points,) = blocks("text")
    drawn = desk.post(reverse("directory:draw_quarter"), {"points": points})
    page = desk.get(drawn.url)
    trace = read(page).select_one("input[name=trace]")["value"]
    assert corners_of_trace(trace) == corners_of_text(points)
    asked = {"trace": trace}
    kept = desk.post(
        reverse("directory:check_quarter"), asked | {"nom": "Le Fil", "commune": ""}, follow=True
    )
    shown = "".join(
        text(one)
        for one in (
            page,
            kept,
            desk.get(reverse("directory:territories")),
            desk.get(reverse("directory:check_quarter"), asked),
        )
    )
    guide = " ".join(GUIDE.read_text(encoding="utf-8").split())
    section = guide.partition("## Sans fichier")[2].partition("## ")[0]
    for words in re.findall(r"« ([^»]+) »", section):
        assert words in shown, words
    assert f"de 3 à {MOST_CORNERS} coins" in section
