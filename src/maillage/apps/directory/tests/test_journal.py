"""The journal: every human write has its row, in words; read a page at a time, never changed."""

import ast
import csv
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

import maillage.apps
from maillage.apps.directory.models import AuditRow
from maillage.apps.directory.queries.people import action_words
from maillage.apps.directory.tests.factories import NOW, make_user
from maillage.apps.directory.views.journal import BY_PAGE, SUBJECTS

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
APPS = Path(maillage.apps.__file__).parent
ACTIONS = sorted(
    path
    for path in [*APPS.glob("*/actions.py"), *APPS.glob("*/actions/*.py")]
    if path.name != "__init__.py"
)
# A question, the row itself, and the worker that does what a person decided: the row is theirs.
NOT_A_WRITE = {"write_audit", "may_give", "publish_file"}


@pytest.fixture
def coordinator():
    return make_user(name="Camille Fuseau")


@pytest.fixture
def desk(client, coordinator):
    client.force_login(coordinator, BACKEND)
    return client


def add_row(by, number=0, **said):
    row = {
        "at": NOW + timedelta(minutes=number),
        "by": by,
        "action": "edit_place",
        "subject_kind": "place",
        "subject_id": f"lieu{number}",
        "before": {},
        "after": {},
    }
    return AuditRow.objects.create(**row | said)


def lines(answer):
    page = BeautifulSoup(answer.content, "html.parser")
    return [" ".join(li.get_text(" ").split()) for li in page.select("main ul.queue > li")]


def test_the_newest_is_first_and_pages_do_not_overlap(desk, coordinator):
    for number in range(BY_PAGE + 5):
        add_row(coordinator, number)
    first = desk.get(reverse("directory:journal"))
    assert len(lines(first)) == BY_PAGE
    assert f"lieu{BY_PAGE + 4}" in lines(first)[0]
    add_row(coordinator, 900)  # somebody writes while one reads
    following = BeautifulSoup(first.content, "html.parser").select_one("a[rel=next]")["href"]
    second = desk.get(following)
    assert len(lines(second)) == 5
    assert "lieu0" in lines(second)[-1]
    assert not set(lines(first)) & set(lines(second))


def test_one_looks_for_a_person_an_action_a_day(desk, coordinator):
    other = make_user(name="Inès Rouet")
    add_row(coordinator, 1)
    add_row(other, 2, action="add_place")
    # 23:30 in Paris on the 15th is the 15th, although it is already later elsewhere.
    add_row(other, 3, at=NOW.replace(hour=21, minute=30), action="add_term", subject_kind="term")
    add_row(other, 4, at=NOW.replace(hour=22, minute=30))
    found = {
        name: len(lines(desk.get(reverse("directory:journal"), {name: value})))
        for name, value in {
            "person": other.pk,
            "action": "add_place",
            "day": "2026-09-15",
        }.items()
    }
    assert found == {"person": 3, "action": 1, "day": 3}


def test_what_changed_is_said_in_words(desk, coordinator):
    add_row(coordinator, before={"telephone": ""}, after={"telephone": "+33199002110"})
    (line,) = lines(desk.get(reverse("directory:journal")))
    assert "Fiche du lieu corrigée" in line
    assert "Téléphone" in line
    assert "rien → +33199002110" in line
    assert "par Camille Fuseau" in line


def test_a_page_that_cannot_be_read_is_the_first(desk, coordinator):
    add_row(coordinator)
    for query in ({"avant": "x"}, {"avant": "9" * 40}, {"day": "demain"}, {"person": "x"}):
        assert len(lines(desk.get(reverse("directory:journal"), query))) == 1


def test_the_table_runs_no_formula(desk, coordinator):
    add_row(coordinator, after={"nom": "=HYPERLINK(1)"}, subject_id="=1+1")
    answer = desk.get(reverse("directory:journal_csv"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    header, row = csv.reader(io.StringIO(text), delimiter=";")
    assert header[0] == "date"
    assert row[5] == "'=1+1"
    assert not any(cell.startswith("=") for cell in row)


def test_a_page_of_the_journal_costs_the_same_whatever_it_holds(
    desk, coordinator, django_assert_max_num_queries
):
    for number in range(30):
        add_row(make_user(role=""), number)
    with django_assert_max_num_queries(8):
        desk.get(reverse("directory:journal"))


# ---------------------------------------------------------------- every write


def names_called(function):
    return {
        ast.unparse(node.func).rpartition(".")[2]
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
    }


def hands_on(function):
    """Tell whether a function gives who writes to another one, which then writes the row."""
    for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
        if any(keyword.arg in ("by", None) for keyword in call.keywords):
            return True
        if any(isinstance(arg, ast.Name) and arg.id == "by" for arg in call.args):
            return True
    return False


def writes_without_a_row(source):
    """Return the functions that take who writes, and neither write a row nor hand it on."""
    functions = {n.name: n for n in ast.parse(source).body if isinstance(n, ast.FunctionDef)}
    writing = {"write_audit", "_trace"}
    for _ in functions:  # a function writes when it calls one that does
        writing |= {name for name, node in functions.items() if names_called(node) & writing}
    return [
        name
        for name, node in functions.items()
        if name not in NOT_A_WRITE
        and any(arg.arg == "by" for arg in [*node.args.args, *node.args.kwonlyargs])
        and name not in writing
        and not hands_on(node)
    ]


@pytest.mark.parametrize("path", ACTIONS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_every_human_write_has_its_row(path):
    assert not writes_without_a_row(path.read_text(encoding="utf-8"))


def test_a_write_without_a_row_is_seen():
    assert writes_without_a_row("def f(*, by):\n    save()") == ["f"]
    assert not writes_without_a_row("def f(*, by):\n    write_audit(by=by)")


WRITERS = {"write_audit", "_trace", "_audit"}


def test_every_trace_has_its_words():
    said = set()
    for path in ACTIONS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and names_called(node) & WRITERS:
                told = [k.value for k in node.keywords if k.arg == "action"] + node.args[:1]
                said |= {n.value for n in told if isinstance(n, ast.Constant)}
    known = action_words()
    assert {name for name in said if isinstance(name, str)} - set(known) == set()
    assert len(said) > 20


def test_every_subject_of_a_trace_has_its_word():
    written = set()
    for path in ACTIONS:
        written |= set(re.findall(r'subject=\("([a-z_]+)"', path.read_text(encoding="utf-8")))
        written |= set(re.findall(r'^SUBJECT = "([a-z_]+)"', path.read_text("utf-8"), re.M))
    assert len(written) > 15
    assert written - set(SUBJECTS) == set()
