"""What sources share: keys without an id, columns of days, tables of codes."""

import doctest

import pytest

from maillage.core.harmonise import Log
from maillage.core.hours import parse
from maillage.core.standard import Frais, Service
from maillage.sources.base import Row
from maillage.sources.platforms import day_columns, draft, keys, people
from maillage.sources.platforms.day_columns import columns_of_days, week_of
from maillage.sources.platforms.draft import KEPT, Draft, means
from maillage.sources.platforms.keys import hashed_key
from maillage.sources.platforms.people import before_dash, without_people

DAYS = columns_of_days()
HALVES = columns_of_days("{day} {half}", "matin", "après-midi")
ADDRESS = {"nom": "EPN", "commune": "Clairmaille"}


@pytest.mark.parametrize("module", [day_columns, draft, keys, people])
def test_the_examples_of_the_docstrings_run(module):
    found = doctest.testmod(module)
    assert found.attempted
    assert not found.failed


def test_a_key_is_the_same_however_the_name_is_typed_and_never_two_columns_run_together():
    key = hashed_key("Médiathèque", "12, rue du Pont", "Clairmaille")
    assert key == hashed_key("MÉDIATHEQUE", " 12 rue  du pont", "clairmaille")
    assert key != hashed_key("Médiathèque 12", "rue du Pont", "Clairmaille")
    assert hashed_key("", None, " - ") == ""


def test_equal_days_are_written_together_and_an_empty_day_is_closed():
    row = dict.fromkeys(("lundi", "mardi", "mercredi"), "9h-12h et 14h-17h")
    row |= {"samedi": "Fermé", "dimanche": ""}
    assert week_of(row, DAYS) == ("Mo-We 09:00-12:00,14:00-17:00", ())


def test_the_day_typed_again_in_its_own_column_is_passed_over_and_another_one_is_not():
    row = {
        "lundi": "Lundi de 9h/12h 14h/17h",
        "mardi": "Les mardis 10h-12h",
        "jeudi": "lundi 9h-12h",
    }
    week = week_of(row, DAYS)
    assert week.horaires.startswith("Mo 09:00-12:00,14:00-17:00; Tu 10:00-12:00; Th ")
    assert week.unread == (("jeudi", "lundi 9h-12h"),)


def test_two_half_days_make_one_day_and_the_words_of_the_producer_for_closed_are_known():
    row = {"lundi matin": "9h12h", "lundi après-midi": "13h30-17h", "samedi matin": "X"}
    assert week_of(row, HALVES, closed=("x",)) == ("Mo 09:00-12:00,13:30-17:00", ())


def test_halves_that_touch_are_one_span_and_the_same_hours_twice_are_said_once():
    row = {"lundi matin": "9h-12h", "lundi après-midi": "12h-17h"}
    row |= dict.fromkeys(("mardi matin", "mardi après-midi"), "13h30-16h30")
    assert week_of(row, HALVES) == ("Mo 09:00-17:00; Tu 13:30-16:30", ())


@pytest.mark.parametrize(
    ("morning", "afternoon", "unread"),
    [
        ("9h-12h", "sous condition", {"sous condition"}),
        ("sur rendez-vous", "14h-17h", {"sur rendez-vous", "14h-17h"}),
        ("14h-17h", "9h-12h", {"14h-17h", "9h-12h"}),
    ],
)
def test_half_a_day_that_is_not_understood_leaves_the_whole_day_to_a_person(
    morning, afternoon, unread
):
    row = {"lundi matin": morning, "lundi après-midi": afternoon, "mardi matin": "9h-12h"}
    week = week_of(row, HALVES)
    assert week.horaires == f'Mo "{morning} / {afternoon}"; Tu 09:00-12:00'
    assert {text for _, text in week.unread} == unread
    assert parse(week.horaires).understood


def test_a_quotation_mark_in_a_cell_cannot_end_the_comment():
    week = week_of({"lundi": '9h "environ'}, DAYS)
    assert parse(week.horaires).understood
    assert '"' not in week.horaires[4:-1]


def drafted(**values):
    return Draft(Row(1, 2, values, tuple(values)), "k-1")


def test_a_word_of_the_table_is_translated_kept_or_left_and_an_unknown_one_is_a_warning():
    table = {
        "G": means(
            frais_a_charge=Frais.GRATUIT, services=[Service.LOISIRS_ET_CREATIONS_NUMERIQUES]
        ),
        "P": means(frais_a_charge=Frais.PAYANT, kept=True),
        "Imprimante": KEPT,
        "TP": None,
    }
    one = drafted(codes="g-P-imprimante-TP-ZZZ|Y")
    one.put_columns({})
    for field, value in ADDRESS.items():
        one.put(field, value)
    one.decode("codes", one.words("codes", "-"), table)
    reading = one.reading(Log())
    assert reading.record.frais_a_charge == ("Gratuit", "Payant")
    assert reading.record.services == ("Loisirs et créations numériques",)
    assert reading.record.extension == {"local_codes": ("P", "imprimante", "ZZZ/Y")}
    (unknown,) = (f for f in reading.faults if f.rule == "word_unknown")
    assert (unknown.value, unknown.line, unknown.record_id) == ("ZZZ|Y", 2, "k-1")
    assert unknown.severity == "warning"


def test_a_table_cannot_name_a_field_that_is_no_list_of_the_standard():
    with pytest.raises(ValueError, match="horaires"):
        means(horaires="Mo")


def test_hours_that_are_not_understood_are_a_warning_with_their_column():
    one = drafted(lundi="après 19h", **ADDRESS)
    one.put_columns({"nom": "nom", "commune": "commune"})
    one.put_week(DAYS)
    reading = one.reading(Log())
    assert reading.record.horaires == 'Mo "après 19h"'
    (unread,) = (f for f in reading.faults if f.rule == "hours_unread")
    assert "(lundi)" in unread.message


def test_a_row_that_could_not_be_read_is_refused_with_its_problem():
    row = Row(1, 2, {"nom": "EPN"}, ("nom",), "Ligne 2 : coupée.", "csv_columns")
    reading = Draft(row, "k").reading(Log())
    assert reading.record is None
    assert reading.faults[0].rule == "csv_columns"


def test_a_reader_without_people_gives_rows_that_name_nobody():
    def read(_):
        yield Row(
            1, 2, {"nom": "Clairmaille - Ada Navette", "contact": "Ada", "ville": 3}, ("nom",)
        )

    reader = without_people(read, left_out=("contact",), cut={"nom": before_dash, "ville": str})
    (row,) = reader(None)
    assert row.values == {"nom": "Clairmaille", "ville": 3}
    assert (row.number, row.line, row.columns) == (1, 2, ("nom",))
