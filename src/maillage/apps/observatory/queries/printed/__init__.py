"""A dossier put in words: the same for the page and for the paper, so that they cannot differ."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.observatory.queries.dossier import Dossier
from maillage.apps.observatory.queries.drawn import (
    MAP_READING,
    map_legend,
    map_notes,
    map_sentence,
    numbered_map,
    numbers_words,
)
from maillage.apps.observatory.queries.gaps import Cover
from maillage.apps.observatory.queries.index import index_for_dossier
from maillage.apps.observatory.queries.needs import NeedCount
from maillage.apps.observatory.queries.printed.beside import beside_sentence
from maillage.apps.observatory.queries.printed.gaps import gaps_words, zones_by_need
from maillage.apps.observatory.queries.printed.needs import (
    MOST_LINES,
    need_sentences,
    need_table,
    unit_of,
)
from maillage.apps.observatory.queries.references import Reference
from maillage.apps.observatory.queries.wording import (
    FEWEST,
    amount,
    plain_number,
    points_words,
    value_words,
)
from maillage.apps.territories.queries import kind_label
from maillage.core.access import Way
from maillage.web.words import date_words, listed


def printed(found: Dossier, *, title: str) -> dict[str, Any]:
    """Return all that the dossier says, in words; drawings are made by `drawn` apart."""
    return {
        "title": title,
        "short": title,
        "subtitle": _("%(n)s %(kind)s, au %(day)s")
        % {
            "n": len(found.zones),
            "kind": kind_label(found.kind, len(found.zones)),
            "day": date_words(found.on),
        },
        "made": _("Fait le %(day)s avec Maillage. Chaque chiffre a sa source en dernière page.")
        % {"day": date_words(found.on)},
        "figures": _figures(found),
        "essential": _essential(found),
        "publics": _publics(found),
        "offers": _offers(found),
        "needs": {"sentences": need_sentences(), "maps": _maps(found), "index": _index(found),
                  "table": need_table(found) if found.needs else {},},
        "gaps": gaps_words(found),
        "sources": [
            {
                "title": one.title,
                "words": f"{one.producer}, {one.year}. {one.licence}. {one.caveat}".strip(),
            }
            for one in found.sources
        ],
        "methods": _methods(found),
    }  # fmt: skip


def _index(found: Dossier) -> list[dict[str, Any]]:
    one = index_for_dossier(found.kind, found.on)
    return [one] if one is not None else []


def _figures(found: Dossier) -> list[dict[str, str]]:
    counted = [row for row in found.gaps.rows if row.is_counted] if found.gaps else []
    shown = [
        {
            "number": plain_number(found.n_places),
            "words": ngettext("lieu", "lieux", found.n_places),
            "base": ngettext(
                "ouvert au public dans la base", "ouverts au public dans la base", found.n_places
            ),
        },
        {
            "number": plain_number(found.n_offers),
            "words": ngettext("proposition", "propositions", found.n_offers),
            "base": _("en cours, dans ces lieux"),
        },
    ]
    if counted and found.gaps and found.gaps.by_cells:
        shown.insert(
            0,
            {
                "number": plain_number(sum(row.people for row in counted)),
                "words": _("habitants"),
                "base": _("de ces territoires, comptés par carreaux de 200 m"),
            },
        )
    return shown


def _essential(found: Dossier) -> list[str]:
    said = []
    for one in found.maps:
        known = [line for line in one.lines if line.number is not None]
        if known:
            said.append(
                _("%(measure)s : de %(least)s (%(last)s) à %(most)s (%(first)s).")
                % {
                    "measure": one.measure.nom,
                    "least": value_words(known[-1].value, one.measure),
                    "last": known[-1].zone.nom,
                    "most": value_words(known[0].value, one.measure),
                    "first": known[0].zone.nom,
                }
            )
    said += [_in_need(nom, lines) for nom, lines in found.needs[:3]]
    if found.gaps:
        lacking = zones_by_need(found.gaps.rows, Cover.GAP)
        for need, zones in lacking[:2]:
            said.append(
                ngettext(
                    "%(need)s : aucun lieu à %(minutes)s minutes à pied pour %(n)s territoire.",
                    "%(need)s : aucun lieu à %(minutes)s minutes à pied pour %(n)s territoires.",
                    len(zones),
                )
                % {"need": need, "minutes": found.gaps.minutes, "n": len(zones)}
            )
        if not lacking:
            said.append(_("Aucun manque certain à distance de marche : voyez la partie 4."))
    return said


def _in_need(nom: str, lines: Sequence[NeedCount]) -> str:
    total = sum(one.people or 0 for one in lines)
    unit = unit_of(lines[0].need)
    k = sum(1 for one in lines if one.people is not None)
    if any(one.is_estimate for one in lines):
        over = ngettext("estimation sur %(k)s territoire.", "estimation sur %(k)s territoires.", k)
    else:
        over = ngettext("sur %(k)s territoire.", "sur %(k)s territoires.", k)
    few = _("moins de %(n)s") % {"n": amount(FEWEST, unit)}
    return _("%(need)s : %(n)s, %(over)s") % {
        "need": nom,
        "n": few if total < FEWEST else amount(round(total, -1), unit),
        "over": over % {"k": k},
    }


def _publics(found: Dossier) -> dict[str, Any]:
    said = []
    if found.diagnosis is not None:
        publics = list(found.diagnosis.publics)
        said.append(
            _("Publics choisis pour ce diagnostic : %(publics)s.") % {"publics": listed(publics)}
            if publics
            else _("Aucun public n’a encore été choisi : le diagnostic porte sur tout le monde.")
        )
        if found.diagnosis.publics_why:
            said.append(found.diagnosis.publics_why)
    else:
        said.append(_("Aucun diagnostic n’est en cours : ce dossier porte sur tous les habitants."))
    if found.ended_on is not None:
        said.append(
            _("Le périmètre de ces territoires a cessé de valoir le %(day)s ; leurs chiffres sont "
              "ceux de ces années-là.") % {"day": date_words(found.ended_on)}
        )  # fmt: skip
    compared = [one for one in found.references if one.compared is not None]
    return {"sentences": said, "references": [_reference(one) for one in compared]}


def _maps(found: Dossier) -> list[dict[str, Any]]:
    return [
        {
            "title": one.measure.nom,
            "svg": drawn.svg,
            "words": f"{map_sentence(one)} {beside_sentence(one)}".strip(),
            "legend": [{"svg": line.swatch, "words": line.words} for line in map_legend(one)],
            "reading": " ".join(
                filter(None, [numbers_words(drawn), str(MAP_READING), *map_notes(one)])
            ),
        }
        for one, drawn in ((one, numbered_map(one, today=found.on)) for one in found.maps)
    ]


def _reference(one: Reference) -> dict[str, str]:
    return {
        "nom": one.nom,
        "value": f"{amount(one.value, one.unit)} ({one.population})",
        "compared": f"{amount(one.compared or 0, one.unit)} ({one.compared_population})",
        "gap": gap_words(one),
        "source": one.source,
    }


def gap_words(one: Reference) -> str:
    """Return how far a printed number is from the one beside it, in points or in its own unit."""
    if one.gap_points is not None:
        return points_words(one.gap_points)
    gap = one.value - (one.compared or 0)
    sign = "+" if gap > 0 else "−" if gap < 0 else ""
    return sign + amount(abs(gap), one.unit)


def _offers(found: Dossier) -> dict[str, Any]:
    without = [one.zone.nom for one in found.offers if one.n_places == 0]
    said = [
        _("La base tient %(places)s et %(offers)s.")
        % {
            "places": ngettext(
                "%(n)s lieu ouvert au public", "%(n)s lieux ouverts au public", found.n_places
            )
            % {"n": plain_number(found.n_places)},
            "offers": ngettext(
                "%(n)s proposition en cours", "%(n)s propositions en cours", found.n_offers
            )
            % {"n": plain_number(found.n_offers)},
        }
    ]
    if without:
        said.append(
            ngettext(
                "%(n)s territoire n’a aucun lieu dans son périmètre : %(names)s.",
                "%(n)s territoires n’ont aucun lieu dans leur périmètre : %(names)s.",
                len(without),
            )
            % {"n": len(without), "names": listed(without[:12]) + ("…" if without[12:] else "")}
        )
    no_hours = sum(one.n_places - one.n_with_hours for one in found.offers)
    inside = sum(one.n_places for one in found.offers)
    if no_hours:
        said.append(
            ngettext(
                "Sur les lieux de ces territoires (%(all)s), %(n)s ne dit pas ses horaires.",
                "Sur les lieux de ces territoires (%(all)s), %(n)s ne disent pas leurs horaires.",
                no_hours,
            )
            % {"all": inside, "n": no_hours}
        )
    elif inside:
        said.append(_("Tous les lieux de ces territoires disent leurs horaires."))
    lines = [
        {
            "nom": one.zone.nom,
            "places": str(one.n_places) if one.n_places else _("0 — non couvert"),
            "offers": str(one.n_offers),
            "languages": str(len(one.languages)) if one.languages else _("non dit"),
        }
        for one in found.offers[:MOST_LINES]
    ]
    services = [{"nom": nom, "n": str(n)} for nom, n in found.services]
    return {"sentences": said, "lines": lines, "services": services}


def _methods(found: Dossier) -> list[str]:
    said = [
        _("Un chiffre publié pour un territoire est préféré. À défaut, il est estimé à partir de "
          "zones plus petites, en proportion des habitants de chaque carreau de 200 mètres, et il "
          "est dit « estimé »."),
        _("Un chiffre caché par son producteur (secret statistique) n’est jamais remplacé par un "
          "zéro. Un nombre fait ici et plus petit que %(n)s n’est pas montré.") % {"n": FEWEST},
        _("Le guide « Méthodes » explique chaque calcul avec un exemple."),
    ]  # fmt: skip
    if found.gaps is not None and found.gaps.travel.walker is not None:
        travel = found.gaps.travel
        speed = plain_number(found.gaps.travel.walker.speed_km_h, digits=1)
        pct = plain_number(100 * (travel.detour - 1))
        if travel.way is Way.STREETS:
            how = _("Marche : %(speed)s km/h, par les rues (© les contributeurs d’OpenStreetMap).")
        elif travel.way is Way.MIXED:
            how = _(
                "Marche : %(speed)s km/h, par les rues (© les contributeurs d’OpenStreetMap) ; "
                "loin de toute rue connue, à vol d’oiseau allongé de %(detour)s %%."
            )
        else:
            how = _("Marche : %(speed)s km/h, à vol d’oiseau allongé de %(detour)s %%.")
        said.append(how % {"speed": speed, "detour": pct})
    return said
