"""Open Referral HSDS 3.0: what each object must hold, and that a place comes back from the file."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.apps.directory.queries import export_records
from maillage.apps.directory.tests.factories import make_equipment, make_offer, make_place
from maillage.apps.opendata.queries.hsds_ids import OFFER, PLACE, named, number_of, uuid_of
from maillage.apps.opendata.tests.asked import answer_of, text_of
from maillage.apps.opendata.tests.hsds_rules import UUID, faults
from maillage.core.hours import parse

PACKAGE = "/donnees/fichiers/hsds.json"


def package_of(client):
    return json.loads(text_of(answer_of(client, PACKAGE)))


# ---------------------------------------------------------------- the file


def test_the_rules_of_this_test_see_a_fault():
    row = {"id": "x", "name": "A", "status": "open", "assured_date": "hier", "minimum_age": "12"}
    found = faults("services", row)
    assert len(found) == 4
    assert faults("phones", {"id": named("a")}) == ["phones: no number"]
    assert faults("services", {"id": named("a"), "name": "A", "status": "active"}) == []


@pytest.mark.django_db
def test_the_file_of_the_town_keeps_the_rules_and_its_identities_lead_somewhere(client, demo):
    package = package_of(client)
    tables = ("taxonomies", "taxonomy_terms", "organizations", "locations", "services")
    wrong = [fault for table in tables for row in package[table] for fault in faults(table, row)]
    assert not wrong, wrong[:10]
    ids = {table: {row["id"] for row in package[table]} for table in tables}
    for table in tables:
        assert len(ids[table]) == len(package[table]), table
    for service in package["services"]:
        (tie,) = service["service_at_locations"]
        assert tie["location_id"] in ids["locations"]
        assert tie["service_id"] == service["id"]
        assert service.get("organization_id") in {None, *ids["organizations"]}
        for attribute in service.get("attributes", ()):
            assert attribute["taxonomy_term_id"] in ids["taxonomy_terms"], attribute
    for term in package["taxonomy_terms"]:
        assert term["taxonomy_id"] in ids["taxonomies"]


@pytest.mark.django_db
def test_a_place_comes_back_from_the_file_with_the_same_facts(client, demo):
    package = package_of(client)
    back = {}
    for location in package["locations"]:
        address = location.get("addresses", [{}])[0]
        back[location["id"]] = {
            "nom": location["name"],
            "adresse": address.get("address_1", ""),
            "complement_adresse": address.get("address_2", ""),
            "commune": address.get("city", ""),
            "code_postal": address.get("postal_code", ""),
            "latitude": location.get("latitude"),
            "longitude": location.get("longitude"),
            "telephone": location.get("phones", [{"number": ""}])[0]["number"],
            "fiche_acces_libre": location.get("accessibility", [{}])[0].get("url", ""),
            "typologie": _words(location, "typologie"),
            "itinerance": _words(location, "itinerance"),
            "dispositif_programmes_nationaux": _words(location, "dispositif_programmes_nationaux"),
            "formations_labels": _words(location, "formations_labels"),
            "horaires": next(iter(location.get("schedules", ())), {})
            .get("notes", "")
            .removeprefix("opening_hours: "),
            "services": set(),
            "modalites_acces": set(),
            "frais_a_charge": set(),
        }
    for service in package["services"]:
        facts = back[service["service_at_locations"][0]["location_id"]]
        for name in ("services", "modalites_acces", "frais_a_charge"):
            facts[name] |= set(_words(service, name))
    records = list(export_records())
    assert len(records) == len(back) == 58
    for record in records:
        facts = back[uuid_of(PLACE, record.id)]
        for name, value in facts.items():
            sent = getattr(record, name)
            assert (set(sent) if isinstance(value, set) else sent) == value, (record.nom, name)


def _words(row, name):
    return tuple(a["value"] for a in row.get("attributes", ()) if a["link_type"] == name)


@pytest.mark.django_db
def test_a_week_comes_back_from_its_rules(client):
    make_place(horaires="Mo-Fr 09:00-12:00,14:00-17:30; Sa 10:00-12:00; PH off", n_offers=1)
    (location,) = package_of(client)["locations"]
    rules = [(s["byday"], s["opens_at"], s["closes_at"]) for s in location["schedules"]]
    assert rules == [
        ("MO,TU,WE,TH,FR", "09:00", "12:00"),
        ("MO,TU,WE,TH,FR", "14:00", "17:30"),
        ("SA", "10:00", "12:00"),
    ]
    for one in location["schedules"]:
        assert one["freq"] == "WEEKLY"
        assert "jours fériés" in one["description"].lower().replace("\u00a0", " "), one
    week = parse("Mo-Fr 09:00-12:00,14:00-17:30; Sa 10:00-12:00").week()
    assert [{(s.start_min, s.end_min) for s in day.spans} for day in _united(rules)] == [
        {(s.start_min, s.end_min) for s in day.spans} for day in week
    ]


def _days(byday):
    return ",".join(day.capitalize() for day in byday.split(","))


def _united(rules):
    """Return the week of several rules: each day with all its times."""
    times = {}
    for byday, opens, closes in rules:
        for day in byday.split(","):
            times.setdefault(day, []).append(f"{opens}-{closes}")
    return parse("; ".join(f"{_days(d)} {','.join(t)}" for d, t in times.items())).week()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "n_rules"),
    [
        ("sur rendez-vous au 01 99 00 21 00, ou passez", 0),
        ('Mo "sur rendez-vous"', 1),
        ("24/7", 1),
        ("Fr 22:00-02:00", 1),
        ("", None),
    ],
)
def test_hours_that_a_week_cannot_say_are_still_told(client, text, n_rules):
    make_place(horaires=text)
    (location,) = package_of(client)["locations"]
    assert not faults("locations", location)
    rows = location.get("schedules", [])
    if n_rules is None:
        assert rows == []
        return
    assert sum("byday" in row for row in rows) == n_rules
    assert all(row["notes"] == f"opening_hours: {text}" for row in rows)


@pytest.mark.django_db
def test_what_nobody_said_is_absent(client):
    make_place(nom="Sans rien", latitude=None, longitude=None, n_offers=1, pivot="0" * 14)
    package = package_of(client)
    (location,), (service,) = package["locations"], package["services"]
    assert not {"latitude", "phones", "accessibility", "languages", "schedules"} & location.keys()
    assert not {"organization_id", "assured_date", "cost_options", "minimum_age"} & service.keys()
    assert package["organizations"] == []


@pytest.mark.django_db
def test_no_is_said_as_no_and_free_as_nothing_to_pay(client):
    place = make_place(wheelchair=False, verified_on=date(2026, 9, 1))
    make_equipment(place, "printer", total=0)
    make_equipment(place, "computer", total=3)
    make_offer(place, frais_a_charge=["Gratuit"], age_min=0)
    package = package_of(client)
    (location,), (service,) = package["locations"], package["services"]
    assert location["accessibility"][0]["description"] == "Pas d’accès en fauteuil roulant"
    assert _words(location, "local_equipment") == ("computer",)
    assert service["cost_options"][0]["amount"] == 0
    assert service["minimum_age"] == 0
    assert service["assured_date"] == "2026-09-01"


@pytest.mark.django_db
def test_both_french_vocabularies_are_carried(client):
    place = make_place()
    make_offer(place, services=["Aide aux démarches administratives"])
    (service,) = package_of(client)["services"]
    assert _words(service, "services") == ("Aide aux démarches administratives",)
    assert "numerique--acceder-a-des-services-en-ligne" in _words(
        service, "data-inclusion-thematiques"
    )


@pytest.mark.django_db
def test_no_person_is_in_the_file(client):
    person = {"contact_nom": "Camille Inventée", "contact_telephone": "+33639980101"}
    place = make_place(**person)
    make_offer(place, **person)
    said = text_of(client.get(PACKAGE)) + text_of(client.get("/donnees/fichiers/lieux.geojson"))
    said += text_of(client.get("/ogc/collections/offres/items"))
    assert place.nom in said
    assert "Camille" not in said
    assert "+33639980101" not in said


# ---------------------------------------------------------------- identities


@given(st.text("0123456789abcdefghjkmnpqrstvwxyz", min_size=1, max_size=12))
def test_an_identity_gives_its_number_back(public_id):
    assert UUID.fullmatch(uuid_of(OFFER, public_id))
    assert number_of(OFFER, uuid_of(OFFER, public_id)) == public_id
    assert number_of(PLACE, uuid_of(OFFER, public_id)) is None


@given(st.one_of(st.text(max_size=40), st.uuids().map(str)))
def test_no_text_breaks_the_reading_of_an_identity(text):
    found = number_of(OFFER, text)
    assert found is None or uuid_of(OFFER, found) == text.lower()


def test_a_number_too_long_has_no_identity():
    for bad in ("", "a" * 13, "é"):
        with pytest.raises(ValueError, match=r"no identity|ascii"):
            uuid_of(PLACE, bad)
