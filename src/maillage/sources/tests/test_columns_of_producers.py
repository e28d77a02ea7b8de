"""Positions, answers, sentences of hours and web addresses as producers write them."""

import json

import pytest

from maillage.core.harmonise import Log
from maillage.sources.base import Row, open_delivery, read_source
from maillage.sources.catalog import get_source
from maillage.sources.platforms.answers import says_yes
from maillage.sources.platforms.draft import Draft
from maillage.sources.platforms.points import put_metres, put_pair
from maillage.sources.platforms.sentences import put_hours
from maillage.sources.platforms.sites import put_sites


def draft_of(**values):
    draft = Draft(Row(1, 2, values), "1")
    draft.put_columns({})
    draft.put("nom", "Le Fil")
    draft.put("commune", "Clairmaille")
    return draft


def rules(reading):
    return {fault.rule for fault in reading.faults} - {"required_missing"}


@pytest.mark.parametrize("text", ["50.31,3.19", " 50.31 ; 3.19 ", "50.31, 3.19"])
def test_a_pair_of_degrees_is_a_position(text):
    log = Log()
    draft = draft_of(geom=text)
    put_pair(draft, "geom", log)
    record = draft.reading(log).record
    assert (record.latitude, record.longitude) == (50.31, 3.19)
    assert log.counts[("position_from_pair", "latitude")] == 1


@pytest.mark.parametrize("text", ["là-bas", "50.31", "50.31,3.19,12", "50,31 ; 3,19"])
def test_a_pair_that_cannot_be_read_is_kept_apart_and_said(text):
    draft = draft_of(geom=text)
    put_pair(draft, "geom", Log())
    reading = draft.reading(Log())
    assert reading.record.latitude is None
    assert reading.record.extension["local_position"] == (text,)
    assert rules(reading) == {"position_unread"}


@pytest.mark.parametrize(
    ("x", "y", "epsg", "found"),
    [
        ("432518,185", "6714852,98", 2154, (47.48, -0.55)),
        (700_000, 6_600_000.0, 2154, (46.5, 3.0)),
        ("1 700 000,0", "3200000", 3944, (44.0, 3.0)),
        ("338767.1674", "7690355.5724", 2975, (-20.88, 55.45)),
    ],
)
def test_metres_of_a_projection_become_degrees(x, y, epsg, found):
    draft = draft_of(x=x, y=y)
    put_metres(draft, "x", "y", epsg, Log())
    record = draft.reading(Log()).record
    assert (round(record.latitude, 2), round(record.longitude, 2)) == found


@pytest.mark.parametrize(
    ("x", "y"), [("1,5", "2,5"), ("à voir", ""), ("1e400", "1"), ("nan", "nan"), ("", "6600000")]
)
def test_metres_that_are_nowhere_in_france_are_kept_apart_and_said(x, y):
    draft = draft_of(x=x, y=y)
    put_metres(draft, "x", "y", 2154, Log())
    reading = draft.reading(Log())
    assert reading.record.latitude is None
    assert rules(reading) == {"position_unread"}


@pytest.mark.parametrize(
    ("answer", "said", "kept", "rule"),
    [
        ("Oui", True, False, set()),
        ("non", False, False, set()),
        ("-", None, False, set()),
        ("?", None, False, set()),
        ("", None, False, set()),
        ("Oui, sur rendez-vous", True, True, set()),
        ("Non, en travaux", False, True, set()),
        ("En travaux", None, True, {"answer_unknown"}),
    ],
)
def test_the_first_word_answers_and_the_rest_is_kept(answer, said, kept, rule):
    draft = draft_of(question=answer)
    assert says_yes(draft, "question") is said
    reading = draft.reading(Log())
    assert ("local_question" in reading.record.extension) is kept
    assert rules(reading) == rule


def test_the_first_column_of_hours_that_can_be_read_is_taken():
    draft = draft_of(a="quand il fait beau", b="mardi 9h-12h", c="Mo 10:00-12:00")
    put_hours(draft, "a", "b", "c")
    reading = draft.reading(Log())
    assert (reading.record.horaires, rules(reading)) == ("Tu 09:00-12:00", set())


def test_hours_that_nobody_reads_stay_words_that_are_never_open():
    draft = draft_of(a='quand il fait "beau"', b="le soir")
    put_hours(draft, "a", "b")
    reading = draft.reading(Log())
    assert reading.record.horaires == '"quand il fait ’’beau’’"'
    assert rules(reading) == {"hours_unread"}


@pytest.mark.parametrize(
    ("text", "sites", "kept"),
    [
        ("https://fil.example", ("https://fil.example",), False),
        ("www.fil.example et", ("https://www.fil.example",), False),
        ("fil.example/page", ("https://fil.example/page",), False),
        ("01.99.00.12.34", (), True),
        (
            "https://a.example - https://b.example/x",
            ("https://a.example", "https://b.example/x"),
            0,
        ),
        ("Facebook : lefil Instagram : lefil", (), True),
        ("https://fil.example Facebook : lefil", ("https://fil.example",), True),
        ("http://", (), False),
    ],
)
def test_web_addresses_are_found_among_words(text, sites, kept):
    draft = draft_of(site=text)
    put_sites(draft, "site")
    reading = draft.reading(Log())
    assert reading.record.site_web == sites
    assert ("local_site" in reading.record.extension) is bool(kept)
    assert not rules(reading)


def test_a_name_in_the_columns_of_people_reaches_neither_row_nor_record(tmp_path):
    """The persons in charge are left out while reading: nothing keeps them, not even the row."""
    place = {"Structure": "Le Fil", "Adresse": "Rue du Fil 20999 CASALUNA", "Type": "Association"}
    named = {**place, "Contact": "Ada Navette", "Conseiller numérique": "Ada Navette"}
    path = tmp_path / "corse.json"
    path.write_text(json.dumps([named]), encoding="utf-8")
    with open_delivery(path) as delivery:
        (converted,) = read_source(get_source("corse"), delivery, Log())
    assert "Navette" not in repr(converted)
    assert converted.reading.record.nom == "Le Fil"
