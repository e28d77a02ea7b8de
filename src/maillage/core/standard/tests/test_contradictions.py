"""The ten places where the sources of the standard contradict each other (domain.md 1.6)."""

import re

import pytest

from maillage.core.standard import FIELDS, read_values, schema, to_values, validate, write_csv

WHOLE = {field.name: field.example for field in FIELDS}


def read(**values):
    return read_values({**WHOLE, **values}, version="1.0")


def rules(reading):
    return [fault.rule for fault in reading.faults]


@pytest.mark.parametrize("written", ["Étapes numériques (La Poste)", "Étapes numériques(La Poste)"])
def test_1_both_spellings_of_the_post_office_label_are_read_and_each_can_be_written(written):
    reading = read(formations_labels=written)
    assert reading.faults == ()
    assert to_values(reading.record)["formations_labels"] == "Étapes numériques (La Poste)"
    strict = to_values(reading.record, strict=True)["formations_labels"]
    assert strict == "Étapes numériques(La Poste)"
    pattern = next(f for f in schema()["fields"] if f["name"] == "formations_labels")
    assert re.search(pattern["constraints"]["pattern"], strict)
    assert not re.search(pattern["constraints"]["pattern"], "Étapes numériques (La Poste)")


@pytest.mark.parametrize(
    ("pivot", "expected"),
    [
        ("99900099900006", []),  # an invented SIRET whose key is right
        ("35600000000006", []),  # La Poste: fails Luhn, but its digits add up to a multiple of five
        ("W123456789", []),
        ("1234567", ["pivot_shape"]),
        ("0012345001", []),  # a RIDET, that the library has dropped
        ("00000000000000", []),
        ("AAAAAAAAAAAAAA", ["pivot_kind"]),
        ("99900099900007", ["pivot_key"]),
    ],
)
def test_2_a_pivot_is_held_to_the_schema_and_doubts_are_warnings(pivot, expected):
    reading = read(pivot=pivot)
    assert rules(reading) == expected
    assert reading.record.pivot == ("" if expected == ["pivot_shape"] else pivot)


@pytest.mark.parametrize(
    ("written", "number", "rule"),
    [
        ("+33199001234", "+33199001234", None),
        ("01 99 00 12 34", "+33199001234", "phone_rewritten"),
        ("+33 (0)1.99.00.12.34", "+33199001234", "phone_rewritten"),
        ("0033199001234", "+33199001234", "phone_rewritten"),
        ("0639981234", "+33639981234", "phone_rewritten"),
        ("0262990012", "+262262990012", "phone_rewritten"),
        ("01 99 00 12 34 / 01 99 00 12 35", "+33199001234", "phone_several"),
        ("3949", "", "phone_shape"),
        ("115", "", "phone_shape"),
    ],
)
def test_3_national_forms_are_read_and_short_numbers_are_kept_apart(written, number, rule):
    reading = read(telephone=written)
    assert reading.record.telephone == number
    assert rules(reading) == ([rule] if rule else [])
    if rule == "phone_shape":
        assert reading.record.extension == {"local_telephone": (written,)}
    if rule == "phone_several":
        assert reading.record.extension == {"local_telephone": ("01 99 00 12 35",)}


@pytest.mark.parametrize("code", ["590512", "59-5-12-001"])
def test_4_shapes_of_code_insee_that_only_the_library_takes_are_faults(code):
    reading = read(code_insee=code)
    assert rules(reading) == ["insee_shape"]
    assert reading.record.code_insee == ""


def test_4_characters_that_the_library_refuses_in_an_address_are_kept():
    address, town = '12 rue "de l\'Étang" #3 *!_', "Clairmaille (Nord)"
    reading = read(adresse=address, commune=town)
    assert (reading.record.adresse, reading.record.commune) == (address, town)
    assert reading.faults == ()


def test_5_a_one_letter_address_is_good_a_semicolon_list_is_read_a_bare_site_is_a_warning():
    assert read(courriels="a@b.example").faults == ()
    listed = read(courriels="a@b.example;c@d.example")
    assert listed.record.courriels == ("a@b.example", "c@d.example")
    assert rules(listed) == ["separator_wrong"]
    address = "https://tisserands.example/a;b;"
    assert read(site_web=address).record.site_web == (address,)
    bare = read(site_web="www.tisserands.example")
    assert [(f.rule, f.severity) for f in bare.faults] == [("url_no_scheme", "warning")]
    assert bare.record.site_web == ("www.tisserands.example",)


@pytest.mark.parametrize(
    ("field", "written", "expected"),
    [
        (
            "modalites_acces",
            "Ce lieu n’accueille pas de public",
            "Ce lieu n'accueille pas de public",
        ),
        (
            "dispositif_programmes_nationaux",
            "Point d’accès numérique CAF",
            "Point d'accès numérique CAF",
        ),
    ],
)
def test_6_the_typographic_apostrophe_is_read_as_the_straight_one(field, written, expected):
    reading = read(**{field: written})
    assert getattr(reading.record, field) == (expected,)
    assert [(fault.rule, fault.value) for fault in reading.faults] == [("value_spelling", written)]


@pytest.mark.parametrize(
    "written",
    [
        "Comprehension du monde numérique",
        "COMPRÉHENSION  du monde numérique",
        "Compre\u0301hension du monde nume\u0301rique",
    ],
)
def test_7_accents_case_and_spaces_do_not_matter_and_the_raw_value_stays_in_the_fault(written):
    reading = read(services=written)
    assert reading.record.services == ("Compréhension du monde numérique",)
    assert [(fault.rule, fault.value) for fault in reading.faults] == [("value_spelling", written)]


def test_8_a_point_outside_its_commune_is_said_by_who_knows_the_boundaries():
    def is_in_commune(code_insee, latitude, longitude):
        return {"51454": abs(latitude - 49.25) < 0.1}.get(code_insee)

    values = {**WHOLE, "code_insee": "51454", "latitude": "43.52609", "longitude": "5.41423"}
    reading = read_values(values, version="1.0", is_in_commune=is_in_commune)
    assert [(f.rule, f.severity) for f in reading.faults] == [
        ("position_outside_commune", "warning")
    ]
    assert reading.record.latitude == 43.52609
    values["code_insee"] = "59998"  # a commune whose boundaries are not known
    unknown = read_values(values, version="1.0", is_in_commune=is_in_commune)
    assert unknown.faults == ()


def test_9_one_date_for_the_row_so_a_date_of_one_field_is_kept_apart():
    reading = read(date_maj="2024-04-02", local_date_maj_horaires="2024-06-01")
    assert str(reading.record.date_maj) == "2024-04-02"
    assert reading.record.extension == {"local_date_maj_horaires": ("2024-06-01",)}


def test_10_two_services_of_one_place_on_two_rows_are_said_and_not_merged():
    place = read(services="Aide aux démarches administratives", frais_a_charge="Gratuit").record
    other = read(services="Loisirs et créations numériques", frais_a_charge="Payant").record
    report = validate("".join(write_csv([place, other])).encode(), filename="lieux.csv")
    (group,) = report.ordered()
    assert (group.rule, group.first_lines) == ("id_repeated", [3])
    assert "la ligne 2" in group.message
