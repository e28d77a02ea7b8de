"""Documents that cannot rot: links lead somewhere, generated pages are fresh, commands exist."""

import importlib
import json
import re
from pathlib import Path

import pytest

from maillage.config.options import OPTIONS
from tools.stamps import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DOCUMENTS += sorted((ROOT / "src").rglob("README.md"))
DECISIONS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
# What only the set-up and the tests read: no option of the site.
TEST_VARIABLES = {"MAILLAGE_REQUIRE", "MAILLAGE_CHROMIUM", "MAILLAGE_SHARED_DATA"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def anchors(path: Path) -> set[str]:
    """The anchors that a forge makes from the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_links_lead_somewhere(document):
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = link.partition("#")
        target = (document.parent / file).resolve() if file else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert not broken


def test_decisions_are_numbered_without_a_hole():
    assert [path.name[:4] for path in DECISIONS] == [
        f"{number:04}" for number in range(1, len(DECISIONS) + 1)
    ]
    index = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    assert all(f"({path.name})" in index for path in DECISIONS)


@pytest.mark.parametrize("document", DECISIONS, ids=name)
def test_a_decision_says_why_and_what_would_change_it(document):
    text = document.read_text(encoding="utf-8")
    assert text.startswith(f"# {document.name[:4]} — ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
        "Context",
        "Options",
        "Decision",
        "Consequences",
        "What would make us change our mind",
    ]


@pytest.mark.parametrize(
    ("file", "module", "function"),
    [
        ("options.md", "maillage.config.options_page", "options_page"),
        ("dictionary.md", "maillage.core.standard", "dictionary"),
    ],
)
def test_generated_pages_are_up_to_date(file, module, function):
    fresh = getattr(importlib.import_module(module), function)()
    kept = (ROOT / "docs" / "reference" / file).read_text(encoding="utf-8")
    assert kept == fresh, "run: make docs"


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_commands_and_options_that_are_named_exist(document):
    text = document.read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z ]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    known = {word for line in targets for word in line.split()}
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE)) <= known
    options = {option.variable for option in OPTIONS}
    options |= {f"{variable}_FILE" for variable in options} | TEST_VARIABLES
    options |= {"MAILLAGE_ENV_FILE"}
    assert set(re.findall(r"MAILLAGE_[A-Z_]*[A-Z]\b", text)) <= options


def test_the_licence_is_whole():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    for article in range(1, 16):
        assert re.search(rf"^{article}\.", text, re.MULTILINE), article
    assert "‘Compatible Licences’ according to Article 5 EUPL are:" in text
    assert text.rstrip().endswith("require the production of a new EUPL version.")


# ---------------------------------------------------------------- locks


def pinned(lock: str) -> dict[str, str]:
    """Requirement line → the text of its hashes."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", "\n" + text.replace("\\\n", " "))
    found = [entry.strip() for entry in entries if entry.strip() and "==" in entry]
    return {entry.split(" --hash")[0].strip(): entry for entry in found}


@pytest.mark.parametrize("lock", ["base", "dev", "node"])
def test_every_python_package_is_pinned_with_its_hashes(lock):
    entries = pinned(lock)
    assert entries
    assert [line for line, entry in entries.items() if "--hash=sha256:" not in entry] == []
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    assert "://" not in text, "a lock holds no address of a registry"


def test_the_development_lock_holds_the_base_lock():
    # Set-up relies on it: with the first installed it does not install the second.
    assert set(pinned("base")) <= set(pinned("dev"))


def test_browser_packages_are_pinned_and_their_lock_holds_no_registry():
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert package["private"] is True
    assert all(re.fullmatch(r"[\d.]+", version) for version in package["dependencies"].values())
    installed = {path: entry for path, entry in lock["packages"].items() if path}
    assert all("integrity" in entry for entry in installed.values())
    assert not [path for path, entry in installed.items() if "resolved" in entry]
