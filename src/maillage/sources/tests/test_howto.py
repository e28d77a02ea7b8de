"""The source and the sample of docs/howto/add-a-source.md give what the page promises."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from maillage.core.harmonise import Log
from maillage.sources.base import open_delivery, read_source

PAGE = Path(__file__).resolve().parents[4] / "docs" / "howto" / "add-a-source.md"


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    folder = tmp_path_factory.mktemp("howto")
    blocks = {
        language: re.search(rf"^```{language}\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)[1]
        for language in ("python", "csv")
    }
    (folder / "clairval.py").write_text(blocks["python"], encoding="utf-8")
    (folder / "clairval.csv").write_text(blocks["csv"], encoding="utf-8")
    spec = spec_from_file_location("howto_clairval", folder / "clairval.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    with open_delivery(folder / "clairval.csv") as delivery:
        return list(read_source(module.SOURCE, delivery, Log()))


def test_the_first_row_is_whole(rows):
    first = rows[0].reading.record
    assert (first.code_postal, first.date_maj.isoformat()) == ("01999", "2024-03-05")
    assert first.horaires == (
        "Mo 09:00-12:00,14:00-17:00; Tu 09:00-12:00; We 09:00-12:30,13:30-17:00; "
        'Th 09:00-12:00 "sur rendez-vous"'
    )
    assert first.frais_a_charge == ("Gratuit",)
    assert first.extension == {"local_ludotheque": ("oui",)}


def test_the_second_row_keeps_in_words_what_is_not_understood(rows):
    second = rows[1].reading.record
    assert second.horaires == 'Mo "après 19h"'
    assert second.adresse == "2 rue Neuve"
    assert second.date_maj.isoformat() == "2024-03-01"
    assert second.extension["local_aides"] == ("Réparation d’ordinateurs", "Z")
    rules = [fault.rule for fault in rows[1].reading.faults]
    assert rules.count("word_unknown") == 2
    assert {"email_in_words", "hours_unread"} <= set(rules)


def test_the_two_others_are_refused_and_nobody_is_named(rows):
    assert rows[0].key == rows[2].key != rows[1].key
    assert [fault.rule for fault in rows[2].reading.faults] == ["id_duplicate"]
    assert rows[3].reading.record is None
    assert not any("Ada" in repr(row) for row in rows)
