"""Properties of the corrected file: nothing new goes wrong, nothing is lost, twice is once."""

import csv
import io
from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from maillage.apps.opendata.queries.file_check import check_file, ranges
from maillage.apps.opendata.queries.file_mending import SAFE, mend, written
from maillage.core.harmonise import corrections
from maillage.core.standard import Table, read_as, read_table, validate

COLUMNS = (
    "id", "nom", "commune", "code_postal", "code_insee", "latitude", "longitude", "telephone",
    "courriels", "site_web", "date_maj", "services", "frais_a_charge", "presentation_resume",
    "typologie", "Couleur",
)  # fmt: skip
CELLS = {
    "code_postal": ["59999", "1000", "59 999", "59999.0", "abc", ""],
    "code_insee": ["59999", "1004", " 59999 ", "2a004", ""],
    "latitude": ["50.6", "50,6", "3.1", "x", "", "999"],
    "longitude": ["3.1", "3,1", "50.6", "", "-61.5"],
    "telephone": ["+33199001234", "01 99 00 12 34", "0199001234 / 0199001235", "3646", "néant"],
    "courriels": ["a@b.example", "a@b.example;c@d.example", "pas une adresse", ""],
    "site_web": ["https://a.example", "www.a.example", "http:/a.example", "=1+1", "a b"],
    "date_maj": ["2026-09-01", "01/09/2026", "31/02/2026", "2026-09-01T10:00:00", "sept 2026"],
    "frais_a_charge": ["Gratuit", "gratuit", "Gratuit;Payant", "gratuit|Gratuit", "bon marché"],
    "services": [
        "Aide aux démarches administratives",
        "aide aux demarches administratives;Loisirs et créations numériques",
        "Devenir autonome dans les démarches administratives",
        "tricot",
    ],
    "typologie": ["TIERS_LIEUX", "tiers_lieux", "CHATEAU", ""],
    "presentation_resume": ["<b>Un</b> lieu", "deux  espaces", "Ã©tÃ©", "=cmd", "", "a\nb"],
}
FREE = st.text(max_size=12) | st.sampled_from(["Le Fil", " Le  Fil ", "=1", "NC", "+1", "@a", "é"])


def cell(name):
    return st.sampled_from(CELLS[name]) | FREE if name in CELLS else FREE


ROWS = st.lists(st.fixed_dictionaries({name: cell(name) for name in COLUMNS}), max_size=6)


def faults(report):
    """Return how often each rule was broken in each field."""
    found = Counter()
    for group in report.groups.values():
        found[group.field, group.rule] += group.count
    return found


def as_csv(rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        # What no file can hold is not in one; an empty line is not a row.
        writer.writerow({k: v.encode("utf-8", "ignore").decode() for k, v in row.items()})
    return out.getvalue().encode()


def corrected(data):
    table = read_table(data, filename="lieux.csv")
    mended = mend(table, columns=read_as(table.columns), version="1.0")
    return table, mended, "".join(written(mended.table, version="1.0")).encode()


@given(ROWS)
def test_the_corrected_file_breaks_no_rule_more_often_and_loses_no_row(rows):
    data = as_csv(rows)
    before = validate(data, filename="lieux.csv")
    table, mended, again = corrected(data)
    if not table.rows or table.unreadable:
        return
    after = validate(again, filename="lieux.csv")
    assert after.n_rows == before.n_rows
    was, now = faults(before), faults(after)
    # Two rows whose numbers differed by a space now bear the same: it was hidden.
    uncovered = sum(n - was[key] for key, n in now.items() if key[1] == "id_repeated")
    assert after.n_errors - uncovered <= before.n_errors
    assert after.n_valid + uncovered >= before.n_valid
    assert not {key: n for key, n in now.items() if n > was[key] and key[1] != "id_repeated"}
    assert (again != data) or not mended.done.total


@given(ROWS)
def test_correcting_twice_is_correcting_once(rows):
    table, _mended, once = corrected(as_csv(rows))
    if not table.rows or table.unreadable:
        return
    _table, again, twice = corrected(once)
    assert twice == once
    # The space that disarms a formula is taken off to read, and put back to write.
    assert {mend_.code for mend_ in again.done.ordered()} <= {"spaces", "spaces_in_text"}


@given(ROWS)
def test_every_change_of_a_cell_is_counted_and_every_other_cell_stands(rows):
    table, mended, _again = corrected(as_csv(rows))
    changed = Counter()
    for (_line, before), (_l, after) in zip(table.rows, mended.table.rows, strict=True):
        for name in table.columns:
            changed[name] += before[name] != after[name]
    counted = Counter()
    for one in mended.done.ordered():
        counted[one.field] = max(counted[one.field], one.count)
    for name, n in changed.items():
        assert (n > 0) == (counted[name] > 0)
        assert counted[name] <= n


def test_only_corrections_that_exist_are_called_safe():
    assert set(corrections()) >= SAFE


def test_a_column_whose_name_is_badly_written_is_renamed_and_counted():
    data = b"Id,NOM,commune\n1,Le Fil,Clairmaille\n"
    _table, mended, again = corrected(data)
    assert again.splitlines()[0] == b"id,nom,commune"
    assert {(m.code, m.field) for m in mended.done.ordered()} == {
        ("column_spelling", "id"),
        ("column_spelling", "nom"),
    }


def test_json_comes_back_as_csv_without_its_lists_being_called_wrong(tmp_path):
    file = tmp_path / "lieux.json"
    file.write_text(
        '[{"id":1,"nom":" Le  Fil","commune":"Clairmaille","code_postal":59999,'
        '"services":["Loisirs et créations numériques"],"frais_a_charge":["Gratuit","gratuit"]}]',
        encoding="utf-8",
    )
    check = check_file(file, name="lieux.json")
    assert {one["code"] for one in check.done} == {"spaces", "value_spelling", "value_repeated"}
    assert check.corrected == (
        "id,nom,commune,code_postal,services,frais_a_charge\n"
        "1,Le Fil,Clairmaille,59999,Loisirs et créations numériques,Gratuit\n"
    )


@given(st.lists(st.integers(1, 60)))
def test_ranges_hold_every_line_once(lines):
    found = ranges(lines)
    assert [n for first, last in found for n in range(first, last + 1)] == sorted(set(lines))
    assert all(b[0] > a[1] + 1 for a, b in pairwise(found))


def test_an_empty_table_is_mended_into_itself():
    mended = mend(Table(columns=("id", "nom")), columns={"id": "id", "nom": "nom"}, version="1.0")
    assert "".join(written(mended.table, version="1.0")) == "id,nom\n"
