"""What the contracts cannot say: public surface, names, sizes, files of an application."""

import ast
import re
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "maillage"
APPS = sorted(path.parent for path in (PACKAGE / "apps").glob("*/__init__.py"))
MOST_LINES = 400

MODULES = {"models", "queries", "actions", "errors", "forms", "views", "api", "tasks", "admin"}
MODULES |= {"urls", "apps", "checks"}
FOLDERS = {"migrations", "management", "templatetags", "templates", "static", "tests"}
PUBLIC = {"queries", "actions", "errors"}


def python_files() -> list[Path]:
    folders = ("src", "tests", "tools", "benchmarks")
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def forbidden_imports(graph: grimp.ImportGraph) -> list[str]:
    """Imports from one application to another that are not through its public surface."""
    found = []
    for importer in sorted(graph.modules):
        if not importer.startswith("maillage.apps."):
            continue
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            parts = imported.split(".")
            if not imported.startswith("maillage.apps.") or parts[2] == importer.split(".")[2]:
                continue
            room = parts[3] if len(parts) > 3 else ""
            # A test may build what it needs with the factories of another application.
            in_tests = "tests" in importer.split(".") and room == "tests"
            if room not in PUBLIC and not in_tests:
                found.append(f"{importer} imports {imported}")
    return found


def test_another_application_is_known_by_its_queries_actions_and_errors():
    graph = grimp.build_graph("maillage", exclude_type_checking_imports=True, cache_dir=None)
    assert not forbidden_imports(graph), "\n".join(forbidden_imports(graph))


@pytest.mark.parametrize(
    ("importer", "imported", "refused"),
    [
        ("home.queries", "directory.models", True),
        ("home.queries", "directory", True),
        ("home.tests.test_home", "directory.models", True),
        ("home.queries", "directory.tests.factories", True),
        ("home.tests.test_home", "directory.tests.factories", False),
        ("home.queries", "directory.queries.search", False),
        ("home.views", "home.queries", False),
    ],
)
def test_the_public_surface_is_really_checked(importer, imported, refused):
    graph = grimp.ImportGraph()
    importer, imported = f"maillage.apps.{importer}", f"maillage.apps.{imported}"
    graph.add_module(importer)
    graph.add_module(imported)
    graph.add_import(importer=importer, imported=imported)
    assert bool(forbidden_imports(graph)) is refused


def test_no_file_is_longer_than_a_reader_can_hold():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in python_files()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not long, f"over {MOST_LINES} lines, make it a folder of the same name: {long}"


def test_every_file_has_a_subject_hence_a_name():
    shapeless = re.compile(r"^_?(utils?|helpers?|misc|common|tools)$")
    wrong = [
        str(path.relative_to(ROOT))
        for path in PACKAGE.rglob("*.py")
        if shapeless.match(path.parent.name if path.name == "__init__.py" else path.stem)
    ]
    assert not wrong


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_an_application_has_the_same_files_as_the_others(app):
    allowed = {f"{name}.py" for name in MODULES} | MODULES | FOLDERS
    # texts.toml: which of its files residents read in other languages (web/texts.py).
    allowed |= {"__init__.py", "README.md", "texts.toml", "__pycache__"}
    others = {path.name for path in app.iterdir()} - allowed
    assert not others, f"{app.name} holds {sorted(others)}: see style.md 3"


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_an_application_says_what_it_is_in_about_ten_lines(app):
    readme = app / "README.md"
    assert readme.exists(), (
        f"{app.name} has no README.md: purpose, words, invariants, what it is not"
    )
    lines = [line for line in readme.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert 4 <= len(lines) <= 25
    assert lines[0].startswith("# ")


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_a_link_to_another_application_is_a_string(app):
    files = [app / "models.py", *(app / "models").rglob("*.py")]
    wrong = []
    for path in (path for path in files if path.exists()):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        elsewhere = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and not str(node.module).startswith(own(app))
            for alias in node.names
        }
        wrong += [
            f"{path.name}:{call.lineno} {ast.unparse(call.args[0])}"
            for call in ast.walk(tree)
            if isinstance(call, ast.Call) and call.args and is_link(call)
            if isinstance(call.args[0], ast.Name) and call.args[0].id in elsewhere
        ]
    assert not wrong


def own(app: Path) -> str:
    return f"maillage.apps.{app.name}."


def is_link(call: ast.Call) -> bool:
    name = ast.unparse(call.func).rpartition(".")[2]
    return name in {"ForeignKey", "OneToOneField", "ManyToManyField"}
