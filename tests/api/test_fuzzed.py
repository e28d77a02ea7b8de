"""The API against its own document: right and wrong requests, and nothing to say of the answers.

Schemathesis reads the OpenAPI document, writes requests that keep it and requests that break it,
and compares each answer with what the document promises: status, type, headers, body; right
requests are accepted, wrong ones refused, keys looked at. In this process: no network.
"""

from typing import Any

import pytest
import schemathesis
from django.utils import timezone
from hypothesis import HealthCheck, settings
from schemathesis import Case, Config, GenerationMode
from schemathesis.config import ChecksConfig, ProjectConfig, ProjectsConfig
from schemathesis.config._checks import PositiveDataAcceptanceConfig

from maillage.apps.accounts.actions import make_token
from maillage.apps.contributions.models import Proposal
from maillage.apps.directory.models import TemporaryClosure
from maillage.apps.directory.tests.factories import (
    make_equipment,
    make_offer,
    make_organisation,
    make_place,
    make_programme,
    make_user,
)
from maillage.apps.territories.models import Zone
from maillage.config.wsgi import application
from maillage.web.api import forget_counts

pytestmark = pytest.mark.django_db
PLACE, OFFER, ZONE, PROPOSAL = "0000000001", "0000000002", "centre", 1_001
DOCUMENT = "/api/v1/openapi.json"
EXAMPLES = settings(
    max_examples=15,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    deadline=None,
    database=None,
)
# A word of each list that a steward keeps: the document cannot enumerate them.
WORDS_OF_THE_LISTS = {
    "uses": "free_access",
    "themes": "rights",
    "kinds": "library",
    "adaptations": "own_pace",
}
# A tag that is not that of the place: 412 is what a right request then deserves.
ACCEPTED = ["2xx", "3xx", "401", "403", "404", "409", "412", "429"]


def plain(environ: Any, start_response: Any) -> Any:
    """Answer without compression: Schemathesis reads bytes as they come."""
    environ.pop("HTTP_ACCEPT_ENCODING", None)
    return application(environ, start_response)


def load(**parameters: str) -> Any:
    checks = ChecksConfig(
        positive_data_acceptance=PositiveDataAcceptanceConfig(expected_statuses=ACCEPTED)
    )
    config = Config(
        projects=ProjectsConfig(default=ProjectConfig(checks=checks, parameters=parameters))
    )
    return schemathesis.openapi.from_wsgi(DOCUMENT, plain, config=config)


anonymous = load()
with_key = load(public_id=PLACE, offer_id=OFFER, slug=ZONE, number=PROPOSAL)


class Key:
    """The key of somebody who keeps the base."""

    secret = ""

    def get(self, case: Case, context: Any) -> str:
        return Key.secret

    def set(self, case: Case, secret: str, context: Any) -> None:
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {secret}"}


with_key.auth(refresh_interval=None)(Key)


@pytest.fixture(autouse=True)
def base(db, settings):
    """A little town, and no limit: a fuzzer asks more than any program."""
    settings.API_LIMITS = dict.fromkeys(("network", "key", "wrong"), 1_000_000_000)
    forget_counts()
    now = timezone.now()
    zone = Zone.objects.create(kind="quarter", code="q", nom="Centre", slug=ZONE)
    place = make_place(
        public_id=PLACE, organisation=make_organisation(), quarter_zone=zone, wheelchair=False
    )
    place.programmes.add(make_programme())
    make_equipment(place)
    make_offer(place, public_id=OFFER, frais_a_charge=["Gratuit"])
    TemporaryClosure.objects.create(place=place, starts_on=now, ends_on=now, reason="Travaux")
    for _ in range(3):
        make_place(n_offers=2)
    keeper = make_user(role="data_steward")
    Proposal.objects.create(
        pk=PROPOSAL,
        kind="add_place",
        state="proposed",
        by=keeper,
        made_at=now,
        values={"place": {}},
    )
    scopes = ("places:write", "offers:write", "proposals:write")
    _token, Key.secret = make_token(owner=keeper, name="Clé", scopes=scopes, days=1, now=now)


def mend(case: Case) -> None:
    """Mend right requests where two values depend on one another, or on the base.

    No document can say it: a latitude goes with a longitude, the south is before the north, ages
    are in order, a word is in the list of the base, a cursor is one that we gave.
    """
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return
    query, body = case.query or {}, case.body
    if ("latitude" in query) != ("longitude" in query):
        query.pop("latitude", None)
        query.pop("longitude", None)
    query.pop("suite", None)
    if "bbox" in query:
        west, south, east, north = query["bbox"].split(",")
        south, north = sorted((south, north), key=float)
        query["bbox"] = f"{west},{south},{east},{north}"
    if isinstance(body, dict):
        mend_body(body)


def mend_body(body: dict[str, Any]) -> None:
    """Mend what is sent: a place, an offer, or a proposal of both."""
    if "kind" in body:
        ids = {"place_id": PLACE, "offer_id": OFFER}
        body.update({name: known for name, known in ids.items() if name in body})
        for part, change in (
            ("place", {"waiting": "Dix minutes"}),
            ("offer", {"intensity": "1 h"}),
        ):
            if isinstance(body.get(part), dict):
                mend_body(body[part])
                # A correction changes something of what the base holds, in words that it knows.
                body[part].update(change)
                if body[part].get("languages"):
                    body[part]["languages"] = ["fr"]
    else:
        ages = [body.get("age_min"), body.get("age_max")]
        if None not in ages:
            body["age_min"], body["age_max"] = sorted(ages)
        if (body.get("latitude") is None) != (body.get("longitude") is None):
            body.pop("latitude", None)
            body.pop("longitude", None)
        for name, word in WORDS_OF_THE_LISTS.items():
            # What a place says of its adaptations is free text: only an offer has a list.
            if body.get(name) and isinstance(body[name], list):
                body[name] = [word]


@anonymous.parametrize()
@EXAMPLES
def test_without_a_key_nothing_is_answered_that_the_document_does_not_say(case):
    mend(case)
    case.call_and_validate()


@with_key.parametrize()
@EXAMPLES
def test_with_a_key_nothing_is_answered_that_the_document_does_not_say(case):
    mend(case)
    case.call_and_validate()
