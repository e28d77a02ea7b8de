"""The demonstration on a laptop, on a market, without any network (ledger CHA-07)."""

import pytest

from tests.installation.process import answer_of

DEMONSTRATION = """
import io, json
import django
django.setup()
from django.core.management import call_command
from django.test import Client

call_command("migrate", verbosity=0)
call_command("demo", stdout=io.StringIO())
call_command("collectstatic", interactive=False, verbosity=0)

from maillage.apps.directory.queries import zones_to_search
from django.utils import timezone

client = Client(SERVER_NAME="localhost")
zones = zones_to_search(today=timezone.localdate()).choices
quarter = next(one for one in zones if one.kind == "quarter")
pages = {}
for path in ("/", "/lieux/", "/carte/", "/agenda/", "/mur/", f"/q/{quarter.slug}/"):
    answer = client.get(path, follow=True)
    text = answer.content.decode()
    pages[path] = [answer.status_code, "<svg" in text and "class=\\"map" in text]
paper = client.get(f"/papier/quartier/{quarter.slug}/guide.pdf")
body = b"".join(paper.streaming_content) if paper.streaming else paper.content
print(json.dumps({"pages": pages, "paper": [paper.status_code, body[:5].decode("latin-1")],
                  "asked": ASKED}))
"""
LEAVES = """
import json, urllib.request
try:
    urllib.request.urlopen("http://example.org/", timeout=2)
except OSError:
    pass
print(json.dumps(ASKED))
"""


@pytest.mark.row("CHA-07")
def test_the_demonstration_runs_without_a_network(tmp_path):
    said = answer_of(tmp_path, DEMONSTRATION)
    assert said["asked"] == []
    assert {status for status, _map in said["pages"].values()} == {200}, said["pages"]
    assert said["pages"]["/lieux/"][1], "the map of the results is drawn here"
    assert said["paper"] == [200, "%PDF-"]


def test_who_leaves_the_machine_is_seen(tmp_path):
    assert answer_of(tmp_path, LEAVES) == ["example.org"]
