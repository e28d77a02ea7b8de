"""The fields and lists are those published; every field has a good and a bad example."""

import json
import re

import pytest
from tests.shared_data import shared_data

from maillage.core.standard import (
    FIELD_BY_NAME,
    FIELDS,
    TYPOLOGIES,
    dictionary,
    read_values,
    schema,
)
from maillage.core.standard.fields import allowed_values
from maillage.core.standard.values import fold

WHOLE = {field.name: field.example for field in FIELDS}

BAD = [
    ("id", " ", "required_missing"),
    ("pivot", "123", "pivot_shape"),
    ("nom", "", "required_missing"),
    ("commune", "", "required_missing"),
    ("code_postal", "5910", "postcode_shape"),
    ("code_insee", "20123", "insee_shape"),
    ("adresse", "", "required_missing"),
    ("complement_adresse", "<p>Bâtiment B</p>", "html"),
    ("latitude", "nord", "not_a_number"),
    ("longitude", "", "position_incomplete"),
    ("typologie", "ZOO", "value_unknown"),
    ("telephone", "appelez-nous", "phone_shape"),
    ("courriels", "accueil chez tisserands", "email_shape"),
    ("site_web", "javascript:alert(1)", "url_shape"),
    ("horaires", "Mo &amp; Tu", "html"),
    ("presentation_resume", "a" * 281, "summary_too_long"),
    ("presentation_detail", "a" * 100_001, "value_too_long"),
    ("source", "Ville\x00", "control_character"),
    ("itinerance", "Volant", "value_unknown"),
    ("structure_parente", "<b>Ville</b>", "html"),
    ("date_maj", "2024-02-30", "date_shape"),
    ("services", "Réparer un vélo", "value_unknown"),
    ("publics_specifiquement_adresses", "Chats", "value_unknown"),
    ("prise_en_charge_specifique", "Rhume", "value_unknown"),
    ("frais_a_charge", "Cher", "value_unknown"),
    ("dispositif_programmes_nationaux", "Club de lecture", "value_unknown"),
    ("formations_labels", "Brevet de natation", "value_unknown"),
    ("autres_formations_labels", "A|A", "value_repeated"),
    ("modalites_acces", "Sauter le mur", "value_unknown"),
    ("modalites_accompagnement", "En chantant", "value_unknown"),
    ("fiche_acces_libre", "voir la mairie", "url_shape"),
    ("prise_rdv", "data:text/html,x", "url_shape"),
]


def test_the_row_made_of_every_example_has_no_fault():
    reading = read_values(WHOLE, version="1.0")
    assert reading.faults == ()
    assert reading.record.services[0] == "Aide aux démarches administratives"


@pytest.mark.parametrize(("name", "value", "rule"), BAD, ids=[bad[0] for bad in BAD])
def test_a_bad_value_is_reported_with_its_line_field_and_repair(name, value, rule):
    reading = read_values({**WHOLE, name: value}, version="1.0", line=7)
    fault = next(fault for fault in reading.faults if fault.field == name)
    assert (fault.line, fault.rule) == (7, rule)
    assert fault.message
    assert fault.repair
    if name not in ("id", "nom"):
        # Only that value suffers: the row stays, and its other values with it.
        assert reading.record.id == WHOLE["id"]
        assert reading.record.courriels or name == "courriels"


def test_each_field_has_a_bad_example():
    assert [bad[0] for bad in BAD] == [field.name for field in FIELDS]


@pytest.mark.parametrize(
    ("absent", "refused"),
    [
        (["id"], True),
        (["nom"], True),
        (["commune", "latitude", "longitude"], True),
        (["commune"], False),
        (["latitude", "longitude"], False),
        (["pivot", "adresse", "code_postal", "date_maj"], False),
    ],
)
def test_a_row_is_refused_only_without_id_name_or_whereabouts(absent, refused):
    values = {name: value for name, value in WHOLE.items() if name not in absent}
    reading = read_values(values, version="1.0")
    assert (reading.record is None) is refused
    required = {name for name in absent if FIELD_BY_NAME[name].required}
    assert {f.field for f in reading.faults if f.rule == "required_missing"} == required


