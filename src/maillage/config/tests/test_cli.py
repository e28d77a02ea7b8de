"""The command: what it answers, and its exit status."""

import json
import subprocess
import sys
from datetime import date

import pytest

from maillage.config import cli
from maillage.core.standard import PlaceRecord, write_csv

RECORD = PlaceRecord(
    id="1",
    pivot="00000000000000",
    nom="Espace numérique",
    commune="Clairmaille",
    code_postal="59999",
    adresse="3 place du Rouet",
    date_maj=date(2026, 9, 1),
)
VALID = "".join(write_csv([RECORD])).encode()


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [(VALID, 0, "1"), (VALID.replace(b"59999", b"5"), 1, "code_postal")],
)
def test_validate_says_it_and_exits_accordingly(tmp_path, capsys, content, status, words):
    file = tmp_path / "lieux.csv"
    file.write_bytes(content)
    assert cli.main(["validate", str(file)]) == status
    assert words in capsys.readouterr().out


def test_validate_answers_json_to_a_program(tmp_path, capsys):
    file = tmp_path / "lieux.csv"
    file.write_bytes(VALID)
    assert cli.main(["validate", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True


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


def test_what_is_not_a_file_or_is_too_large_is_refused_before_it_is_read(tmp_path, capsys):
    assert cli.main(["validate", "/dev/null"]) == 2
    assert "ordinaire" in capsys.readouterr().err
    large = tmp_path / "grand.csv"
    with large.open("wb") as file:
        file.truncate(300 * 1024**2)  # holes: nothing is written
    assert cli.main(["validate", str(large)]) == 2
    assert "dépasse" in capsys.readouterr().err
