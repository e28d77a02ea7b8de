"""The map of siting that moves: today, with the places chosen, with those kept aside."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.apps.observatory.queries.hole_words import people_words
from maillage.apps.observatory.queries.outlined import OutlinedZone, class_number, outlined
from maillage.apps.observatory.queries.siting import Sited, ZoneLine
from maillage.apps.observatory.queries.siting.drawn import level_of_reading
from maillage.apps.observatory.queries.siting.words import mean_words
from maillage.apps.observatory.queries.wording import amount
from maillage.apps.observatory.views.live import LiveMap, Turn, live_map
from maillage.apps.observatory.views.siting_compare import Compared


def sited_live(found: Sited, address: str, beside: Compared | None) -> LiveMap | None:
    """Return the map that moves of a choice; None where its library is not installed.

    address : of its outlines (`sited_outlines`)
    beside : the choice kept aside, when there is one
    """
    turns = []
    if found.chosen:
        turns = [
            Turn(_("Aujourd’hui"), address, before=True, chosen=_names(found)),
            Turn(_("Avec ces lieux"), address, before=False, chosen=_names(found)),
        ]
        if beside is not None and beside.against is not None:
            names = _names(beside.against)
            words = _("Avec le choix gardé")
            turns.append(Turn(words, beside.outlines, before=False, chosen=names))
    return live_map(
        _("où implanter un lieu"),
        address,
        kind=found.wish.kind,
        overlaid=False,
        steps=(_("Gagne plus"), _("Gagne moins")),
        turns=turns,
        turn=1 if turns else 0,
    )


def sited_outlines(
    found: Sited,
    lines: Sequence[ZoneLine],
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    pages: Mapping[int, str],
) -> str:
    """Return the zones before and after as GeoJSON, then the places chosen, those that are there.

    lines, rows : zones in the order of the table, and for each the values of `columns`
    pages : addresses of places, by number
    """
    zones = [
        OutlinedZone(
            line.zone,
            dict(zip(columns, row, strict=True)),
            level_of_reading(line.after),
            mean_words(line.after),
            _how(line),
            reverse("observatory:zone", args=[line.zone.slug]) if line.zone.slug else "",
            more={
                "classe_avant": class_number(level_of_reading(line.before)),
                "avant_en_mots": mean_words(line.before),
                "changement_en_mots": _change(line),
            },
        )
        for line, row in zip(lines, rows, strict=True)
        if line.zone is not None
    ]
    chosen = [
        _point(
            one.latitude,
            one.longitude,
            nature=_("lieu choisi"),
            territoire=one.nom,
            numero=rank,
            valeur_en_mots=_("plus proche pour %(people)s") % {"people": people_words(people)},
            provenance=_("peut-être déjà : à lui demander") if one.maybe else "",
            page=pages.get(one.place_id or 0, ""),
        )
        for rank, (one, people) in enumerate(zip(found.chosen, found.nearer, strict=True), start=1)
    ]
    there = [
        _point(*position, nature=_("lieu qui le fait déjà")) for position in found.given.existing
    ]
    return outlined(zones, points=[*chosen, *there])


def _names(found: Sited) -> list[str]:
    return [one.nom for one in found.chosen]


def _point(latitude: float, longitude: float, **properties: Any) -> dict[str, Any]:
    at = [round(longitude, 6), round(latitude, 6)]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": at},
        "properties": properties,
    }


def _change(line: ZoneLine) -> str:
    before, after = mean_words(line.before), mean_words(line.after)
    if line.people <= 0:
        return _("personne n’y est compté")
    if before == after:
        return _("%(mean)s, sans changement") % {"mean": before}
    return _("%(before)s aujourd’hui, %(after)s avec ces lieux") % {
        "before": before,
        "after": after,
    }


def _how(line: ZoneLine) -> str:
    """Return "3 092 habitants · à moins de 10 min : 20 % → 45 %"."""
    said = [people_words(line.people)]
    for n, share in line.before.shares_pct.items() if line.people > 0 else ():
        before, after = amount(share, "pct"), amount(line.after.shares_pct[n], "pct")
        moved = before if before == after else f"{before} → {after}"
        said.append(_("à moins de %(n)s min : %(share)s") % {"n": n, "share": moved})
    return " · ".join(said)
