"""Records, pairs and runs for tests: invented, each whole by itself."""

import hashlib
import json
from datetime import date
from itertools import count

from django.db import transaction

from maillage.apps.directory.actions import (
    Statement,
    join_places,
    publish_statements,
    withdraw_records,
)
from maillage.apps.directory.queries import ZoneFinder, records_to_link
from maillage.apps.directory.tests.factories import NOW, make_attachment, make_place
from maillage.apps.linking.models import ComparedRecord, Link, LinkPair, LinkRun

_numbers = count(1)
EVIDENCE = [
    {"field": "name", "weight": 6.2, "says": "for", "words": "Mêmes mots rares."},
    {"field": "number", "weight": -3.0, "says": "against", "words": "Numéros différents."},
    {"field": "phone", "weight": 0.0, "says": "unknown", "words": "Absent d’une fiche."},
]


def make_record(place=None, **fields):
    """Return a record as it was compared, attached to a place of its own unless one is given."""
    number = next(_numbers)
    home = place or make_place()
    if not home.attachments.exists():
        make_attachment(home)
    attachment = home.attachments.first()
    said = {
        "source": attachment.source,
        "key": attachment.key if place is None else f"{attachment.key}-{number}",
        "home": home,
        "values": {"name": home.nom, "street": home.adresse, "commune": home.commune},
        "fields_hash": f"h{number}",
        "compared_hash": f"h{number}",
    }
    return ComparedRecord.objects.create(**said | fields)


def make_pair(left=None, right=None, **fields):
    """Return a doubtful pair that nobody answered."""
    left, right = left or make_record(), right or make_record()
    said = {
        "left": left,
        "right": right,
        "probability": 0.7,
        "verdict": "doubtful",
        "evidence": EVIDENCE,
        "left_hash": left.fields_hash,
        "right_hash": right.fields_hash,
    }
    return LinkPair.objects.create(**said | fields)


def make_run(state="done", **fields):
    """Return a search that is over."""
    said = {"started_at": NOW, "finished_at": NOW} if state != "working" else {"started_at": NOW}
    return LinkRun.objects.create(state=state, **said | fields)


def make_link(left=None, right=None, *, run=None, **fields):
    """Return a link by the evidence between the places of two records, as a search makes it."""
    pair = make_pair(left, right, verdict="same", probability=0.999, **fields)
    join = join_places(pair.left.home_id, pair.right.home_id, evidence={}, now=NOW)
    return Link.objects.create(join=join, run=run or make_run(), pair=pair)


# ---------------------------------------------------------------- through the real chain


def said(nom, **fields):
    """Return what a source says of a place of Clairmaille."""
    known = {"commune": "Clairmaille", "code_postal": "59999", "code_insee": "59999"}
    return known | {"nom": nom} | fields


# Surely one place, whoever says it; then one that looks like it, and one that does not.
NAVETTE = said(
    "Médiathèque La Navette",
    adresse="12 rue du Rouet",
    telephone="+33199001234",
    latitude=50.2811,
    longitude=3.1822,
)
NAVETTE_TOO = said("La Navette", adresse="12 rue du Rouet", telephone="+33199001234")
NAVETTE_PERHAPS = said("La Navette")
COURTILS = said(
    "Centre social des Courtils",
    adresse="18 chaussée des Courtils",
    telephone="+33199002218",
    latitude=50.2911,
    longitude=3.2022,
)


def deliver(source, rows, *, gone=()):
    """Publish what a source says, by key, as a delivery does; withdraw what it names no more."""
    statements = [
        Statement(
            key=key,
            content_hash=hashlib.md5(json.dumps(place).encode()).hexdigest(),
            payload={},
            values={"place": place},
            stated_on=date(2026, 9, 1),
            line=None,
        )
        for key, place in rows.items()
    ]
    with transaction.atomic():
        if statements:
            zones = ZoneFinder(today=NOW.date())
            publish_statements(statements, source=source, delivery=None, now=NOW, zones=zones)
        if gone:
            withdraw_records(list(gone), source=source, now=NOW)


def shown():
    """Return the groups of (source, key) that residents see as one place, in order."""
    places = {}
    for record in records_to_link():
        places.setdefault(record.place, []).append((record.source, record.key))
    return sorted(sorted(group) for group in places.values())


def groups():
    """Return the groups of keys of two records or more."""
    return [[key for _source, key in group] for group in shown() if len(group) > 1]
