"""Import then export of valid data loses nothing, and no input makes the reader stop."""

import csv
from dataclasses import replace

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from maillage.core.standard import (
    FIELDS,
    PlaceRecord,
    read_table,
    read_values,
    to_values,
    validate,
    write_csv,
)
from maillage.core.standard.tests.strategies import records

# Shrinking a record of 32 fields takes minutes, and the difference that pytest shows is enough.
CALM = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def reread(text: str) -> list[PlaceRecord | None]:
    table = read_table(text.encode(), filename="lieux.csv")
    assert not table.problems
    assert not table.unreadable
    return [read_values(row, version="1.0", line=line).record for line, row in table.rows]


@CALM
@given(st.lists(records(), max_size=4))
def test_records_written_to_csv_are_read_back_equal(written):
    assert reread("".join(write_csv(written))) == written


@CALM
@given(st.lists(records(extended=True), max_size=4))
def test_what_the_standard_cannot_hold_comes_back_too_when_asked_for(written):
    assert reread("".join(write_csv(written, extension=True))) == written


@CALM
@given(st.lists(records(), max_size=4), st.booleans())
def test_a_file_we_write_conforms_for_our_own_validator(written, strict):
    written = [replace(record, id=f"{rank}") for rank, record in enumerate(written)]
    report = validate("".join(write_csv(written, strict=strict)).encode(), filename="lieux.csv")
    assert report.n_rows == report.n_valid == len(written)
    assert report.ok is bool(written)


@CALM
@given(records())
def test_valid_values_are_given_back_as_they_were(record):
    values = to_values(record)
    reading = read_values(values, version="1.0")
    assert [fault for fault in reading.faults if fault.severity == "error"] == []
    assert to_values(reading.record) == values


@CALM
@given(records())
def test_the_default_export_has_exactly_the_32_columns_in_order(record):
    extended = replace(record, extension={"local_wifi": ("oui",)})
    header = next(csv.reader(write_csv([extended])))
    assert header == [field.name for field in FIELDS] == list(to_values(extended))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


@CALM
@given(
    st.dictionaries(
        st.sampled_from([*(f.name for f in FIELDS), "conditions_acces", "x"]), ANYTHING
    ),
    st.sampled_from(["1.0", "0.1"]),
)
def test_no_value_of_any_kind_stops_the_reader_and_no_row_is_lost_in_silence(values, version):
    reading = read_values(values, version=version)
    assert reading.record is not None or reading.faults
    if reading.record:
        "".join(write_csv([reading.record], extension=True)).encode()


@CALM
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda t: t.encode("utf-8", "replace")))
def test_no_file_stops_the_validator_and_its_report_can_always_be_written(data):
    report = validate(data, filename="x.csv")
    assert report.text().encode("utf-8")
    assert report.as_json()["ok"] is report.ok


def test_a_name_that_a_spreadsheet_would_run_runs_nothing_and_comes_back():
    names = ["=HYPERLINK(A1)", "@maison", "+33 (0)1|cmd", "-2+3+cmd|' /C calc'!A0"]
    where = {"commune": "Clairmaille", "code_postal": "59999", "adresse": "1 rue du Rouet"}
    written = [PlaceRecord(id=str(rank), nom=name, **where) for rank, name in enumerate(names)]
    told = "".join(write_csv(written))
    cells = [row["nom"] for row in csv.DictReader(told.splitlines())]
    assert all(cell.startswith(" ") for cell in cells)
    assert [record.nom for record in reread(told) if record] == names
    phone = PlaceRecord(id="1", nom="EPN", telephone="+33199002110")
    assert "+33199002110" in "".join(write_csv([phone])).split(",")
