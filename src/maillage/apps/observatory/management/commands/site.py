"""`maillage site`: where new places would bring people nearest, as the page works it out."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from maillage.apps.observatory.queries.siting import (
    MOST_NEW,
    Aim,
    Candidates,
    Reading,
    Sited,
    Wish,
    ZoneLine,
    site,
)
from maillage.apps.observatory.queries.siting.words import (
    finding_words,
    room_words,
    sure_words,
    why_words,
)
from maillage.apps.observatory.queries.wording import FEWEST
from maillage.web.errors import DomainError

KINDS = ["qpv", "quarter", "veille", "commune", "epci"]


class Command(BaseCommand):
    """Say where to put new places, in sentences or as JSON."""

    help = "Dit où implanter de nouveaux lieux pour un besoin ; les lieux qui y répondent restent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("need", help="le besoin : demarche, apprendre, imprimer…")
        parser.add_argument("--kind", choices=KINDS, default="qpv", help="qui : qpv par défaut")
        parser.add_argument("--among", choices=[str(c) for c in Candidates], default="lieux")
        parser.add_argument("--aim", choices=[str(aim) for aim in Aim], default="proche")
        parser.add_argument("--places", type=int, choices=range(1, MOST_NEW + 1), default=1)
        parser.add_argument("--minutes", type=int, choices=[5, 10, 15, 20], default=15)
        parser.add_argument(
            "--floor", action="store_true", help="chaque quartier prioritaire couvert"
        )
        parser.add_argument(
            "--room", type=int, metavar="HABITANTS", help="ce qu’un lieu nouveau reçoit au plus"
        )
        parser.add_argument("--json", action="store_true", help="écrire la réponse en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["room"] is not None and options["room"] < 1:
            raise CommandError("« --room » : au moins 1 habitant par lieu nouveau.")
        wish = Wish(
            kind=options["kind"],
            need=options["need"],
            aim=Aim(options["aim"]),
            candidates=Candidates(options["among"]),
            n_new=options["places"],
            minutes=options["minutes"],
            floor=options["floor"],
            room=options["room"],
        )
        try:
            found = site(wish, today=timezone.localdate())
        except DomainError as error:
            raise CommandError(str(error)) from error
        if found is None:
            raise CommandError("Aucun territoire de ce genre n’est chargé, ou besoin inconnu.")
        if options["json"]:
            self.stdout.write(json.dumps(_said(found), ensure_ascii=False, indent=2))
            return
        for sentence in (
            finding_words(found),
            *why_words(found),
            *room_words(found),
            *sure_words(found),
        ):
            self.stdout.write(sentence)


def _said(found: Sited) -> dict[str, Any]:
    seen = found.measured
    return {
        "outcome": found.outcome,
        "finding": finding_words(found),
        "why": why_words(found),
        "objective": found.objective,
        "at_best": found.at_best,
        "gap_pct": found.gap_pct,
        "chosen": [
            {"nom": one.nom, "latitude": one.latitude, "longitude": one.longitude,
             "place": one.place_id, "people": _told(people)}
            for one, people in zip(found.chosen, found.nearer, strict=True)
        ],
        "crowded": {one.nom: _told(one.people) for one in found.crowded},
        "all": _line(seen.all) if seen else None,
        "zones": [
            {"nom": line.zone.nom, "code": line.zone.code} | _line(line)
            for line in (seen.lines if seen else ())
            if line.zone
        ],
        "gini": [seen.gini_before, seen.gini_after] if seen else None,
    }  # fmt: skip


def _told(people: float) -> int | None:
    """Return a count that is not too small to be told."""
    return round(people) if people >= FEWEST else None


def _line(line: ZoneLine) -> dict[str, Any]:
    return {"before": _reading(line.before), "after": _reading(line.after)}


def _reading(one: Reading) -> dict[str, Any]:
    return {"mean_min": one.mean_min, "shares_pct": one.shares_pct}
