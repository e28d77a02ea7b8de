"""The set-up says what is missing in one line, does nothing twice, and counts what it ran."""

import socket
import subprocess
import sys

import pytest

from tools import checks, environment, machine, run_site, setup
from tools.checks import Counts, read_report, seed
from tools.stamps import ROOT, Stamp, content_key

AUTHOR = ["-c", "user.name=Test", "-c", "user.email=test@clairmaille.example"]


@pytest.mark.parametrize(
    ("version", "fits"),
    [((3, 10), False), ((3, 11), True), ((3, 13), True), ((3, 14), False), ((2, 7), False)],
)
def test_pythons_that_maillage_runs_on(version, fits):
    assert setup.fits(version) is fits


def test_an_old_python_gets_a_sentence_with_its_remedy(monkeypatch):
    monkeypatch.setattr(setup, "fits", lambda version: False)
    monkeypatch.setattr(setup, "other_python", lambda: None)
    with pytest.raises(SystemExit) as stop:
        setup.main()
    said = str(stop.value)
    assert "\n" not in said
    assert "sudo apt install" in said
    assert "Maillage needs Python" in said


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_venv_gets_the_name_of_the_package(monkeypatch, tmp_path, missing):
    monkeypatch.setattr(environment, "PYTHON", tmp_path / "no" / "python")
    find = environment.importlib.util.find_spec
    monkeypatch.setattr(
        environment.importlib.util,
        "find_spec",
        lambda name: None if name == missing else find(name),
    )
    with pytest.raises(SystemExit) as stop:
        environment.make_venv(uv=None)
    assert "\n" not in str(stop.value)
    assert f"python{environment.THIS_PYTHON}-venv" in str(stop.value)


def test_a_step_is_done_again_only_when_its_content_changes(tmp_path):
    first = Stamp("step", "a", tmp_path)
    assert not first.is_current()
    first.write()
    assert Stamp("step", "a", tmp_path).is_current()
    assert not Stamp("step", "b", tmp_path).is_current()


def test_the_key_of_a_file_follows_its_content_and_its_absence():
    here = content_key([ROOT / "pyproject.toml"])
    assert here == content_key([ROOT / "pyproject.toml"])
    assert here != content_key([ROOT / "package.json"])
    assert here != content_key([ROOT / "pyproject.toml"], "python 3.12")
    assert content_key([ROOT / "absent"]) != content_key([])


def test_a_port_that_is_taken_is_said_or_stepped_over(monkeypatch, capsys):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(SystemExit, match=f"{port} est déjà pris"):
            run_site.free_port()
        monkeypatch.setenv("PORT", "")
        monkeypatch.setattr(run_site, "FIRST_PORT", port)
        assert port < run_site.free_port() < port + 20
    assert str(port) in capsys.readouterr().out


@pytest.mark.parametrize("word", ["0", "65536", "http", "-1"])
def test_a_word_that_is_no_port_is_refused(monkeypatch, word):
    monkeypatch.setenv("PORT", word)
    with pytest.raises(SystemExit, match="PORT"):
        run_site.free_port()


def test_what_is_required_and_absent_is_a_failure_else_a_loud_line(monkeypatch, capsys):
    monkeypatch.setattr(machine, "find_postgres", lambda: None)
    monkeypatch.setattr(machine, "apt_install", lambda package: False)
    monkeypatch.setenv("MAILLAGE_REQUIRE", "")
    assert machine.want_postgres() is False
    assert "!!" in capsys.readouterr().out
    monkeypatch.setenv("MAILLAGE_REQUIRE", "postgres,chromium")
    with pytest.raises(SystemExit, match="postgres est exigé"):
        machine.want_postgres()


def test_the_last_line_counts_every_step(tmp_path, capsys):
    report = tmp_path / "tests.xml"
    report.write_text(
        '<testsuites><testsuite tests="9" failures="1" errors="1" skipped="2"/></testsuites>'
    )
    assert read_report(report) == (5, 2, 2)
    assert read_report(tmp_path / "absent") == (0, 0, 0)
    counts = Counts()
    counts.add("style", 1, 0, 0, "0,1 s")
    counts.add("tests", *read_report(report), "3 s")
    assert counts.close() == 1
    assert capsys.readouterr().out.splitlines()[-1] == "6 passed, 2 failed, 2 skipped"


def test_the_set_up_needs_nothing_that_is_not_in_the_standard_library():
    # -S and -I: no installed package can be seen, as on the machine of a newcomer.
    modules = ["commands", "run_site", "checks", "environment", "machine", "postgres", "rows"]
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
    code += "\n".join(f"import tools.{name}" for name in modules)
    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True)


def test_the_same_code_is_tried_in_the_same_order_and_another_in_another(monkeypatch, tmp_path):
    assert seed() == seed()
    monkeypatch.setattr(checks, "ROOT", tmp_path)  # a copy without git
    assert seed() == 1
    seen = set()
    for n in range(2):
        (tmp_path / "code.py").write_text(f"{n}")
        for words in (["init", "-q"], ["add", "."], [*AUTHOR, "commit", "-qm", "code"]):
            subprocess.run(["git", *words], cwd=tmp_path, check=True)
        seen.add(seed())
    assert len(seen) == 2
    monkeypatch.setenv("PATH", str(tmp_path))  # a machine without git
    assert seed() == 1
