"""Files as they come: each ends in right figures, or in a French sentence that says what to do."""

import pytest

from maillage.sources.delivery import DeliveryError
from maillage.sources.figures import (
    Accounts,
    DescriptionError,
    figure_file,
    known_files,
    possible_rows,
    read_figures,
    recognised_by,
    rows_of_table,
    zone_code,
)

SAID = {
    "code": "clairmaille-1",
    "title": "Chiffres de Clairmaille",
    "producer": "Ville de Clairmaille",
    "licence": "Licence Ouverte 2.0",
    "year": 2024,
    "zone_kind": "commune",
    "code_column": "code",
    "measures": [{"measure": "population", "column": "n"}],
}


def read(tmp_path, content, *, name="chiffres.csv", **more):
    """Return what a file says by code (value, else state), and where its rows went."""
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    accounts = Accounts()
    found = {}
    for row in read_figures(path, figure_file(SAID | more), accounts):
        value, state = row.values["population"]
        found[row.code] = state if value is None else value
    return found, accounts


def refusal(tmp_path, content, **more):
    with pytest.raises(DeliveryError) as error:
        read(tmp_path, content, **more)
    return str(error.value)


def cells(*texts):
    """Return what the cells of one column say, and the accounts."""
    rows = [(line, {"code": f"z{line}", "n": text}) for line, text in enumerate(texts, start=2)]
    wanted, accounts = figure_file(SAID | {"zone_kind": "quarter"}), Accounts()
    found = [row.values["population"] for row in rows_of_table(rows, wanted, accounts)]
    return [state if value is None else value for value, state in found], accounts


def one(**more):
    """Return the change of a description whose one measure says more."""
    return {"measures": [{"measure": "population", "column": "n"} | more]}


# ---------------------------------------------------------------- the table


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_any_separator_with_or_without_a_mark_of_utf_8(tmp_path, sign, mark):
    lines = (["code", "nom", "n"], ["01004", "Clairmaille", "12"], ["59999", "Le Vert", "13"])
    text = mark + "\r\n".join(sign.join(line) for line in lines)
    assert read(tmp_path, text)[0] == {"01004": 12, "59999": 13}


@pytest.mark.parametrize("codec", ["utf-16", "cp1252"])
def test_what_a_spreadsheet_of_windows_writes(tmp_path, codec):
    text = "code;libellé;n\n59999;Évrecy;1\u00a0234,5\n"
    assert read(tmp_path, text.encode(codec))[0] == {"59999": 1234.5}


def test_titles_on_the_third_line_and_notes_below(tmp_path):
    text = "Tableau 1;;\nSource : Insee;;\ncode;nom;n\n59999;Clairmaille;12\n\nNote : provisoire\n"
    found, accounts = read(tmp_path, text)
    assert found == {"59999": 12}
    assert (accounts.n_rows, accounts.n_problems) == (2, 1)
    assert "Ligne 6" in accounts.problems[0]


def test_a_column_whose_title_is_a_year_among_four_hundred(tmp_path):
    titles = ["code", *(str(1700 + n) for n in range(399))]
    row = ["59999", *(str(n) for n in range(399))]
    text = f"{';'.join(titles)}\n{';'.join(row)}\n"
    measures = [{"measure": "population", "column": "2020"}]
    assert read(tmp_path, text, measures=measures)[0] == {"59999": 320}


def test_a_total_is_no_zone_and_a_line_without_code_is_counted(tmp_path):
    found, accounts = read(tmp_path, "code;n\nEnsemble;9\n59999;3\n;17\n")
    assert found == {"ENSEMBLE": 9, "59999": 3}  # no zone bears that code
    assert accounts.n_without_code == 1
    for text in ("France", "F", "FE", "Ensemble"):
        assert zone_code(text, "country") != "FM"


def test_decimal_commas_between_columns_cut_by_commas_are_refused(tmp_path):
    said = refusal(tmp_path, "code,n\n59999,12,5\n59998,13,5\n")
    assert "Ligne 2 du fichier chiffres.csv" in said
    assert "points-virgules" in said
    # Within quotes the commas are those of numbers; a last column of words is only without title.
    assert read(tmp_path, 'code,n\n59999,"12,5"\n')[0] == {"59999": 12.5}
    assert read(tmp_path, "code,n\n59999,12,provisoire\n")[0] == {"59999": 12}
    assert read(tmp_path, "code;n\n59999;12;5\n")[0] == {"59999": 12}


