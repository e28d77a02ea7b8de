"""A social guide is taken in as it is, not rebuilt: its places say their source."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from maillage.apps.directory.queries import forget_index
from maillage.apps.directory.tests.factories import Place
from maillage.apps.directory.tests.pages import RESULTS, names, read, said, url_of
from maillage.apps.imports.models import DeliveredFile
from maillage.apps.imports.tests.test_mapping import (
    NEW,
    decide,
    describe,
)
from maillage.web.jobs import run_waiting

pytestmark = pytest.mark.django_db
# As the guides of solidarity write it: one entry a place, words of their own, points as GeoJSON.
GUIDE = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [3.2070, 50.3050]},
            "properties": {
                "lieu_id": 11,
                "name": "Accueil de jour La Bobine",
                "address": "4 rue du Bief",
                "postal_code": "59999",
                "city": "Clairmaille",
                "phone": "01 99 00 40 11",
                "services_all": "Aide aux démarches administratives",
            },
        },
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [3.2110, 50.3010]},
            "properties": {
                "lieu_id": 12,
                "name": "Bagagerie des Tisserands",
                "address": "9 rue du Velours",
                "postal_code": "59999",
                "city": "Clairmaille",
                "phone": "01 99 00 40 12",
                "services_all": "Accès internet et matériel informatique",
            },
        },
    ],
}


@pytest.mark.row("DAT-04")
def test_the_places_of_a_guide_come_in_with_their_source(desk):
    content = json.dumps(GUIDE, ensure_ascii=False).encode()
    desk.post(NEW, {"fichier": SimpleUploadedFile("guide.geojson", content), "fin": "1"})
    run_waiting()
    file = describe(desk, DeliveredFile.objects.latest("pk"))
    assert file.preview["counts"]["added"] == 2
    decide(desk, file)
    forget_index()
    desk.logout()
    assert sorted(names(desk.get(RESULTS))) == [
        "Accueil de jour La Bobine",
        "Bagagerie des Tisserands",
    ]
    for place in Place.objects.all():
        page = said(read(desk.get(url_of(place))).select_one("main"))
        origins = page.partition("D’où viennent ces informations")[2]
        assert "Maison des habitants (fictive)" in origins
