"""Organisations of the network, with or without a public counter (ledger CEN-22, NET-03)."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.directory.actions.hand import local_day, lock_place
from maillage.apps.directory.actions.identity import free_id
from maillage.apps.directory.actions.organisations import link_places_to_organisations
from maillage.apps.directory.actions.rule import BY_HAND
from maillage.apps.directory.actions.version import next_version
from maillage.apps.directory.errors import OrganisationKnown
from maillage.apps.directory.models import Organisation
from maillage.apps.directory.queries.partners import find_partner_named, get_partner
from maillage.apps.territories.queries import folded

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

PARTNER_FIELDS = ("nom", "family", "missions", "contact_nom", "telephone", "courriels", "site_web")


@transaction.atomic
def ensure_organisation(
    *, nom: str, by: "User", now: datetime, family: str = "", missions: str = ""
) -> Organisation:
    """Return the organisation of this name, entered in the directory if need be.

    Accents, case and hyphens aside: twenty spellings of one town hall are one actor. What is
    already said of a known one is left as it is.
    """
    if known := _named(nom):
        return known
    # Taking the version makes this writer the only one: two at once enter one organisation.
    next_version()
    if known := _named(nom):
        return known
    wanted = folded(nom)
    taken: set[str] = set()
    number = free_id(taken, BY_HAND, "organisation", wanted)
    while Organisation.objects.filter(public_id=number).exists():
        number = free_id(taken, BY_HAND, "organisation", wanted)
    organisation = Organisation.objects.create(
        public_id=number,
        nom=nom,
        family=family,
        missions=missions,
        by_hand=True,
        verified_on=local_day(now),
    )
    write_audit(
        action="add_organisation",
        by=by,
        now=now,
        before={},
        after={"nom": nom, "family": family, "missions": missions},
        subject=("organisation", number),
    )
    return organisation


@transaction.atomic
def add_partner(*, values: Mapping[str, Any], by: "User", now: datetime) -> Organisation:
    """Enter an organisation in the directory; places that name it are tied to it.

    Raises OrganisationKnown when one already bears this name, whatever its spelling.
    """
    next_version()
    if known := find_partner_named(values["nom"]):
        raise OrganisationKnown(nom=known.nom)
    organisation = ensure_organisation(nom=values["nom"], by=by, now=now)
    said = {name: values[name] for name in PARTNER_FIELDS if name in values}
    for name, value in said.items():
        setattr(organisation, name, value)
    organisation.save()
    _trace("edit_organisation", organisation, {}, said, by=by, now=now)
    link_places_to_organisations(organisation.pk)
    return organisation


@transaction.atomic
def edit_partner(
    *, public_id: str, values: Mapping[str, Any], by: "User", now: datetime
) -> Organisation:
    """Correct what is said of an organisation; it is verified that day.

    Raises OrganisationUnknown, OrganisationKnown.
    """
    next_version()
    organisation = get_partner(public_id)
    if "nom" in values and (known := find_partner_named(values["nom"], but=public_id)):
        raise OrganisationKnown(nom=known.nom)
    before = {name: getattr(organisation, name) for name in PARTNER_FIELDS}
    for name in PARTNER_FIELDS:
        if name in values:
            setattr(organisation, name, values[name])
    after = {name: getattr(organisation, name) for name in PARTNER_FIELDS}
    organisation.verified_on = local_day(now)
    organisation.save()
    changed = [name for name in PARTNER_FIELDS if before[name] != after[name]]
    if changed:
        _trace(
            "edit_organisation",
            organisation,
            {name: before[name] for name in changed},
            {name: after[name] for name in changed},
            by=by,
            now=now,
        )
        if "nom" in changed:
            link_places_to_organisations(organisation.pk)
    return organisation


@transaction.atomic
def close_partner(*, public_id: str, by: "User", now: datetime, again: bool = False) -> None:
    """Take an organisation out of the directory, or put it back (`again`); nothing is erased.

    Raises OrganisationUnknown.
    """
    next_version()
    organisation = get_partner(public_id)
    before = {"closed_on": organisation.closed_on}
    organisation.closed_on = None if again else organisation.closed_on or local_day(now)
    after = {"closed_on": organisation.closed_on}
    if before == after:
        return
    organisation.save(update_fields=["closed_on"])
    _trace("close_organisation", organisation, before, after, by=by, now=now)


@transaction.atomic
def give_place(*, public_id: str, organisation: str, by: "User", now: datetime) -> None:
    """Say which organisation holds a place, "" for none: its people then speak for it.

    Raises PlaceUnknown, OrganisationUnknown.
    """
    place = lock_place(public_id)
    before = place.organisation.nom if place.organisation else ""
    place.organisation = get_partner(organisation) if organisation else None
    after = place.organisation.nom if place.organisation else ""
    if before == after:
        return
    place.updated_at = now
    place.save(update_fields=["organisation", "index_version", "updated_at"])
    write_audit(
        action="give_place",
        by=by,
        now=now,
        before={"organisation": before},
        after={"organisation": after},
        place=place,
    )


def _trace(
    action: str,
    organisation: Organisation,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    by: "User",
    now: datetime,
) -> None:
    write_audit(
        action=action,
        by=by,
        now=now,
        before=before,
        after=after,
        subject=("organisation", organisation.public_id),
    )


def _named(nom: str) -> Organisation | None:
    wanted = folded(nom)
    for known in Organisation.objects.order_by("pk"):
        if folded(known.nom) == wanted:
            return known
    return None
