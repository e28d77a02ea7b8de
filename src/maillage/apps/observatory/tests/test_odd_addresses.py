"""Addresses that a hand, an old bookmark or a robot wrote wrong: an answer, never a failure."""

import re

import pytest
from django.urls import reverse

from maillage.apps.directory.tests.factories import make_user
from maillage.apps.observatory.tests.factories import Zone, make_figure, make_measure
from maillage.apps.observatory.urls import urlpatterns

pytestmark = pytest.mark.django_db
ODD = (
    "1e309", "-1", "0", "x", "99:99", "nan", "inf", "١", "1,5", "9" * 400, "é" * 3_000,
    "<script>alert(1)</script>", "'\"><b>", "\x00", "2026-02-30", "0000-00-00", "9999-12-31",
    "lundi", "a;b", "../..", "[]", "{}", "on", "None", "1" * 19, "-0", "1e-320", " ", "\u202e", "",
)  # fmt: skip
IDENTITIES = {"slug": "ouest", "code": "poverty_rate_pct", "number": 1, "step": 1, "ending": "csv"}
FIELD = re.compile(r'<(?:select|input|textarea)\b[^>]*?\bname="(\w+)"')
# With these, a page that works an answer out does.
ASKED = {"besoin": "apprendre", "genre": "quarter"}
# Read by pages in which no field has their name, and by the files, which have no form.
COMMON = ("besoin", "genre", "minutes", "moment", "pas", "mesure", "methode", "tout")


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda pattern: pattern.name)
def test_no_address_fails_whatever_is_asked_of_it(nine_cells, client, pattern):
    measure = make_measure()
    for zone in Zone.objects.filter(kind="quarter"):
        make_figure(zone, measure, 12.0)
    client.force_login(make_user())
    said = {name: IDENTITIES[name] for name in pattern.pattern.converters}
    address = reverse(f"observatory:{pattern.name}", kwargs=said)
    plain = client.get(address, ASKED)
    fields = set() if plain.streaming else set(FIELD.findall(plain.content.decode(errors="ignore")))
    fields = sorted(fields - {"csrfmiddlewaretoken"} | set(COMMON))
    # Each value to all fields but those asked, then each field in turn, and twice.
    tried = [dict.fromkeys(fields, odd) | ASKED for odd in ODD[::2]]
    tried += [ASKED | {name: ODD[n * 7 % len(ODD)]} for n, name in enumerate(fields)]
    tried += [ASKED | {name: ["0", "x"]} for name in fields]
    for one in tried:
        answer = client.get(address, one)
        assert answer.status_code < 500
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"<script>alert(1)" not in body or "html" not in answer["Content-Type"]
