"""`maillage demo`: fill the base with the invented town, through the real import chain."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from maillage.apps.accounts.actions import ensure_person
from maillage.apps.directory.actions import place_everything_in_zones
from maillage.apps.directory.actions.holdings import add_offer
from maillage.apps.directory.actions.organisations import link_places_to_organisations
from maillage.apps.directory.actions.partners import ensure_organisation
from maillage.apps.directory.actions.people import add_membership
from maillage.apps.directory.actions.staff import add_closure
from maillage.apps.directory.actions.territories import load_territory
from maillage.apps.directory.errors import MembershipKnown
from maillage.apps.directory.queries import find_place_by_alias, n_public_places
from maillage.apps.home.management.doors import put_doors
from maillage.apps.imports.actions import run_delivery
from maillage.apps.imports.actions.descriptions import ensure_described
from maillage.apps.imports.actions.mapping import Producer
from maillage.apps.imports.queries.sources import source_of
from maillage.apps.territories.queries import file_of_streets, get_zone, statements_of_file
from maillage.sources.clairmaille.described import DESCRIBED, described
from maillage.sources.clairmaille.files import TERRITORY, TOWN_FILES, write_files
from maillage.sources.clairmaille.life import (
    CALLED,
    CAMPAIGN,
    CLOSURES,
    ORGANISATIONS,
    OTHERS,
    PEOPLE,
    REPORTED,
)
from maillage.sources.clairmaille.offers import typed_offers
from maillage.web.errors import DomainError

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User
    from maillage.apps.imports.models import Delivery

COORDINATOR = "coordination@clairmaille.example"
STEWARD = "donnees@clairmaille.example"
MEMBER = "membre@clairmaille.example"
# Tools that serve already in the town: name, purpose, whose, what they do.
TOOLS = (
    ("Cahier des rendez-vous", "agenda", "Mairies de quartier", "Un cahier à l’accueil."),
    ("Carte des coups de main", "map", "Comité des habitants", "Les lieux que l’on connaît."),
    ("Guide des aides", "directory", "CCAS de Clairmaille", "Un classeur, refait chaque année."),
    ("Fiche de liaison papier", "liaison", "Centres sociaux", "Une feuille en deux exemplaires."),
    ("Lettre du réseau", "communication", "Coordination", "Un e-mail par mois aux partenaires."),
)
# What a member proposes, so that somebody has something to read.
PROPOSED_AT = ("clairmaille-recensement", "recensement-6")
PROPOSED = {
    "title": "Café des écrans, pour les parents",
    "contact_nom": "Accueil",
    "uses": ["personal_help"],
    "description": "Parler des écrans autour d’un café, le mercredi matin.",
}


class Command(BaseCommand):
    """Clairmaille does not exist: its places, people and telephones are invented."""

    help = (
        "Remplit la base avec Clairmaille, ville inventée, par la vraie chaîne d’import. "
        "Relancer la commande ne change rien."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--files", type=Path, help="dossier où garder les fichiers de la ville, pour les lire"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "La démonstration ne se charge pas dans une vraie base. "
                "Pour une base d’essai : MAILLAGE_DEMO=oui."
            )
        try:
            self._load(options.get("files"))
        except DomainError as error:
            raise CommandError(
                f"{error} Cette base n’est pas celle de la démonstration d’aujourd’hui : "
                "recommencez avec une base neuve (MAILLAGE_DATABASE)."
            ) from error

    def _load(self, files: Path | None) -> None:
        now = timezone.now()
        by = ensure_person(email=PEOPLE[0].email, name=PEOPLE[0].nom)
        _describe_files(by=by, now=now)
        with _folder(files) as folder:
            paths = write_files(folder)
            changed = _load_territory(paths[TERRITORY])
            deliveries = [
                run_delivery(paths[one.name], source_of(one.source), now=now) for one in TOWN_FILES
            ]
            _load_figures(paths, by=by, now=now)
        if changed and any(delivery.n_unchanged for delivery in deliveries):
            place_everything_in_zones(today=timezone.localdate(now), now=now)
        people = _people(now)
        n_offers = _type_offers(by=people[COORDINATOR], now=now)
        _announce_closures(by=people[COORDINATOR], now=now)
        _enter_tools(by=people[COORDINATOR], now=now)
        _propose(by=people[MEMBER], now=now)
        _link(now)
        put_doors(by=people[COORDINATOR], now=now)
        _report(by=people[STEWARD], now=now)
        _ask_places(by=people[COORDINATOR], owner=people[STEWARD], now=now)
        _fill_agenda(people, by=people[COORDINATOR], now=now)
        _write_sheets(people, now=now)
        self._tell(deliveries, n_offers)

    def _tell(self, deliveries: "list[Delivery]", n_offers: int) -> None:
        added = sum(delivery.n_added for delivery in deliveries)
        unchanged = sum(delivery.n_unchanged for delivery in deliveries)
        self.stdout.write(
            f"Clairmaille (ville inventée) : {n_public_places()} lieux, "
            f"{added} ajoutés, {unchanged} inchangés."
        )
        for delivery in deliveries:
            self.stdout.write(
                f"  {delivery.filename} : {delivery.n_in} lignes, {delivery.n_added} ajoutées, "
                f"{delivery.n_unchanged} inchangées, {delivery.n_refused} refusées."
            )
        self.stdout.write(f"  saisies à l’écran : {n_offers} offres ajoutées.")
        if _is_on("linking"):
            self._tell_links()
        self.stdout.write("Espace professionnel ; le code de connexion s’affiche ici :")
        for person in PEOPLE:
            self.stdout.write(f"  {person.email} : {person.words}")

    def _tell_links(self) -> None:
        from maillage.apps.directory.queries import active_joins
        from maillage.apps.linking.queries.pairs import n_waiting

        self.stdout.write(
            f"  rapprochements : {len(active_joins())} liens faits, {n_waiting()} à vérifier."
        )


@contextmanager
def _folder(asked: Path | None) -> Iterator[Path]:
    """Give the folder that was asked for, or one that is forgotten at the end."""
    if asked is not None:
        yield asked
        return
    with TemporaryDirectory(prefix="clairmaille-") as name:
        yield Path(name)


def _load_territory(path: Path) -> bool:
    """Load outlines and streets; return whether a territory is new or different."""
    count, _streets = load_territory(statements_of_file(path), file_of_streets(path).statements)
    return bool(count.added or count.changed)


def _load_figures(paths: dict[str, Path], *, by: "User", now: datetime) -> None:
    """Load the figures of the town, once: what somebody took out since comes back."""
    if _is_on("observatory"):
        from maillage.apps.home.management.figures import fill_figures

        fill_figures(paths, by=by, now=now)


def _describe_files(*, by: "User", now: datetime) -> None:
    """Keep what the columns of two files mean, so that the screens know their sources."""
    for one in TOWN_FILES:
        if one.source.startswith(DESCRIBED):
            known = described(one.source)
            said = Producer(
                title=known.title, producer=known.producer, licence=known.licence, url=known.url
            )
            ensure_described(slug=known.slug, said=said, mapping=known.mapping, by=by, now=now)


def _people(now: datetime) -> "dict[str, User]":
    """Return the invented people by address, each with the role that shows it.

    The organisations of the network are entered first, and places are tied to them.
    """
    people = {person.email: ensure_person(email=person.email, name=person.nom) for person in PEOPLE}
    by = people[PEOPLE[0].email]
    known = {
        one.nom: ensure_organisation(
            nom=one.nom, family=one.family, missions=one.missions, by=by, now=now
        )
        for one in (*ORGANISATIONS, *OTHERS)
    }
    link_places_to_organisations()
    for person in PEOPLE:
        try:
            add_membership(
                user=people[person.email],
                role=person.role,
                organisation=known.get(person.organisation),
                zone=get_zone(person.quarter).pk if person.quarter else None,
                by=by,
                now=now,
            )
        except MembershipKnown:
            continue
    return people


def _type_offers(*, by: "User", now: datetime) -> int:
    """Enter, as a form would, what the places say themselves; return how many were new."""
    n_new = 0
    places: dict[tuple[str, str], tuple[str, set[str]]] = {}
    for typed in typed_offers():
        where = (typed.source, typed.key)
        if where not in places:
            place = find_place_by_alias(*where)
            if place is None:
                raise CommandError(f"Aucun lieu ne s’appelle {typed.key} dans {typed.source}.")
            # A second run finds what it typed where it is shown since.
            place = place.joined_to or place
            known = set(place.offers.values_list("title", flat=True))
            places[where] = (place.public_id, known)
        public_id, titles = places[where]
        if typed.values["title"] in titles:
            continue
        add_offer(public_id=public_id, values=typed.values, by=by, now=now)
        titles.add(typed.values["title"])
        n_new += 1
    return n_new


def _announce_closures(*, by: "User", now: datetime) -> None:
    for closure in CLOSURES:
        place = find_place_by_alias(closure.source, closure.key)
        if place is None or place.closures.filter(reason=closure.reason).exists():
            continue
        add_closure(
            public_id=place.public_id,
            starts_on=closure.starts_on,
            ends_on=closure.ends_on,
            reason=closure.reason,
            by=by,
            now=now,
        )


def _is_on(module: str) -> bool:
    return any(one.name == module for one in settings.MODULES)


def _enter_tools(*, by: "User", now: datetime) -> None:
    """Enter the tools that already serve in the town, once."""
    if not _is_on("toolbox"):
        return
    from maillage.apps.toolbox.actions import add_tool
    from maillage.apps.toolbox.queries import tools

    known = {tool.nom for tool in tools()}
    for nom, purpose, owner, description in TOOLS:
        if nom not in known:
            values = {"nom": nom, "purpose": purpose, "owner": owner, "description": description}
            add_tool(values=values, by=by, now=now)


def _propose(*, by: "User", now: datetime) -> None:
    """Let a member propose one service, once: the queue of the keepers is not empty."""
    if not _is_on("contributions"):
        return
    from maillage.apps.contributions.actions import keep_draft, send
    from maillage.apps.contributions.queries.proposals import proposals_of

    place = find_place_by_alias(*PROPOSED_AT)
    if place is None or proposals_of(by):
        return
    draft = keep_draft(
        kind="add_offer",
        place=place,
        values={"offer": PROPOSED},
        note="Dès le mois prochain, avec une bénévole.",
        by=by,
        now=now,
    )
    send(number=draft.pk, by=by, now=now)


def _link(now: datetime) -> None:
    """Look for links once; those who come next find links and doubts, without a worker."""
    if not _is_on("linking"):
        return
    from maillage.apps.linking.actions.searching import search_links
    from maillage.apps.linking.errors import RunAtWork
    from maillage.apps.linking.queries.runs import last_run

    last = last_run()
    # What people undo in the demonstration stays undone, a search that was cut is ended.
    if last is not None and last.finished_at is not None and not last.failure:
        return
    try:
        search_links(now=now)
    except RunAtWork:
        return  # the worker is at it


def _report(*, by: "User", now: datetime) -> None:
    """Let residents tell two errors, once: one waits, the other has its answer."""
    if not _is_on("contributions"):
        return
    from maillage.apps.contributions.actions.reports import refuse_report, report
    from maillage.apps.contributions.queries.reports import reports_answered, reports_waiting

    if reports_waiting() or reports_answered():
        return
    for one in REPORTED:
        place = find_place_by_alias(one.source, one.key)
        if place is None:
            continue
        told, _code = report(
            place,
            kind=one.kind,
            text=one.text,
            right_value=one.right_value,
            values=None,
            channel="public",
            now=now - timedelta(days=2),
        )
        if one.answer:
            refuse_report(number=told.pk, answer=one.answer, by=by, now=now)


def _ask_places(*, by: "User", owner: "User", now: datetime) -> None:
    """Ask the places without e-mail whether their record holds, once; some have answered.

    No message leaves: these are called, or are brought a sheet.
    """
    if not _is_on("freshness"):
        return
    from maillage.apps.directory.queries.asking import Choice
    from maillage.apps.freshness.actions.answers import note_call
    from maillage.apps.freshness.actions.campaigns import Wanted, prepare_campaign, start_campaign
    from maillage.apps.freshness.actions.records import give_to_keep
    from maillage.apps.freshness.queries.campaigns import campaigns, requests_of

    if campaigns(limit=1):
        return
    outcomes = {
        place.public_id: outcome
        for source, key, outcome in CALLED
        if (place := find_place_by_alias(source, key)) is not None
    }
    give_to_keep(list(outcomes), owner.pk, by=by, now=now)
    today = timezone.localdate(now)
    wanted = Wanted(name=CAMPAIGN, answer_by=today + timedelta(days=30))
    campaign = prepare_campaign(
        Choice(owner=owner.pk),
        wanted,
        said={"due": "Toutes les fiches", "owner": owner.name},
        site_url="",  # only messages say it
        by=by,
        now=now,
    )
    start_campaign(campaign.pk, by=by, now=now)
    for request in requests_of(campaign.pk):
        outcome = outcomes.get(request.place.public_id)
        if outcome:
            later = today + timedelta(days=3) if outcome == "call_back" else None
            note_call(request.pk, outcome, by=owner, now=now, call_on=later)


def _fill_agenda(people: "dict[str, User]", *, by: "User", now: datetime) -> None:
    """Write a month of agenda, once: a base that somebody uses keeps what is theirs."""
    if _is_on("agenda"):
        from maillage.apps.home.management.month import fill_month

        fill_month(people=people, by=by, now=now)


def _write_sheets(people: "dict[str, User]", *, now: datetime) -> None:
    """Write sheets in every state and two paths, once."""
    if _is_on("liaison"):
        from maillage.apps.home.management.sheets import fill_sheets

        fill_sheets(people=people, now=now)
