"""The command: what it answers, and its exit status."""

import json
import subprocess
import sys
import types

import pytest

from maillage.config import cli


class Report:
    def __init__(self, ok):
        self.ok = ok

    def text(self):
        return "Le fichier suit le standard." if self.ok else "Ligne 2 : à corriger."

    def as_json(self):
        return {"ok": self.ok}


@pytest.fixture
def standard(monkeypatch):
    """Stands for the core: the file is valid when it starts with "id"."""
    module = types.ModuleType("maillage.core.standard")
    module.validate = lambda data, *, filename: Report(data.startswith(b"id"))
    monkeypatch.setitem(sys.modules, "maillage.core.standard", module)


@pytest.mark.parametrize(("content", "status"), [(b"id,nom\n", 0), (b"nom\n", 1)])
def test_validate_says_it_and_exits_accordingly(standard, tmp_path, capsys, content, status):
    file = tmp_path / "lieux.csv"
    file.write_bytes(content)
    assert cli.main(["validate", str(file)]) == status
    assert capsys.readouterr().out.strip()


def test_validate_answers_json_to_a_program(standard, tmp_path, capsys):
    file = tmp_path / "lieux.csv"
    file.write_bytes(b"id,nom\n")
    assert cli.main(["validate", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True}


@pytest.mark.parametrize(
    ("name", "said"), [("absent.csv", "n’existe pas"), (".", "c’est un dossier")]
)
def test_a_file_that_cannot_be_read_is_said_in_one_line(tmp_path, capsys, name, said):
    assert cli.main(["validate", str(tmp_path / name)]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_validate_works_without_django():
    """In another process, where importing Django fails."""
    code = (
        "import sys; sys.modules['django'] = None\n"
        "from maillage.config.cli import main\n"
        "sys.exit(main(['validate', '/nulle/part.csv']))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert answer.returncode == 2
    assert "n’existe pas" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_help_is_in_french_and_lists_commands(capsys):
    assert cli.main(["--help"]) == 0
    said = capsys.readouterr().out
    assert "validate FICHIER" in said
    assert "serve" in said


def test_a_wrong_option_is_one_line_not_a_traceback():
    answer = subprocess.run(
        [sys.executable, "-m", "maillage.config.cli", "check"],
        env={"MAILLAGE_DEMO": "peut-être", "MAILLAGE_ENV_FILE": "/dev/null"},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 2
    assert answer.stderr.startswith("maillage : MAILLAGE_DEMO")
    assert answer.stderr.count("\n") == 1
