"""Each correction that a reader may count has its sentence: nobody is shown a code."""

import re
from pathlib import Path

import pytest

import maillage
from maillage.apps.imports.actions.lost_days import CODE
from maillage.apps.imports.queries.corrections import why_of
from maillage.apps.imports.views.parts import account_of
from maillage.core.harmonise import corrections

ROOT = Path(maillage.__file__).parent
COUNTED = re.compile(r"\.changed\(\s*\"(\w+)\"")


def codes():
    """Return the codes of the chain, and those that readers of files count by themselves."""
    texts = [
        path.read_text(encoding="utf-8")
        for folder in ("core/harmonise", "sources")
        for path in (ROOT / folder).rglob("*.py")
        if "tests" not in path.parts and path.name != "log.py"
    ]
    named = {code for text in texts for code in COUNTED.findall(text)}
    assert len(named) > 5
    mapping = {"lost_zero_pivot", "lost_zero_telephone", "spreadsheet_day"}
    return sorted(named | mapping | {CODE} | set(corrections()))


@pytest.mark.parametrize("code", codes())
def test_a_correction_is_said_in_words(code):
    said = why_of(code)
    assert said != code
    assert said[0].isupper()
    assert said.endswith(".")


def test_a_correction_is_told_of_its_field():
    (line,) = account_of({"corrections": {"capitals_in_name (nom)": 3}}).corrections
    assert (line.why, line.n) == ("Le nom était tout en capitales.", 3)
    assert line.field == "Nom"
