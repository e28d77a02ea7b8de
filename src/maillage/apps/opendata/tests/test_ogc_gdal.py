"""The driver of QGIS (GDAL's OAPIF, through pyogrio) reads the service of a live server."""

import json
import subprocess
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, connections

from maillage.apps.directory.tests.factories import Zone, make_offer, make_place

pytestmark = pytest.mark.django_db
# A process of its own: GDAL waits for the answer while it holds the lock of Python, and the server
# of the test lives in this one.
READER = """
import json, sys
import pyogrio
import pyogrio.raw as raw

url, options = sys.argv[1], json.loads(sys.argv[2])
kept = {k: tuple(v) if isinstance(v, list) else v for k, v in options.items()}
meta, _fids, shapes, columns = raw.read(f"OAPIF:{url}", **kept)
table = dict(zip(meta["fields"], columns))
print(json.dumps({
    "ids": [str(one) for one in table["id"]],
    "names": [str(one) for one in table["nom"]],
    "fields": list(meta["fields"]),
    "n_shapes": sum(shape is not None for shape in shapes),
    "crs": meta["crs"],
    "layers": [str(name) for name, _kind in pyogrio.list_layers(f"OAPIF:{url}")],
    "services": [sorted(map(str, one)) for one in table.get("services", []) if one is not None],
}))
"""


@pytest.fixture(scope="module")
def oapif():
    """Skip, and say why, where pyogrio cannot read the service."""
    pyogrio = pytest.importorskip("pyogrio", reason="pyogrio is not installed: extra [geo]")
    if "OAPIF" not in pyogrio.list_drivers():
        pytest.skip("the GDAL of this pyogrio was built without the OAPIF driver")


class Quiet(WSGIRequestHandler):
    """Answers without a word on the screen of the tests."""

    def log_message(self, format, *args):
        """Say nothing."""


@pytest.fixture
def server(db):
    """Serve the base of this test, whose transaction is never committed, and return the address.

    The thread of the server borrows the connection of the test, which waits meanwhile: Django's
    own live server would empty the tables, and the next tests would miss what migrations wrote.
    """
    connection.inc_thread_sharing()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    site = make_server("127.0.0.1", 0, WSGIHandler(), handler_class=Quiet)

    def serve():
        connections["default"] = borrowed
        site.serve_forever(poll_interval=0.05)

    borrowed = connections["default"]
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{site.server_port}"
    site.shutdown()
    thread.join()
    site.server_close()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    connection.dec_thread_sharing()


def read(server, **options):
    """Return what GDAL reads of one layer."""
    done = subprocess.run(
        [sys.executable, "-c", READER, f"{server}/ogc", json.dumps(options)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def places(db):
    """Return 230 places on a line to the north, one without position: more than two pages."""
    made = [make_place(latitude=50 + n / 1_000, longitude=3.0, n_offers=n % 2) for n in range(229)]
    return [*made, make_place(latitude=None, longitude=None)]


@pytest.mark.row("MAP-08")
def test_gdal_reads_every_place_over_several_pages(oapif, server, places):
    found = read(server, layer="lieux", PAGE_SIZE="100")
    assert sorted(found["ids"]) == sorted(place.public_id for place in places)
    assert found["n_shapes"] == 229
    assert found["layers"] == ["lieux", "offres", "zones"]
    assert found["crs"] in ("EPSG:4326", "OGC:CRS84")


def test_gdal_asks_for_a_box_and_for_a_value(oapif, server, places):
    places[5].code_insee = "59001"
    places[5].save()
    inside = [place.public_id for place in places[10:21]]
    found = read(server, layer="lieux", bbox=[2.9, 50.0095, 3.1, 50.0205])
    assert sorted(found["ids"]) == sorted(inside)
    found = read(server, layer="lieux", where="code_insee = '59001'")
    assert found["ids"] == [places[5].public_id]


def test_gdal_knows_columns_that_no_place_of_the_first_page_has(oapif, server, places):
    last = max(places, key=lambda place: place.public_id)
    last.offers.all().delete()
    make_offer(last, services=["Aide aux démarches administratives"])
    found = read(server, layer="lieux", PAGE_SIZE="50")
    assert found["services"] == [["Aide aux démarches administratives"]]
    assert {"horaires", "local_wheelchair", "offres"} <= set(found["fields"])


def test_gdal_reads_territories_with_their_outline(oapif, server, places):
    square = [[3.0, 50.0], [3.2, 50.0], [3.2, 50.2], [3.0, 50.2], [3.0, 50.0]]
    Zone.objects.create(
        kind="qpv", code="QN05901A", nom="La Filature", slug="la-filature",
        geometry={"type": "Polygon", "coordinates": [square]},
        south=50.0, west=3.0, north=50.2, east=3.2,
    )  # fmt: skip
    found = read(server, layer="zones")
    assert (found["names"], found["n_shapes"]) == (["La Filature"], 1)
