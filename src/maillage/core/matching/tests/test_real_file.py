"""A real regional file that five sources were poured into, with its doubles."""

import gzip
import json

import numpy as np
from tests.shared_data import shared_data

from maillage.core.matching import DEFAULT, link
from maillage.core.matching.linking import scores
from maillage.core.matching.prepare import prepare


def _records():
    with gzip.open(shared_data("lieux/hauts-de-france-portrea-2022.geojson.gz")) as file:
        features = json.load(file)["features"]
    for feature in features:
        said = feature["properties"]
        yield {
            "name": said.get("nom"),
            "address": said.get("adresse"),
            "postcode": said.get("code_postal"),
            "commune": said.get("commune"),
            "phone": said.get("telephone"),
            "email": said.get("courriel"),
            "site": said.get("site_web"),
            "siret": said.get("pivot"),
            "lon": feature["geometry"]["coordinates"][0],
            "lat": feature["geometry"]["coordinates"][1],
        }


def test_doubles_between_sources_are_found_and_no_group_is_a_chain():
    records = list(_records())
    found = link(records)
    assert 150 < len(found.groups) < 250
    assert max(map(len, found.groups)) < 25
    data = prepare(records)
    for members in found.groups:
        left, right = np.triu_indices(len(members), 1)
        at = np.array(members)
        assert (scores(data, DEFAULT, at[left], at[right]) >= DEFAULT.doubtful_from).all()