def test_near_words_get_a_suggestion():
    (fault,) = read_values({**WHOLE, "frais_a_charge": "Gratuits"}, version="1.0").faults
    assert "Vouliez-vous dire «\xa0Gratuit\xa0»\xa0?" in fault.repair
    assert fault.value == "Gratuits"


def test_an_unknown_value_is_kept_apart_and_the_known_ones_stay():
    record = read_values({**WHOLE, "frais_a_charge": "Cher|Payant"}, version="1.0").record
    assert record.frais_a_charge == ("Payant",)
    assert record.extension == {"local_frais_a_charge": ("Cher",)}


def test_unknown_columns_are_kept_apart_under_their_name():
    values = {**WHOLE, "parking": "oui", "local_wifi": "oui|non", "vide": None}
    assert read_values(values, version="1.0").record.extension == {
        "local_parking": ("oui",),
        "local_wifi": ("oui", "non"),
    }


@pytest.mark.parametrize(
    ("given", "read"),
    [(59100, "59100"), (59100.0, "59100"), (["59100"], "59100"), ("59100", "59100"), (None, "")],
)
def test_values_may_come_from_a_spreadsheet_or_from_json(given, read):
    assert read_values({**WHOLE, "code_postal": given}, version="1.0").record.code_postal == read


def test_lists_may_come_as_lists():
    record = read_values({**WHOLE, "services": WHOLE["services"].split("|")}, version="1.0").record
    assert record.services == tuple(WHOLE["services"].split("|"))


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_member_is_named_after_its_value(field):
    for member in field.values or ():
        assert member.name == fold(member.value).upper().replace(" ", "_")


def test_there_are_92_kinds_of_place_and_one_in_mixed_case():
    assert len(TYPOLOGIES) == 92
    assert [code for code in TYPOLOGIES if code != code.upper()] == ["Autre"]


def test_the_schema_accepts_its_own_examples_and_the_dictionary_names_everything():
    page = dictionary()
    for described in schema()["fields"]:
        pattern = described["constraints"].get("pattern")
        assert pattern is None or re.search(pattern, described["example"])
        assert f"## {described['name']}\n" in page
        assert all(f"`{value}`" in page for value in described.get("values", []))
    json.dumps(schema())


def test_our_schema_is_the_published_one():
    published = json.loads(
        shared_data("lieux/schema/schema-lieux-mediation-numerique.json").read_text()
    )
    ours = schema()
    assert (ours["name"], ours["version"]) == (published["name"], published["version"])
    assert [f["name"] for f in ours["fields"]] == [f["name"] for f in published["fields"]]
    for mine, theirs in zip(ours["fields"], published["fields"], strict=True):
        assert mine["type"] == theirs["type"]
        # The published `services` does not say that it is not required: that is the default.
        assert mine["constraints"] == {"required": False, **theirs["constraints"]}


def test_every_list_is_in_the_published_pattern_in_order():
    published = json.loads(
        shared_data("lieux/schema/schema-lieux-mediation-numerique.json").read_text()
    )
    for described in published["fields"]:
        values = allowed_values(FIELD_BY_NAME[described["name"]])
        pattern = described["constraints"].get("pattern", "")
        listed = re.search(r"\|\\?\|?\)\((.*)\)\)\+\$$", pattern)
        assert bool(values) is bool(listed)
        if listed:
            items = re.split(r"(?<!\\)\|", listed[1])
            bare = [re.sub(r"\\([()])", r"\1", item) for item in items]
            assert [fold(item) for item in bare] == [fold(value) for value in values]
            assert set(bare) - set(values) <= {"Étapes numériques(La Poste)"}
