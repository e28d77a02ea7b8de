"""Each named correction: what it changes, what it must leave alone."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from maillage.core.harmonise import (
    Log,
    capitals,
    codes,
    contact,
    corrections,
    harmonise,
    hours,
    position,
    registry,
    steps,
    text,
)
from maillage.core.harmonise.chain import STEPS

VALUE_FIXES = {c.code: c.fix_value for c in corrections().values() if c.fix_value}
# What a clean file holds in each field: no correction may touch it.
CLEAN = {
    "id": "structure-1",
    "pivot": "13002526500013",
    "nom": "Médiathèque « L’Étang » de Clairmaille",
    "commune": "Clairmaille",
    "code_postal": "59999",
    "code_insee": "59999",
    "adresse": "12 bis rue de la Fabrique",
    "complement_adresse": "2e étage, porte B",
    "latitude": 50.3,
    "longitude": "3.2",
    "telephone": "+33199001234",
    "courriels": "accueil@clairmaille.example|aide@clairmaille.example",
    "site_web": "https://clairmaille.example/a?b=1&c=2",
    "horaires": 'Mo-Fr 09:00-12:00, We 14:00-18:00; Sa 10:00-12:00 "sur rendez-vous"; PH off',
    "presentation_resume": "Ouvert\u00a0: tous les matins.\nVenez\u202f!",
    "presentation_detail": "Un texte.\n\nUn autre < 3 & plus.",
    "date_maj": "2026-01-31",
    "services": "Aide aux démarches administratives|Compréhension du monde numérique",
    "typologie": "CCAS|BIB",
    "local_languages": "fr|ar|pt",
    "local_arabic": "مركز اجتماعي",
}


def test_codes_are_unique_and_said_in_french():
    with pytest.raises(ValueError, match="twice"):
        registry.correction(code="spaces", field="nom", why="deux fois")(lambda value: value)
    for code, step in corrections().items():
        assert re.fullmatch(r"[a-z0-9_]+", code)
        assert step.why.endswith((".", ").")), code
        assert (step.fix_value is None) != (step.fix_row is None), code


def test_every_module_of_corrections_is_a_step():
    assert {c.module for c in corrections().values()} == {module.__name__ for module in STEPS}
    assert len(steps()) == len(corrections())


def test_a_clean_row_is_left_as_it_is():
    log = Log()
    assert harmonise(CLEAN, log) == CLEAN
    assert log.total == 0


@pytest.mark.parametrize("field", sorted(CLEAN))
def test_no_single_correction_touches_a_clean_value(field):
    value = CLEAN[field]
    if not isinstance(value, str):
        return
    for step in corrections().values():
        if step.fix_value is None or (field not in step.fields and "*" not in step.fields):
            continue
        if field in text.LONG_TEXT and step.code == "spaces":
            continue
        assert step.fix_value(value) == value, step.code


dirty = st.text(
    st.sampled_from(list("aeé ÉÃ©Â\u00a0\u200b\x92\x00\n\t<>b/&amp;;#39|,.:-0123456789@MoTu'’D"))
    | st.characters(codec="utf-8"),
    max_size=40,
)
shaped = st.sampled_from(
    [
        "<p>a</p>", "&amp;lt;b&amp;gt;x", "<b", "<a@b.example>", "Ã©", "ÃƒÂ©", "1000", "59100.0",
        "01 99 00 12 34", "3646", "22/11/2022", "Tu, We", "Mo - Fr", "50,69", "www.x.example",
        "http:/x.example", "a@x.example ; b@x.example", "RUE DE L'ÉGLISE", "SAINT-POL-SUR-MER",
        "N/A", " - ", "n/a ", "\x00-\x00", "01 99 00 12 34 / 01 99 00 12 35",
        "+33 (0)1 99 00 12 34",
    ]
)  # fmt: skip


@pytest.mark.parametrize("code", sorted(VALUE_FIXES))
@given(value=dirty | shaped | st.builds(" ".join, st.lists(shaped, max_size=3)))
def test_correcting_twice_is_correcting_once(code, value):
    once = VALUE_FIXES[code](value)
    assert VALUE_FIXES[code](once) == once


fields = st.sampled_from(sorted(CLEAN))
values = dirty | shaped | st.none() | st.integers(-5, 10**6) | st.floats(-200, 200)


@given(row=st.dictionaries(fields, values, max_size=8))
def test_a_row_harmonised_twice_does_not_change_again(row):
    once = harmonise(row, Log())
    log = Log()
    assert harmonise(once, log) == once
    assert log.total == 0


@given(row=st.dictionaries(fields, values, max_size=8))
def test_every_difference_is_counted_and_the_input_is_left_alone(row):
    before, log = dict(row), Log()
    after = harmonise(row, log)
    assert row == before
    changed = {name for name in after if after[name] != row.get(name)}
    assert changed <= {field for _, field in log.counts}


@given(row=st.dictionaries(fields, dirty | shaped, min_size=1, max_size=8))
def test_the_quick_look_misses_nothing_that_a_slow_look_finds(row):
    """Slow reference: every text correction on every value, without the one-look shortcut."""
    slow = {}
    for name, value in row.items():
        if value.casefold() in text.EMPTY_WORDS:
            value = ""
        for step in steps():
            if step.module != text.__name__ or not step.fix_value:
                continue
            long_text = name in text.LONG_TEXT
            if (step.code == "spaces" and long_text) or (
                step.code == "spaces_in_text" and not long_text
            ):
                continue
            value = step.fix_value(value)
        slow[name] = value
    without = [s.code for s in corrections().values() if s.module != text.__name__]
    assert harmonise(row, Log(), without=without) == slow


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("MÃ©diathÃ¨que", "Médiathèque"),
        ("ÃƒÂ©tÃƒÂ©", "été"),
        ("lâ€™atelier", "l’atelier"),
        ("â‚¬", "€"),
        ("Accès à la forêt, âge, Âge", "Accès à la forêt, âge, Âge"),
        ("déjà vu et rÃ©parÃ©", "déjà vu et réparé"),
        ("MARCHÉ\u00a0: À\u00a0« CAFÉ\u00a0»", "MARCHÉ\u00a0: À\u00a0« CAFÉ\u00a0»"),
    ],
)
def test_double_encoding(given_text, expected):
    assert text.undo_double_encoding(given_text) == expected


@given(st.text(st.sampled_from("aéèêëàâçîïôùûœæÉÈÀÇŒ’«»–€ ñãõşł"), max_size=30))
def test_any_french_text_encoded_twice_comes_back(value):
    assume(not text.DOUBLE_ENCODED.search(value))  # a text that looks damaged already
    damaged = "".join(text._as_cp1252(byte) for byte in value.encode())
    assert text.undo_double_encoding(damaged) == value


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("<p>Un</p><p>Deux</p>", ["Un", "Deux"]),
        ("Nous &eacute;crire&nbsp;: <a href='x'>ici</a>", ["Nous", "écrire", ":", "ici"]),
        ("<script>alert(1)</script>Bonjour", ["Bonjour"]),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Bonjour", ["Bonjour"]),
        ("écrire à <accueil@x.example>", ["écrire", "à", "<accueil@x.example>"]),
        ("a < b et c > d", ["a", "<", "b", "et", "c", ">", "d"]),
        ("R&D; Q&R", ["R&D;", "Q&R"]),
        ("<b>gras</b> <accueil@x.example>", ["gras", "<accueil@x.example>"]),
        ("<!-- Word --><o:p></o:p>texte", ["texte"]),
        ("<br/>" * 3 + "x", ["x"]),
    ],
)
def test_html_goes_and_text_stays(given_text, expected):
    assert text.remove_html(given_text).split() == expected


@pytest.mark.parametrize(
    ("number", "postcode", "expected"),
    [
        ("01 99 00 12 34", "59000", {"telephone": "+33199001234"}),
        ("01.99.00.12.34", "", {"telephone": "+33199001234"}),
        ("0199001234", "", {"telephone": "+33199001234"}),
        ("199001234", "", {"telephone": "+33199001234"}),
        ("+33 (0)1 99 00 12 34", "", {"telephone": "+33199001234"}),
        ("0033199001234", "", {"telephone": "+33199001234"}),
        ("+330199001234", "", {"telephone": "+33199001234"}),
        ("06 39 98 12 34", "59000", {"telephone": "+33639981234"}),
        ("0262 12 34 56", "97400", {"telephone": "+262262123456"}),
        ("0262 12 34 56", "75000", {"telephone": "+262262123456"}),
        ("44 57 28", "98800", {"telephone": "+687445728"}),
        ("+33199001234", "", {}),
        ("+687445728", "", {}),
        ("36 46", "59000", {"telephone": "", "local_telephone": "36 46"}),
        ("3949", "97400", {"telephone": "", "local_telephone": "3949"}),
        ("voir le site", "", {}),
        ("123", "", {}),
        (
            "01 99 00 12 34 / 06 39 98 12 34",
            "",
            {"telephone": "+33199001234", "local_telephone": "01 99 00 12 34 / 06 39 98 12 34"},
        ),
        (
            "01 99 00 12 34 ext. 12",
            "",
            {"telephone": "+33199001234", "local_telephone": "01 99 00 12 34 ext. 12"},
        ),
        (
            "01 99 00 12 34 poste 12",
            "",
            {"telephone": "+33199001234", "local_telephone": "01 99 00 12 34 poste 12"},
        ),
    ],
)
def test_phones_become_international_and_nothing_is_lost(number, postcode, expected):
    row = {"telephone": number, "code_postal": postcode}
    assert contact.international_phone(row) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a@x.example", "a@x.example"),
        ("a@x.example, b@x.example", "a@x.example|b@x.example"),
        ("a@x.example ou b@x.example", "a@x.example|b@x.example"),
        ("a@x.example;a@x.example", "a@x.example"),
        ("écrire à a@x.example", "écrire à a@x.example"),
        ("", ""),
    ],
)
def test_emails(value, expected):
    assert contact.emails_separator(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("www.x.example", "https://www.x.example"),
        ("x.example/page?a=1", "https://x.example/page?a=1"),
        ("http//www.x.example", "http://www.x.example"),
        ("https:/x.example", "https://x.example"),
        ("https://https.example", "https://https.example"),
        ("accueil@x.example", "accueil@x.example"),
        ("en cours", "en cours"),
        ("ftp://x.example", "ftp://x.example"),
        ("http://x.example|y.example", "http://x.example|https://y.example"),
    ],
)
def test_web_addresses(value, expected):
    assert contact.url_scheme(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1000", "01000"), ("01000", "01000"), ("59100", "59100"), ("100", "100"),
        ("2A004", "2A004"),
    ],
)  # fmt: skip
def test_the_lost_zero(value, expected):
    assert codes.restore_zero_of_postcode(value) == expected
    assert codes.restore_zero_of_insee(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("22/11/2022", "2022-11-22"), ("1-2-2023", "2023-02-01"), ("2022/11/22", "2022-11-22"),
        ("2022-11-22T23:30:00Z", "2022-11-22"), ("22/11/2022 14:00", "2022-11-22"),
        ("22/11/22", "22/11/22"), ("31/02/2022", "31/02/2022"), ("11/2022", "11/2022"),
    ],
)  # fmt: skip
def test_dates(value, expected):
    assert codes.date_to_iso(value) == expected


@pytest.mark.parametrize("value", ["2025-03", "2025/3", "03/2025", "3.2025", "mars 2025"])
def test_a_month_alone_is_its_first_day(value):
    assert codes.month_to_date(value) == "2025-03-01"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Tu, We", "Tu,We"),
        ("Mo - Fr 09:00 - 12:00", "Mo-Fr 09:00-12:00"),
        ("Mo-We, Fr 09:00-12:00", "Mo-We,Fr 09:00-12:00"),
        ("Mo 09:00-12:00, We 14:00-17:00", "Mo 09:00-12:00, We 14:00-17:00"),
        ("Mo 14:00,17:00", "Mo 14:00,17:00"),
    ],
)
def test_hours_lose_spaces_and_never_their_meaning(value, expected):
    assert hours.hours_spacing(value) == expected


@pytest.mark.parametrize(
    ("given_row", "expected"),
    [
        ({"latitude": 3.19, "longitude": 50.69}, {"latitude": 50.69, "longitude": 3.19}),
        ({"latitude": "55.5", "longitude": "-21.1"}, {"latitude": "-21.1", "longitude": "55.5"}),
        ({"latitude": 50.69, "longitude": 3.19}, {}),
        ({"latitude": 40.7, "longitude": -74.0}, {}),
        ({"latitude": "abc", "longitude": "3.1"}, {}),
        ({"latitude": float("nan"), "longitude": 3.1}, {}),
        ({"latitude": 3.19}, {}),
        ({}, {}),
    ],
)
def test_only_a_swap_that_lands_in_france_is_undone(given_row, expected):
    assert position.swap_coordinates(given_row) == expected


def test_no_point_and_its_mirror_are_both_in_france():
    for one in position.FRANCE:
        for other in position.FRANCE:
            apart_1 = one.north < other.west or other.east < one.south
            apart_2 = one.east < other.south or other.north < one.west
            assert apart_1 or apart_2, (one, other)


@pytest.mark.parametrize(
    ("fix", "value", "expected"),
    [
        (capitals.readable_commune, "SAINT-POL-SUR-MER", "Saint-Pol-sur-Mer"),
        (capitals.readable_commune, "L'HAŸ-LES-ROSES", "L'Haÿ-les-Roses"),
        (capitals.readable_commune, "VILLENEUVE-D'ASCQ", "Villeneuve-d'Ascq"),
        (capitals.readable_commune, "LA GORGUE", "La Gorgue"),
        (capitals.readable_commune, "EU", "Eu"),
        (capitals.readable_commune, "Roubaix", "Roubaix"),
        (capitals.readable_commune, "MARSEILLE 11", "Marseille 11"),
        (capitals.readable_address, "4 AV DE SAINT MENET", "4 av de Saint Menet"),
        (capitals.readable_address, "PL ROGER SALENGRO", "Pl Roger Salengro"),
        (capitals.readable_address, "27 B AV DE LA TRILLADE", "27 B av de la Trillade"),
        (capitals.readable_address, "3 RUE JEAN XXIII - ZI NORD", "3 rue Jean XXIII - ZI Nord"),
        (capitals.readable_address, "12 rue de la Paix", "12 rue de la Paix"),
        (capitals.readable_name, "CCAS DE CLAIRMAILLE", "CCAS de Clairmaille"),
        (capitals.readable_name, "MJC LA FILATURE", "MJC la Filature"),
        (capitals.readable_name, "PIMMS", "PIMMS"),
        (capitals.readable_name, "POINT D'ACCÈS CAF", "Point d'Accès CAF"),
        (capitals.readable_name, "C.C.A.S. DU CENTRE", "C.C.A.S. du Centre"),
        (capitals.readable_name, "ADICE", "ADICE"),
        (capitals.readable_name, "COLLÈGE LOUIS XIV", "Collège Louis XIV"),
        (capitals.readable_name, "Espace ADICE", "Espace ADICE"),
    ],
)
def test_capitals_become_readable(fix, value, expected):
    assert fix(value) == expected


@pytest.mark.parametrize("word", ["null", "N/A", "-", "Non renseigné", " NC "])
def test_a_word_that_means_nothing_becomes_empty(word):
    log = Log()
    assert harmonise({"site_web": word}, log)["site_web"] == ""
    assert ("empty_word", "site_web") in log.counts


def test_numbers_and_lists_of_json_become_text_and_positions_stay_numbers():
    log = Log()
    row = {"code_postal": 1000, "services": ["A", "B"], "latitude": 50.3, "nom": None}
    assert harmonise(row, log, separator=";") == {
        "code_postal": "01000",
        "services": "A;B",
        "latitude": 50.3,
        "nom": None,
    }
    assert log.counts[("list_to_text", "services")] == 1


def test_a_source_can_do_without_a_correction():
    log = Log()
    row = {"commune": "CLAIRMAILLE", "nom": "  Fil  "}
    assert harmonise(row, log, without={"capitals_in_commune"}) == {
        "commune": "CLAIRMAILLE",
        "nom": "Fil",
    }


def test_the_log_counts_keeps_examples_and_hands_over_each_record():
    log = Log()
    for n in range(10):
        harmonise({"code_postal": str(1000 + n)}, log)
        (change,) = log.take_record()
        assert (change.before, change.after) == (str(1000 + n), f"0{1000 + n}")
    assert log.counts[("lost_zero_code_postal", "code_postal")] == log.total == 10
    assert len(log.examples("lost_zero_code_postal", "code_postal")) == 5
    assert log.examples("absent", "nom") == ()
