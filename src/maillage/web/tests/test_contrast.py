"""The colours can be read: the ratios that the design states, computed from the stylesheet."""

import re

import pytest
from django.core.checks import run_checks

from maillage.web import contrast as module
from maillage.web.contrast import contrast, faults, read_colours, stylesheet
from maillage.web.sprite import SPRITE

CSS = SPRITE.with_name("maillage.css").read_text(encoding="utf-8")


def tokens(dark):
    """The custom properties of a mode, references resolved."""
    light_block, dark_block = re.findall(r":root\{(.*?)\}", CSS, re.S)[:2]
    values = dict(re.findall(r"--([\w-]+):([^;]+);", light_block))
    if dark:
        values |= dict(re.findall(r"--([\w-]+):([^;]+);", dark_block))

    def resolve(name):
        value = values[name].strip()
        reference = re.fullmatch(r"var\(--([\w-]+)\)", value)
        return resolve(reference[1]) if reference else value

    return {name: resolve(name) for name in values if name != "text"}


# The table of the design: ink, ground, ratio in light mode, ratio in dark mode.
TABLE = [
    ("ink", "paper", 12.7, 13.9),
    ("ink", "linen", 11.5, 11.8),
    ("ink", "wash", 10.8, 9.3),
    ("ink", "block", 9.9, 9.3),
    ("soft", "paper", 6.6, 9.3),
    ("soft", "block", 5.1, 6.2),
    ("on-accent", "accent", 6.4, 8.4),
    ("accent-ink", "paper", 7.2, 10.1),
    ("on-act", "act", 12.7, 8.4),
    ("edge", "paper", 4.5, 6.0),
    ("danger", "danger-wash", 6.7, 7.8),
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "light_ratio", "dark_ratio"), TABLE)
def test_the_tokens_have_the_contrast_that_the_design_states(
    ink, ground, light_ratio, dark_ratio, dark
):
    values = tokens(dark)
    ratio = contrast(values[ink], values[ground])
    # The design rounds to one decimal.
    assert round(ratio, 1) >= (dark_ratio if dark else light_ratio)
    assert ratio >= (3 if ink == "edge" else 4.5)


def test_the_colours_used_for_a_town_are_those_of_the_stylesheet():
    light, dark = tokens(False), tokens(True)
    assert (light["paper"], light["linen"]) == (module.PAPER, module.LINEN)
    assert (dark["paper"], dark["linen"]) == (module.DARK_PAPER, module.DARK_LINEN)
    assert dark["on-accent"] == module.DARK_ON_ACCENT
    assert {
        "deep": light["deep"],
        "accent": light["accent"],
        "accent-ink": light["accent-ink"],
        "dark-accent": dark["accent"],
        "dark-accent-ink": dark["accent-ink"],
    } == module.DEFAULTS


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#ffffff", "#ffffff", 1)],
)
def test_contrast_agrees_with_known_values(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(one, other) == contrast(other, one)


def test_the_example_of_the_design_can_be_read():
    words = ["deep=#3a1f16", "accent=#8fc1b5", "accent-ink=#1f5f50"]
    colours = read_colours([*words, "dark-accent=#8fc1b5", "dark-accent-ink=#a9d6cb"])
    assert faults(colours) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("deep", "#8a8a8a"),
        ("accent", "#203a3f"),
        ("accent-ink", "#d9b36a"),
        ("dark-accent", "#20403f"),
        ("dark-accent-ink", "#4a5a5a"),
    ],
)
def test_a_colour_that_cannot_be_read_is_said(name, value, settings):
    assert any(name in fault for fault in faults({name: value}))
    settings.COLOURS = {name: value}
    errors = [message for message in run_checks() if message.id == "maillage.E001"]
    assert errors
    assert value in errors[0].msg


def test_a_fault_is_written_as_in_french():
    (fault, _) = faults({"deep": "#888888"})
    assert "contraste 3,5, il en faut 7." in fault


@pytest.mark.parametrize("word", ["deep", "deep=red", "depp=#123456", "deep=#12345"])
def test_a_word_that_is_not_a_colour_is_refused(word):
    with pytest.raises(ValueError, match="nom=#rrvvbb"):
        read_colours([word])


def test_the_night_of_a_town_keeps_our_accents_when_it_gives_none():
    css = stylesheet({"accent-ink": "#1f5f50"})
    light, dark = css.splitlines()
    assert "--accent-ink:#1f5f50" in light
    assert f"--accent-ink:{module.DEFAULTS['dark-accent-ink']}" in dark


def test_a_town_with_its_own_colours_serves_and_loads_them(client, settings):
    assert client.get("/couleurs.css").status_code == 404
    assert "couleurs.css" not in client.get("/composants/").text
    settings.COLOURS = {"accent": "#8fc1b5"}
    assert "#8fc1b5" in client.get("/couleurs.css").text
    page = client.get("/composants/").text
    assert page.index("maillage.css") < page.index("couleurs.css")
