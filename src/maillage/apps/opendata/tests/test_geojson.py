"""The places of a map in one file: what it says, what it does not, and that it comes back."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from maillage.apps.directory.actions.version import next_version
from maillage.apps.directory.queries import export_records
from maillage.apps.directory.tests.factories import Place, make_offer, make_place
from maillage.apps.imports.actions import Options, run_delivery
from maillage.apps.opendata.queries.geojson import point, rounded
from maillage.apps.opendata.tests.asked import answer_of, body_of, text_of
from maillage.core.standard import to_values
from maillage.sources.mapping import guess, look, mapped_source, target_of

pytestmark = pytest.mark.django_db
URL = "/donnees/fichiers/lieux.geojson"
NOW = datetime(2026, 9, 15, 8, 20, tzinfo=UTC)


def feature(collection, nom):
    (found,) = [f for f in collection["features"] if f["properties"]["nom"] == nom]
    return found


def test_a_place_is_a_point_under_the_names_of_the_standard(client):
    place = make_place(
        nom="EPN du Rouet",
        latitude=50.123456789,
        longitude=3.987654321,
        wheelchair=False,
        date_maj=date(2026, 9, 1),
        typologie=["ASSO"],
    )
    offer = make_offer(place, title="Aide", services=["Aide aux démarches administratives"])
    found = feature(body_of(client, URL), "EPN du Rouet")
    assert found["id"] == found["properties"]["id"] == place.public_id
    # Longitude first, no more than a centimetre.
    assert found["geometry"] == {"type": "Point", "coordinates": [3.9876543, 50.1234568]}
    said = found["properties"]
    assert said["date_maj"] == "2026-09-01"
    assert said["services"] == ["Aide aux démarches administratives"]
    assert said["local_wheelchair"] is False
    assert said["url"] == f"http://testserver/lieux/{place.public_id}/"
    assert said["offres"] == [
        {
            "id": offer.public_id,
            "titre": "Aide",
            "services": ["Aide aux démarches administratives"],
        }
    ]


def test_what_nobody_said_is_absent_and_never_no(client):
    make_place(nom="Sans rien", pivot="00000000000000", wheelchair=None)
    said = feature(body_of(client, URL), "Sans rien")["properties"]
    assert not {"local_wheelchair", "pivot", "horaires", "services", "offres"} & said.keys()
    assert None not in said.values()


def test_a_place_without_position_is_counted_and_named_never_drawn_at_zero(client):
    make_place(nom="Ici")
    nowhere = make_place(nom="Nulle part", latitude=None, longitude=None)
    body = body_of(client, URL)
    assert [f["properties"]["nom"] for f in body["features"]] == ["Ici"]
    assert body["sans_position"] == {
        "nombre": 1,
        "lieux": [{"id": nowhere.public_id, "nom": "Nulle part"}],
    }


def test_a_closed_place_leaves_the_file_at_once_and_the_tag_changes(client):
    place = make_place()
    tag = answer_of(client, URL)["ETag"]
    assert client.get(URL, headers={"If-None-Match": tag}).status_code == 304
    place.state, place.closed_on, place.index_version = "closed", NOW.date(), next_version()
    place.save()
    answer = client.get(URL, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert json.loads(text_of(answer))["features"] == []


def test_any_site_may_read_it_and_only_read(client):
    answer = client.get(URL, headers={"Origin": "https://carte.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Content-Type"] == "application/geo+json"
    assert not answer.cookies
    text_of(answer)
    assert client.post(URL).status_code == 405
    assert client.options(URL).status_code == 204
    assert text_of(client.head(URL)) == ""


def test_hostile_names_stay_text(client):
    make_place(nom='</script>"\u2028\x07<b>')
    body = json.loads(text_of(client.get(URL)))
    assert body["features"][0]["properties"]["nom"] == '</script>"\u2028\x07<b>'


def test_queries_do_not_grow_with_the_places(client, django_assert_max_num_queries):
    for _ in range(30):
        make_place(n_offers=2)
    with django_assert_max_num_queries(12):
        text_of(client.get(URL))


def test_coordinates_are_rounded_however_deep():
    assert rounded([[[3.123456789, 50]]]) == [[[3.1234568, 50.0]]]
    assert point(None, 3.0) is None
    assert point(0.0, 0.0) == {"type": "Point", "coordinates": [0.0, 0.0]}


@pytest.mark.row("MAP-07")
def test_our_file_described_once_and_imported_again_gives_the_same_places(client, demo, tmp_path):
    path = tmp_path / "lieux.geojson"
    path.write_text(text_of(client.get(URL)), encoding="utf-8")
    guessed = guess(look(path))
    # What a person says once: our own pages are not the site of the place, lists are cut, and the
    # titles of what is done there are no words of the standard.
    said = {"url": target_of("ignore"), "site_web": guessed.columns["url"]}
    said["offres"] = target_of("keep")
    cut = dict.fromkeys(("courriels", "site_web", "autres_formations_labels"), "|")
    mapping = replace(
        guessed,
        columns={**guessed.columns, **said},
        separators={**guessed.separators, **cut},
    )
    before = {r.nom: to_values(r) for r in export_records() if r.latitude is not None}
    source = mapped_source(mapping, id="fichier:retour", title="Retour", producer="Carte")
    # As in another base: the places of this one are no longer shown.
    Place.objects.update(withdrawn_at=NOW)
    delivery = run_delivery(path, source, now=NOW, options=Options(accept_removals=True))
    assert delivery.n_refused == 0, delivery.report
    after = {r.nom: to_values(r) for r in export_records()}
    assert after.keys() == before.keys()
    ours = {"id", "source", "date_maj", "pivot"}
    for nom, values in before.items():
        changed = {
            name: (value, after[nom][name])
            for name, value in values.items()
            if name not in ours
            and value != after[nom][name]
            # Two addresses joined by the "|" of the standard are kept apart, with a warning.
            and not (name == "courriels" and "|" in value)
        }
        assert not changed, nom