def test_a_file_without_the_columns_of_its_description_is_refused_and_never_read_as_empty(tmp_path):
    said = refusal(tmp_path, "code;MED22\n59999;12\n", secret=[""],
                   measures=[{"measure": "population", "column": "MED21"}])  # fmt: skip
    assert "n’a pas « MED21 » parmi ses colonnes (« MED22 » est peut-être « MED21 »)" in said
    assert "« code »" in refusal(tmp_path, "commune;n\n59999;12\n")
    assert "« n »" in refusal(tmp_path, '[{"code": "a", "m": 1}]', name="chiffres.json")
    many = [{"measure": f"m{n}", "column": f"c{n}"} for n in range(7)]
    assert refusal(tmp_path, "code;n\na;1\n", measures=many).count("«") == 5
    assert "et 2 autres" in refusal(tmp_path, "code;n\na;1\n", measures=many)


def test_a_column_of_a_json_may_be_in_its_last_rows_only(tmp_path):
    text = '[{"code": "01004"}, {"code": "59999", "n": 3}]'
    assert read(tmp_path, text, name="chiffres.json")[0] == {"01004": "missing", "59999": 3}


@pytest.mark.parametrize("content", [b"", b"\0" * 4096, b"code;n\n59\x00999;1\x002\n"])
def test_what_is_no_text_is_refused_in_words(tmp_path, content):
    assert "chiffres.csv" in refusal(tmp_path, content)


def test_a_file_of_many_faults_keeps_few_words_of_what_it_could_not_read(tmp_path):
    lines = ["code;n", *(f"z{n};environ {n}" for n in range(3_000)), *["a;b;c"] * 3_000]
    found, accounts = read(tmp_path, "\n".join(lines), zone_kind="quarter")
    assert (len(found), accounts.n_rows) == (3_000, 6_000)
    assert (accounts.n_unread, accounts.n_problems) == (3_000, 3_000)
    assert len(accounts.unread) == len(accounts.problems) == 200
    assert accounts.unread[0] == (2, "n", "environ 0")


# ---------------------------------------------------------------- cells


@pytest.mark.parametrize("sign", [" ", "\u00a0", "\u202f", "\u2009", "\u2007", "'", "’"])
def test_thousands_apart_by_any_thin_sign(sign):
    assert cells(f"1{sign}234{sign}567,5")[0] == [1234567.5]


def test_signs_of_percent_of_minus_and_of_powers_of_ten():
    found, accounts = cells("12 %", "12,5\u202f%", "\u22123", "1,2E+05", "1.2e-05", "5E3", "1_0e2")
    assert found == [12, 12.5, -3, 120_000, 1.2e-05, 5_000, "missing"]
    assert [text for _line, _column, text in accounts.unread] == ["1_0e2"]


def test_signs_of_insee_are_known_and_others_are_told():
    secret, accounts = cells("s", "S", "ns", "n.s.", "c", "C", "secret", "n.d. (secret)")
    assert set(secret) == {"secret"}
    missing, more = cells("", "nd", "n.d.", "n/d", "na", "n/a", "nc", "n.c.", "-", "..", "...", "…",
                          "///", "so", "s.o.", "null", "none", "NaN")  # fmt: skip
    assert set(missing) == {"missing"}
    assert accounts.n_unread == more.n_unread == 0
    told, others = cells("<5", "#N/A", "*", "environ 12", "12 à 15")
    assert set(told) == {"missing"}
    assert others.n_unread == 5


def test_a_cell_is_shortened_in_what_is_told_and_a_number_of_nothing_is_told():
    _found, accounts = cells("x" * 500, "9" * 30)
    assert [len(text) for *_, text in accounts.unread] == [60, 30]


def test_a_number_is_possible_or_not_once_multiplied():
    measures = [{"measure": "population", "column": "n", "factor": 1e6}]
    wanted, accounts = figure_file(SAID | {"measures": measures}), Accounts()
    rows = [(2, {"code": "a", "n": "1e10"}), (3, {"code": "b", "n": "-1e10"}),
            (4, {"code": "c", "n": "2"})]  # fmt: skip
    found = [row.values["population"] for row in rows_of_table(rows, wanted, accounts)]
    assert found == [(None, "missing"), (None, "missing"), (2e6, "known")]
    assert accounts.n_unread == 2


def doubted(unit, *texts):
    """Return the columns of which thousands are doubted, for cells of one unit."""
    rows = [(line, {"code": f"z{line}", "n": text}) for line, text in enumerate(texts, start=2)]
    wanted, accounts = figure_file(SAID | {"zone_kind": "quarter"}), Accounts()
    read_rows = rows_of_table(rows, wanted, accounts)
    list(possible_rows(read_rows, wanted, {"population": unit}, accounts.doubts))
    return accounts.doubts.thousands


