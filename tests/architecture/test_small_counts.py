"""Every output of one base is read twice, between which a few people changed place: nothing moves.

Searches and drop-ins are small counts in rows and columns of large ones. Two worlds have the same
totals and other small counts (2 and 3, then 3 and 2): whatever page, file, dossier or command tells
one from the other tells a small count. Large counts that change place are seen, or the walk would
prove nothing.
"""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from pypdf import PdfReader

from maillage.apps.agenda.models import Visit
from maillage.apps.agenda.tests.factories import make_visit
from maillage.apps.directory.tests.factories import make_offer, make_place, make_user
from maillage.apps.observatory.actions.snapshots import laid_out
from maillage.apps.observatory.queries.support import forget
from maillage.apps.observatory.tests.factories import SOUTH, STEP, WEST, block, make_grid, statement
from maillage.apps.orientation.models import SearchDay
from maillage.apps.territories.actions import load_zones
from maillage.apps.territories.models import Zone
from tools.permissions import addresses

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ENDINGS = ("csv", "xlsx", "ods", "geojson")
# What differs between two answers of one page and says nothing of anybody.
NOISE = re.compile(
    rb'name="(csrfmiddlewaretoken|key)" value="[^"]*"|hx-headers=\'[^\']*\'|nonce="[^"]*"'
    rb"|\d\d?( |\xc2\xa0|\xe2\x80\xaf)?[h:]( |\xc2\xa0|\xe2\x80\xaf)?\d\d"
)
# Where figures are; the commands and the dossier too.
FIGURES = re.compile(r"/pro/(observatoire|.*chiffres|.*bilan|.*tableau)|gaps|access|facts|pdf")
# Not counts: one line by visit, in the format of La Coop, for those who send it there.
LINES = re.compile(r"/pro/agenda/chiffres/coop\.(csv|xlsx|ods)")
# The desk tells what the walk itself did on the way.
DESK = "/pro/"
# By quarter and need: how many searches, how many of them without an answer.
SMALL = {
    ("ouest", "demarche"): (2, 1), ("ouest", "mail"): (3, 2),
    ("est", "demarche"): (3, 2), ("est", "mail"): (2, 1),
}  # fmt: skip
LARGE = {
    ("ouest", "apprendre"): (60, 30), ("est", "apprendre"): (80, 40),
    ("ouest", "ordinateur"): (70, 20), ("est", "ordinateur"): (90, 50),
}  # fmt: skip


@pytest.fixture
def town():
    """Two quarters, two places, a year of searches, drop-ins of two subjects."""
    forget()
    make_grid()
    load_zones(
        [
            statement("quarter", "ouest", block(0, 0, 4, 3), ("commune", "59999")),
            statement("quarter", "est", block(0, 3, 4, 3), ("commune", "59999")),
        ]
    )
    place = make_place(latitude=SOUTH + STEP / 2, longitude=WEST + STEP / 2)
    make_offer(place)
    last = timezone.localdate().replace(day=1) - timedelta(days=10)
    for (quarter, need), (n, unmet) in (SMALL | LARGE).items():
        zone = Zone.objects.get(code=quarter)
        SearchDay.objects.create(day=last, need=need, zone=zone, n_searches=n, n_unmet=unmet)
    # Figures are of months that have ended.
    at = timezone.now().replace(day=1) - timedelta(days=10)
    for topic, n in (("email", 2), ("logement", 3), ("travail_formation", 40)):
        for _ in range(n):
            make_visit(place=place, topics=[topic], at=at, day=at.date(), noted_at=at)
    yield
    forget()


def swap(searches, ouest, est):
    """Exchange what was searched for under two needs, in both quarters."""
    for code, needs in (("ouest", ouest), ("est", est)):
        rows = [SearchDay.objects.get(zone__code=code, need=need) for need in needs]
        for row, (n, unmet) in zip(
            rows, [searches[code, need] for need in needs[::-1]], strict=True
        ):
            row.n_searches, row.n_unmet = n, unmet
            row.save()


def content(answer):
    """Return what an answer says, without what changes at each answer."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            names = sorted(name for name in packed.namelist() if "docProps" not in name)
            body = b"\n".join(packed.read(name) for name in names)
    elif body[:4] == b"%PDF":
        pages = PdfReader(io.BytesIO(body)).pages
        body = "\n".join(page.extract_text() for page in pages).encode()
    return NOISE.sub(b"", body)


def urls():
    """Yield every address that needs no object but a quarter or a format."""
    for one in addresses():
        words = set(one.words)
        if one.public and "/api" not in one.pattern and "/opendata" not in one.pattern:
            continue  # pages of residents count nobody
        if one.check in ("may_observe_zone", "may_keep_territory") and words == {"slug"}:
            for slug in ("quarter-ouest", "quarter-est"):
                yield reverse(one.route, kwargs={"slug": slug})
        elif words == {"ending"}:
            for ending in ENDINGS:
                if re.search(r"ending:|table:", one.pattern):
                    yield one.pattern.split("<")[0] + ending
        elif not words:
            try:
                yield reverse(one.route)
            except NoReverseMatch:  # of a library, without a name of its own
                continue


def everything(client, people, known=None):
    """Return what each output says, by its address and who reads; `known`: of these alone."""
    said = {}
    for role, person in people.items():
        client.force_login(person, BACKEND)
        for url in urls():
            if (
                "deconnexion" in url
                or LINES.fullmatch(url)
                or (known is not None and (role, url) not in known)
            ):
                continue
            answer = client.get(url)
            if answer.status_code == 200:
                said[role, url] = content(answer)
    for command in ("gaps", "access"):
        out = io.StringIO()
        call_command(command, "--kind", "quarter", stdout=out)
        said["command", command] = out.getvalue().encode()
    facts, pdf = laid_out("quarter", title="Essai", minutes=15, now=timezone.now())
    said["dossier", "facts"] = repr(facts).encode()
    said["dossier", "pdf"] = b"\n".join(
        page.extract_text().encode() for page in PdfReader(io.BytesIO(pdf)).pages
    )
    return said


def moved(before, after):
    return sorted(key for key in before if before[key] != after.get(key))


def test_no_output_tells_two_worlds_of_few_people_apart(town, client):
    client.raise_request_exception = False
    people = {"coordinator": make_user(role="coordinator")}
    first = everything(client, people)
    # Walls, tokens and moments move by themselves; no page or file of figures does.
    alone = set(moved(first, everything(client, people, first)))
    assert not [url for _who, url in alone if FIGURES.match(url)], alone
    first = {key: said for key, said in first.items() if key not in alone}
    swap(SMALL, ("demarche", "mail"), ("demarche", "mail"))
    one = Visit.objects.filter(topics=["logement"]).first()
    Visit.objects.filter(pk=one.pk).update(topics=["email"])
    assert moved(first, everything(client, people, first)) == []
    swap(LARGE, ("apprendre", "ordinateur"), ("apprendre", "ordinateur"))
    figures = {key: said for key, said in first.items() if FIGURES.match(key[1])}
    seen = {url for _who, url in moved(figures, everything(client, people, figures))}
    assert reverse("observatory:register") in seen
    assert reverse("observatory:steering") in seen
    assert any(url.endswith((".csv", ".ods", ".xlsx")) for url in seen)
