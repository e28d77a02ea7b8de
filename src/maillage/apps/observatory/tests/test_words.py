"""No single label on people: the word that names somebody shut out is nowhere in the interface."""

import re
from pathlib import Path

import pytest

import maillage

SOURCE = Path(maillage.__file__).parent
GUIDES = SOURCE.parents[1] / "docs" / "guide"
READ = {".html", ".txt", ".typ", ".py", ".toml", ".po", ".json", ".js", ".md"}
# "exclu", "exclue", "exclus", "les exclus": of a person. "exclusif" or "exclusion" is another word.
LABEL = re.compile(r"\bexclu(?:e|s|es)?\b", re.IGNORECASE)


def texts():
    """Yield every file whose words somebody reads on a page, on paper or in a guide."""
    for folder in (SOURCE, GUIDES):
        for path in folder.rglob("*"):
            if path.suffix in READ and "tests" not in path.parts and "samples" not in path.parts:
                yield path


@pytest.mark.row("OBS-12")
def test_no_text_calls_somebody_excluded():
    assert LABEL.search("Les exclus du numérique")
    assert not LABEL.search("un critère exclusif, l’exclusion")
    read, found = 0, []
    for path in texts():
        read += 1
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if LABEL.search(line):
                found.append(f"{path}:{number}: {line.strip()[:80]}")
    assert read > 500
    assert found == []
