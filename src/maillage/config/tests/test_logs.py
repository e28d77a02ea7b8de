"""The log names nobody."""

import logging
import sys

import pytest

from maillage.config.logs import DiscreetFormatter, discreet


@pytest.mark.parametrize(
    ("line", "struck"),
    [
        ("GET /lieux/?q=dettes&quartier=centre HTTP/1.1", "GET /lieux/?… HTTP/1.1"),
        ("refused: samira@quartier.example (550)", "refused: [e-mail] (550)"),
        ("appel au 01 99 00 21 00 noté", "appel au [téléphone] noté"),
        ("appel au +33639980012.", "appel au [téléphone]."),
        ("appel au 06 39 98 00 12", "appel au [téléphone]"),
        (f"Gone: /verifier/{'aB3-_' * 8}xyz/9/corriger/", "Gone: /verifier/…/9/corriger/"),
        (f"Not Found: /agenda/prive/{'Ab1_' * 8}.ics", "Not Found: /agenda/prive/….ics"),
    ],
)
def test_what_names_a_person_is_struck_out(line, struck):
    assert discreet(line) == struck


@pytest.mark.parametrize(
    "line",
    [
        "import 2026-09-15T10:20:30.123456 started",
        "rows=1741 siret 21590350100017",
        "ok ?",
        "/programmes/espace-ressource-numerique-parents/",
    ],
)
def test_the_rest_is_left(line):
    assert discreet(line) == line


def test_a_traceback_is_struck_out_too():
    try:
        raise ValueError("samira@quartier.example")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "failed", None, sys.exc_info())
    written = DiscreetFormatter().format(record)
    assert "Traceback" in written
    assert "samira" not in written


def test_a_site_that_is_not_here_is_one_line_and_another_fault_is_whole():
    try:
        raise ValueError("là")
    except ValueError:
        seen = sys.exc_info()
    lines = {}
    for name in ("django.security.DisallowedHost", "django.request"):
        record = logging.LogRecord(name, logging.ERROR, "", 1, "Non.", (), seen)
        lines[name] = DiscreetFormatter().format(record)
    assert "Traceback" not in lines["django.security.DisallowedHost"]
    assert "ValueError: là" in lines["django.request"]
