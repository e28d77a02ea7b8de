"""Rows for tests, each whole and valid by itself; a test says only what it is about.

Everything is invented: the town of Clairmaille, telephones of the ranges kept for fiction.
"""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model

from maillage.apps.directory.actions.identity import public_id
from maillage.apps.directory.actions.version import next_version
from maillage.apps.directory.models import (
    Attachment,
    Equipment,
    Membership,
    Offer,
    Organisation,
    Place,
    PlacePhoto,
    Programme,
    SourceRecord,
)

# What tests of other applications ask of ours, and we of theirs: no table is imported twice.
from maillage.apps.directory.models import AuditRow as AuditRow
from maillage.apps.directory.models import PlaceState as PlaceState
from maillage.apps.directory.models import ProfessionalNote as ProfessionalNote
from maillage.apps.directory.models import TemporaryClosure as TemporaryClosure
from maillage.apps.directory.queries.photos import SIZES, photo_file

Zone = apps.get_model("territories", "Zone")

NOW = datetime(2026, 9, 15, 8, 20, tzinfo=UTC)  # a Tuesday, 10:20 in Paris
TODAY = date(2026, 9, 15)
SOURCE = "clairmaille"
CLAIRMAILLE = {"commune": "Clairmaille", "code_postal": "59999", "code_insee": "59999"}
POSITION = {"latitude": 50.6311, "longitude": 3.0722}

_numbers = count(1)


def make_user(
    email: str = "",
    *,
    name: str = "Dominique Exemple",
    role: str = "coordinator",
    organisation: Organisation | None = None,
    zone: Any = None,
    **fields: Any,
) -> Any:
    """Return a person who may sign in; without a password, give them to `client.force_login`.

    They coordinate the network unless another role is said; "" gives none.
    """
    email = email or f"personne{next(_numbers)}@clairmaille.example"
    user = get_user_model().objects.create_user(email, name=name, **fields)
    if role:
        make_membership(user, role, organisation=organisation, zone=zone)
    return user


def make_membership(user: Any, role: str, **fields: Any) -> Membership:
    """Return a role that a person holds."""
    return Membership.objects.create(user=user, role=role, started_at=NOW, **fields)


def make_organisation(**fields: Any) -> Organisation:
    """Return an organisation."""
    number = next(_numbers)
    said = {"public_id": public_id("organisation", str(number)), "nom": f"Association {number}"}
    return Organisation.objects.create(**said | fields)


def make_source_record(**fields: Any) -> SourceRecord:
    """Return what a source said of something, not attached to anything."""
    number = next(_numbers)
    said: dict[str, Any] = {
        "source": SOURCE,
        "key": f"fiche-{number}",
        "content_hash": f"{number:032x}",
        "payload": {},
        "values": {},
        "stated_on": TODAY,
        "received_at": NOW,
    }
    return SourceRecord.objects.create(**said | fields)


def make_place(*, n_offers: int = 0, **fields: Any) -> Place:
    """Return an open place of Clairmaille without a source, visible at the next search."""
    number = next(_numbers)
    said: dict[str, Any] = {
        "public_id": public_id("lieu", str(number)),
        "nom": f"Lieu {number}",
        "adresse": f"{number} rue du Rouet",
        "index_version": next_version(),
        "created_at": NOW,
        "updated_at": NOW,
    }
    place = Place.objects.create(**said | CLAIRMAILLE | POSITION | fields)
    for _ in range(n_offers):
        make_offer(place)
    return place


def make_offer(place: Place | None, **fields: Any) -> Offer:
    """Return an offer at a place, as a source would give it: without a contact."""
    number = next(_numbers)
    said: dict[str, Any] = {
        "public_id": public_id("offre", str(number)),
        "place": place,
        "title": f"Offre {number}",
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Offer.objects.create(**said | fields)


def make_equipment(place: Place, kind: str = "computer", **fields: Any) -> Equipment:
    """Return what a place lets people use."""
    if "record" not in fields:
        fields["record"] = make_source_record()
    return Equipment.objects.create(place=place, kind=kind, **fields)


def make_attachment(place: Place, offer: Offer | None = None, **fields: Any) -> Attachment:
    """Return the tie from a source's record to a place."""
    if "record" not in fields:
        fields["record"] = make_source_record()
    record = fields["record"]
    said: dict[str, Any] = {
        "source": record.source,
        "key": record.key,
        "content_hash": record.content_hash,
        "attached_at": NOW,
    }
    return Attachment.objects.create(place=place, offer=offer, **said | fields)


def make_programme(nom: str = "Espaces parents", **fields: Any) -> Programme:
    """Return a programme."""
    return Programme.objects.create(nom=nom, slug=fields.pop("slug", public_id(nom)), **fields)


def make_photo(place: Place, **fields: Any) -> PlacePhoto:
    """Return a photograph that is shown of a place; its files are there, and are no image."""
    said = {"sha256": "a" * 64, "width": 960, "height": 720, "alt": "Porte bleue", "agreed": True}
    for size in SIZES:
        file = photo_file(str(fields.get("sha256", said["sha256"])), size)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"")
    return PlacePhoto.objects.create(place=place, **said | {"added_at": NOW} | fields)