def test_thousands_written_in_the_english_way_are_doubted():
    assert doubted("people", "1,234", "12,345", "950", "2,000") == ["n"]
    assert doubted("eur", "18.530", "21.300", "19.480") == ["n"]
    assert doubted("people", "1,234", "12,345") == []  # two say nothing of a column
    assert doubted("people", "1,234", "12,345", "2,000", "7,5") == []
    assert doubted("people", "0,234", "0,345", "0,125") == []
    assert doubted("people", "1234,567", "2345,678", "3456,789") == []
    assert doubted("pct", "1,234", "12,345", "2,000") == []
    assert doubted("people", "1 234", "12 345", "2 000") == []


# ---------------------------------------------------------------- codes


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ('="01004"', "commune", "01004"),
        ("'1004", "commune", "01004"),
        ("1004,0", "commune", "01004"),
        ("10040101.0", "iris", "010040101"),
        ("'010040101", "iris", "010040101"),
        ("2a0040101", "iris", "2A0040101"),
        ("851.0", "uu", "00851"),
        ("\u00a059999 ", "commune", "59999"),
        ("'x'", "cell", "'x'"),
        ("l'écluse", "quarter", "L'ÉCLUSE"),
        ("métro", "country", "MÉTRO"),
        ("metro", "country", "FM"),
    ],
)
def test_a_code_is_found_again_under_what_a_spreadsheet_made_of_it(text, kind, code):
    assert zone_code(text, kind) == code


@pytest.mark.parametrize("text", ["2,00093E+08", "2.00093e+08", "2E+08"])
def test_a_code_rounded_by_a_spreadsheet_is_refused_with_its_line_and_how_to_repair(tmp_path, text):
    found, accounts = read(tmp_path, f"code;n\n{text};1\n{text};2\n200093201;3\n", zone_kind="epci")
    assert found == {"200093201": 3}
    # Two zones rounded alike are not one zone met twice.
    assert (accounts.n_rows, accounts.n_problems, accounts.n_twice) == (3, 2, 0)
    assert "Ligne 2" in accounts.problems[0]
    assert "format texte" in accounts.problems[0]
    assert read(tmp_path, "code;n\n2E+08;1\n", zone_kind="quarter")[0] == {"2E+08": 1}


def test_a_code_that_lost_its_zero_is_the_same_zone_as_the_one_that_kept_it(tmp_path):
    found, accounts = read(tmp_path, "code;n\n1004;12\n01004;13\n")
    assert found == {"01004": 12}
    assert accounts.n_twice == 1


def test_only_the_rows_that_are_asked_for_in_every_column_are_read(tmp_path):
    text = "code;champ;an;n\n1;a;2019;1\n2;a;2020;2\n3;b;2020;3\n"
    more = {"zone_kind": "quarter", "where": {"champ": "a", "an": "2020"}}
    found, accounts = read(tmp_path, text, **more)
    assert (found, accounts.n_filtered) == ({"2": 2}, 2)
    either = [
        {"measure": "population", "column": "n", "secret_where": {"champ": "b", "an": "2019"}}
    ]
    found, _ = read(tmp_path, text, zone_kind="quarter", measures=either)
    assert found == {"1": "secret", "2": 2, "3": "secret"}


def test_a_file_is_known_by_all_its_columns_and_a_layer_by_its_name_only():
    for known in known_files().values():
        assert recognised_by(known.columns[:-1]) != known
        assert not known.layer or recognised_by(known.columns) != known


def test_a_share_of_fewer_than_nobody_is_not_given():
    measures = [{"measure": "population", "column": "n", "over": "all", "factor": 100}]
    wanted = figure_file(SAID | {"measures": measures})
    rows = [(2, {"code": "a", "n": "3", "all": "-30"}), (3, {"code": "b", "n": "3", "all": "12"})]
    found = [row.values["population"] for row in rows_of_table(rows, wanted, Accounts())]
    assert found == [(None, "missing"), (25, "known")]


def test_a_sum_of_which_all_is_unknown_says_as_its_first_column():
    measures = [{"measure": "population", "column": "n", "plus": ["p"]}]
    wanted = figure_file(SAID | {"measures": measures})
    rows = [(2, {"code": "a", "n": "", "p": "s"}), (3, {"code": "b", "n": "s", "p": ""})]
    found = [row.values["population"] for row in rows_of_table(rows, wanted, Accounts())]
    assert found == [(None, "missing"), (None, "secret")]


