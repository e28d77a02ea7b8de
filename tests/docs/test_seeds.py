"""Nobody real and no misspelt name in invented data (ledger WRN-25, WRN-32)."""

import json
import re
from pathlib import Path

import pytest

from tests.shared_data import shared_data
from tools.seeds import (
    BITS,
    DIGESTS,
    ROOT,
    ROUNDS,
    data_files,
    demonstration,
    digests_of,
    found_in,
    values_of,
)

KEPT = json.loads(DIGESTS.read_text("utf-8"))

# A document that does not exist, with what a founding document holds.
PLANTED = """
Affaire suivie par : Personne d’Inventé, T. : 07 00 00 00 07, personne@ville-inventee.example
La maison des services sise 12 avenue du Modèle-Planté
"""


@pytest.mark.row("WRN-25")
def test_no_telephone_mail_or_street_of_the_seeds_is_in_the_demonstration():
    assert (KEPT["rounds"], KEPT["bits"]) == (ROUNDS, BITS)
    assert len(KEPT["digests"]) >= 15
    where: dict[str, list[str]] = {}
    for name, text in demonstration():
        for value in values_of(text):
            where.setdefault(value, []).append(name)
    assert len(where) > 300, "the demonstration was not read"
    real = found_in(where, KEPT["digests"], KEPT["salt"])
    assert not real, {value: where[value] for value in real}


@pytest.mark.row("WRN-25")
@pytest.mark.parametrize(
    "slip",
    [
        "01 99 00 32 33 ; +33 7 00 00 00 07",
        "0033700000007",
        "07.00.00.00.07",
        "Personne@Ville-Inventee.EXAMPLE",
        "3 bis Avenue du modele-plante".replace("modele-plante", "Modèle-Planté"),
    ],
)
def test_a_value_of_a_document_planted_in_a_sample_is_found(tmp_path, slip):
    salt = KEPT["salt"]
    digests = digests_of([PLANTED], salt)
    sample = ROOT / "src" / "maillage" / "sources" / "samples" / "clairmaille.csv"
    copy = tmp_path / "clairmaille.csv"
    copy.write_text(sample.read_text("utf-8"), "utf-8")
    assert not found_in(values_of(copy.read_text("utf-8")), digests, salt)
    copy.write_text(copy.read_text("utf-8") + f'x,"{slip}"\n', "utf-8")
    assert len(found_in(values_of(copy.read_text("utf-8")), digests, salt)) == 1


def test_the_digests_are_those_of_the_documents_beside_the_checkout():
    folder = shared_data("../seeds")
    texts = [path.read_text("utf-8", errors="replace") for path in sorted(folder.glob("*.txt"))]
    assert digests_of(texts, KEPT["salt"]) == KEPT["digests"]


def test_what_is_kept_of_a_value_is_too_short_to_be_turned_back():
    assert all(re.fullmatch("[0-9a-f]{5}", digest) for digest in KEPT["digests"])
    assert BITS <= 20


# ---------------------------------------------------------------- names spelt as they are

# As the founding documents print them, by haste, conversion or reading of an image; and the name.
MISSPELT = {
    r"framsoft": "Framasoft",
    r"emmatus": "Emmaüs",
    r"basse[ -]measure": "Basse Masure",
    r"movielab": "Movilab",
    r"ordinat[' ]?them": "Ordinat’Hem",
    r"\bI['’](?:inclusion|accès|acces|offre|usage|aide|emploi)": "l’…, lu comme un I majuscule",
    r"persormes|persomes": "personnes",
}
PATTERN = re.compile("|".join(f"(?:{wrong})" for wrong in MISSPELT), re.I)
OCR = re.compile(r"\bI['’](?=[a-zéèà])")


def misspelt(text: str) -> list[str]:
    """Return the misspelt names of a text; "I'" is a fault only as a capital letter."""
    return [
        found[0]
        for found in PATTERN.finditer(text)
        if not found[0].lower().startswith(("i'", "i’")) or OCR.match(found[0])
    ]


def page_files() -> list[Path]:
    """Return what makes the text of pages, and the guides."""
    source = ROOT / "src" / "maillage"
    return [
        *source.rglob("*.html"),
        *source.rglob("*.po"),
        *(path for path in source.rglob("*.py") if "tests" not in path.parts),
        *(ROOT / "docs" / "guides").rglob("*.md"),
    ]


# Addresses have no accents: an e-mail or a site may hold the plain letters.
ADDRESS = re.compile(r"\S+@\S+|https?://\S+|\b[\w.-]+\.example\b")


@pytest.mark.row("WRN-32")
def test_no_fixture_sample_or_page_holds_a_misspelt_name():
    faults = []
    texts = [(name, text) for name, text in demonstration() if not name.endswith("test_seeds.py")]
    texts += [(str(path.relative_to(ROOT)), path.read_text("utf-8")) for path in page_files()]
    assert len(texts) > 200
    for name, text in texts:
        faults += [(name, word) for word in misspelt(ADDRESS.sub(" ", text))]
    assert not faults


@pytest.mark.row("WRN-32")
@pytest.mark.parametrize(
    "wrong",
    ["le réseau framsoft", "Emmatus Connect", "BASSE MEASURE", "Movielab", "de I'inclusion"],
)
def test_a_misspelt_name_would_be_found(wrong):
    assert misspelt(f"nom,{wrong},x")
    assert not misspelt("Framasoft, Emmaüs Connect, Basse Masure, Movilab, l’inclusion, d'Italie")


def test_the_files_that_are_read_are_those_of_every_application():
    read = {path.relative_to(ROOT).parts[2:4] for path in data_files() if "tests" in path.parts}
    assert ("maillage", "sources") in {path.relative_to(ROOT).parts[1:3] for path in data_files()}
    assert ("apps", "directory") in read