# ---------------------------------------------------------------- descriptions


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (one(factor=0), "plus grand que zéro"),
        (one(factor=-1), "plus grand que zéro"),
        (one(factor=float("nan")), "plus grand que zéro"),
        (one(factor=float("inf")), "plus grand que zéro"),
        (one(factor="cent"), "est un nombre"),
        (one(factor=True), "est un nombre"),
        (one(facteur=100), "« facteur » n’est pas un mot"),
        (one(plus="m"), "« plus » est une liste"),
        (one(plus=5), "« plus » est une liste"),
        (one(plus=["n"]), "ajoute deux fois"),
        (one(over="n"), "par elle-même"),
        (one(secret_where="x"), "« secret_where » dit une valeur"),
        (one(column="code"), "la colonne du code"),
        (one(over="code"), "la colonne du code"),
        (one(plus=["code"]), "la colonne du code"),
        ({"measures": 5}, "liste de mesures"),
        ({"measures": {"population": "n"}}, "liste de mesures"),
        ({"measures": ["population"]}, "chaque mesure"),
        ({"measures": SAID["measures"] * 2}, "deux fois"),
        ({"secret": "nd"}, "« secret » est une liste"),
        ({"missing": 5}, "« missing » est une liste"),
        ({"where": ["champ"]}, "« where » dit une valeur"),
        ({"title": 5}, "« title » est un texte"),
        ({"url": None}, "« url » est un texte"),
        ({"code": "a b/é"}, "« code » est fait"),
        ({"code": "a" * 81}, "« code » est fait"),
        ({"year": True}, "année"),
        ({"year": 2101}, "année"),
        ({"year": 1961}, "année"),
    ],
)
def test_a_description_that_contradicts_itself_is_refused_in_words(change, words):
    with pytest.raises(DescriptionError, match=words):
        figure_file(SAID | change)


def test_a_description_is_an_object_and_a_share_of_a_sum_may_hold_its_whole():
    with pytest.raises(DescriptionError, match="un objet"):
        figure_file([1])
    assert figure_file(SAID | one(plus=["m"], over="n")).columns == ("code", "n", "m")
    assert [figure_file(SAID | {"year": year}).year for year in (1962, 2100)] == [1962, 2100]


# ---------------------------------------------------------------- what a person should look at


def doubts_of(unit, *texts):
    """Return what was read and the doubts, for cells of one unit."""
    rows = [(line, {"code": f"z{line}", "n": text}) for line, text in enumerate(texts, start=2)]
    wanted, accounts = figure_file(SAID | {"zone_kind": "quarter"}), Accounts()
    read_rows = rows_of_table(rows, wanted, accounts)
    found = possible_rows(read_rows, wanted, {"population": unit}, accounts.doubts)
    return [row.values["population"] for row in found], accounts.doubts


@pytest.mark.parametrize("unit", ["people", "households", "families", "dwellings", "count"])
def test_nobody_is_a_count_and_fewer_is_none(unit):
    found, doubts = doubts_of(unit, "0", "-1", "s")
    assert found == [(0, "known"), (None, "missing"), (None, "secret")]
    assert doubts.negative == [(3, "n", -1)]
    assert doubts_of("eur", "-1")[0] == [(-1, "known")]  # a debt


def test_shares_from_0_to_100_are_shares_ends_included():
    found, doubts = doubts_of("pct", "0", "100", "100,5", "-0,1", "250")
    assert [value for value, _ in found] == [0, 100, 100.5, -0.1, 250]
    assert doubts.n_outside == 3
    assert [line for line, _column, _value in doubts.outside] == [4, 5, 6]


def test_shares_that_may_be_fractions():
    assert doubts_of("pct", "0", "0,5", "1")[1].fractions == ["n"]
    assert doubts_of("pct", "0,5", "1")[1].fractions == []  # two say nothing of a column
    assert doubts_of("pct", "0,5", "1", "1,2")[1].fractions == []
    assert doubts_of("pct", "0,5", "1", "-0,2")[1].fractions == []
    assert doubts_of("pct", "0", "0", "0")[1].fractions == []
    assert doubts_of("people", "0", "0,5", "1")[1].fractions == []


def test_ten_doubts_are_shown_and_all_are_counted():
    _, fewer = doubts_of("people", *["-1"] * 15)
    _, outside = doubts_of("pct", *["101"] * 15)
    assert (len(fewer.negative), fewer.n_negative) == (10, 15)
    assert (len(outside.outside), outside.n_outside) == (10, 15)


def test_the_words_of_a_file_are_added_to_those_everybody_uses(tmp_path):
    text = "code;n\n1;s\n2;masqué\n3;nd\n4;sans objet\n"
    more = {"zone_kind": "quarter", "secret": ["Masqué"], "missing": ["sans objet"]}
    found, accounts = read(tmp_path, text, **more)
    assert found == {"1": "secret", "2": "secret", "3": "missing", "4": "missing"}
    assert accounts.n_unread == 0


def test_the_titles_are_the_line_that_holds_the_columns_of_the_description(tmp_path):
    text = "Commune;Nom;Adresse\ncode;lib;n\n59999;Clairmaille;12\n59998;Le Vert;13\n"
    assert read(tmp_path, text)[0] == {"59999": 12, "59998": 13}
