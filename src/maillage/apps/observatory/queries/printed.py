"""A dossier put in words: the same for the page and for the paper, so that they cannot differ."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from maillage.apps.observatory.models import ReferenceFigure
from maillage.apps.observatory.queries.dossier import Dossier
from maillage.apps.observatory.queries.gaps import Cover, GapRow
from maillage.apps.observatory.queries.needs import NeedCount
from maillage.apps.observatory.queries.wording import FEWEST, amount, plain_number, value_words
from maillage.apps.territories.queries import kind_label
from maillage.web.words import date_words, listed

# A paper names the first ones, the files hold them all.
MOST_LINES = 40
MOST_HOLES = 14
_COVERS = {
    Cover.GAP: lazy("manque"),
    Cover.UNKNOWN: lazy("on ne sait pas"),
    Cover.SOME: lazy("pour certains"),
    Cover.COVERED: lazy("couvert"),
}


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
        "needs": {"sentences": _need_sentences(found), "maps": [], "index": [],
                  "tables": [_need_table(found, nom, lines) for nom, lines in found.needs]},
        "gaps": _gaps(found),
        "sources": [
            {
                "title": one.title,
                "words": f"{one.producer}, {one.year}. {one.licence}. {one.caveat}".strip(),
            }
            for one in found.sources
        ],
        "methods": _methods(found),
    }  # fmt: skip


def _figures(found: Dossier) -> list[dict[str, str]]:
    people = sum(row.people for row in found.gaps.rows) if found.gaps else 0.0
    shown = [
        {
            "number": plain_number(found.n_places),
            "words": _("lieux"),
            "base": _("ouverts au public dans la base"),
        },
        {
            "number": plain_number(found.n_offers),
            "words": _("propositions"),
            "base": _("en cours, dans ces lieux"),
        },
    ]
    if found.gaps and found.gaps.by_cells:
        shown.insert(
            0,
            {
                "number": plain_number(people),
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
    for nom, lines in found.needs[:3]:
        total = sum(one.people or 0 for one in lines)
        counted = [one for one in lines if one.people is not None]
        words = _("%(need)s : %(n)s personnes ou foyers, %(estimate)s")
        said.append(
            words
            % {
                "need": nom,
                "n": plain_number(round(total, -1)),
                "estimate": _("estimation sur %(k)s territoires.") % {"k": len(counted)}
                if any(one.is_estimate for one in lines)
                else _("sur %(k)s territoires.") % {"k": len(counted)},
            }
        )
    if found.gaps:
        lacking = _by_need(found.gaps.rows, Cover.GAP)
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


def _reference(one: ReferenceFigure) -> dict[str, str]:
    gap = one.value - (one.compared or 0)
    return {
        "nom": one.nom,
        "value": f"{amount(one.value, one.unit)} ({one.population})",
        "compared": f"{amount(one.compared or 0, one.unit)} ({one.compared_population})",
        "gap": _("%(gap)s points")
        % {"gap": ("+" if gap > 0 else "−") + plain_number(abs(gap), digits=1)},
        "source": one.source,
    }


def _offers(found: Dossier) -> dict[str, Any]:
    without = [one.zone.nom for one in found.offers if one.n_places == 0]
    said = [
        _("La base tient %(places)s lieux ouverts au public et %(offers)s propositions en cours.")
        % {"places": plain_number(found.n_places), "offers": plain_number(found.n_offers)}
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
    if inside:
        said.append(
            _("Sur les %(all)s lieux de ces territoires, %(n)s ne disent pas leurs horaires.")
            % {"all": inside, "n": no_hours}
        )
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


def _need_sentences(found: Dossier) -> list[str]:
    return [
        _("Un nombre de personnes ne dit rien de chacune d’elles. Il sert à savoir combien de "
          "places, d’heures et de langues il faut."),
        _("Ce que les habitants font déjà avec leur téléphone est une force : un besoin d’aide "
          "pour une démarche n’est pas une absence d’usages."),
    ]  # fmt: skip


def _need_table(found: Dossier, nom: str, lines: Sequence[NeedCount]) -> dict[str, Any]:
    need = lines[0].need
    pairs = sorted(
        zip(found.zones, lines, strict=True),
        key=lambda pair: (pair[1].people is None, -(pair[1].people or 0), pair[0].nom),
    )
    return {
        "title": nom,
        "sentence": f"{need.sentence} {need.source} ({need.year}).",
        "caveat": need.caveat,
        "lines": [
            {"nom": zone.nom, "people": people_words(one), "how": arithmetic(one)}
            for zone, one in pairs[:MOST_LINES]
        ],
    }


def people_words(one: NeedCount) -> str:
    """Return how many people are in need, in words; a small number is not shown."""
    if one.people is None:
        return _("pas de chiffre")
    if one.people < FEWEST:
        return _("moins de %(n)s") % {"n": FEWEST}
    number = plain_number(round(one.people, -1) if one.is_estimate else one.people)
    return _("environ %(n)s") % {"n": number} if one.is_estimate else number


def arithmetic(one: NeedCount) -> str:
    """Return how a number of people was made: "3 352 × 13,4 % (taux : Métropole de Lille)"."""
    if one.base is None or one.base.value is None:
        return ""
    if one.rate_pct is None:
        return _("estimé, %(year)s") % {"year": one.base.year} if one.base.is_estimate else ""
    said = f"{plain_number(one.base.value)} × {amount(one.rate_pct, 'pct')}"
    return f"{said} ({_('taux')} : {one.rate_of})" if one.rate_of else said


def _by_need(rows: Sequence[GapRow], cover: Cover) -> list[tuple[str, list[GapRow]]]:
    """Return the needs and the zones where they have this cover, those of most people first."""
    found: dict[str, list[GapRow]] = {}
    for row in rows:
        for cell in row.cells:
            if cell.cover is cover:
                found.setdefault(cell.need.label, []).append(row)
    return sorted(found.items(), key=lambda pair: (-sum(r.people for r in pair[1]), pair[0]))


def holes(found: Dossier) -> list[str]:
    """Return what lacks in sentences: never, then after work, then free of charge after work."""
    if found.gaps is None:
        return []
    said, minutes = [], found.gaps.minutes
    for need, rows in _by_need(found.gaps.rows, Cover.GAP):
        said.append(
            _("%(need)s : aucun lieu à moins de %(minutes)s minutes à pied, %(zones)s.")
            % {"need": need, "minutes": minutes, "zones": _some(rows, found)}
        )
    ways = (
        ("after_work", _("%(need)s : aucun lieu ouvert en semaine après 17 h 30 à moins de "
                         "%(minutes)s minutes à pied, %(zones)s.")),
        ("saturday", _("%(need)s : aucun lieu ouvert le samedi à moins de %(minutes)s minutes à "
                       "pied, %(zones)s.")),
    )  # fmt: skip
    for name, words in ways:
        lacking: dict[str, list[GapRow]] = {}
        for row in found.gaps.rows:
            for cell in row.cells:
                reach = getattr(cell, name)
                # A place of which nobody said the hours may be open: no hole is claimed.
                if cell.any_time.n_places and not reach.n_places and not cell.n_unknown:
                    lacking.setdefault(cell.need.label, []).append(row)
        for need, rows in sorted(lacking.items(), key=lambda p: -sum(r.people for r in p[1])):
            said.append(words % {"need": need, "minutes": minutes, "zones": _some(rows, found)})
    return said


def _some(rows: Sequence[GapRow], found: Dossier) -> str:
    if len(rows) == len(found.zones) > 1:
        return _("pour tous les territoires")
    names = [row.zone.nom for row in sorted(rows, key=lambda row: -row.people)]
    more = len(names) - 4
    said = _("pour : %(names)s") % {"names": ", ".join(names[:4])}
    if more <= 0:
        return said
    return said + ngettext(" et %(n)s autre", " et %(n)s autres", more) % {"n": more}


def _gaps(found: Dossier) -> dict[str, Any]:
    blank: dict[str, Any] = {"sentences": [], "holes": [], "tables": [], "reading": ""}
    structures = [
        {"nom": one.organisation.nom, "kind": one.get_kind_display(), "text": one.text}
        for one in found.structure_needs
    ]
    findings = [
        {"text": one.text, "evidence": "; ".join(str(e.get("words", "")) for e in one.evidence)}
        for one in found.findings
    ]
    if found.gaps is None:
        return {**blank, "structures": structures, "findings": findings}
    counts = Counter(cell.cover for row in found.gaps.rows for cell in row.cells)
    everything = sum(counts.values())
    said = [
        _("Sur %(all)s croisements d’un territoire et d’un besoin : %(gap)s manques, %(some)s pour "
          "certains habitants seulement, %(covered)s couverts, %(unknown)s dont on ne sait rien, "
          "faute de description.")
        % {"all": everything, "gap": counts[Cover.GAP], "some": counts[Cover.SOME],
           "covered": counts[Cover.COVERED], "unknown": counts[Cover.UNKNOWN]}
    ]  # fmt: skip
    if found.gaps.n_without_position:
        said.append(
            ngettext(
                "%(n)s lieu sans position n’a pas pu être compté.",
                "%(n)s lieux sans position n’ont pas pu être comptés.",
                found.gaps.n_without_position,
            )
            % {"n": found.gaps.n_without_position}
        )
    sentences = holes(found)
    return {
        "sentences": said,
        "holes": sentences[:MOST_HOLES],
        "tables": _gap_tables(found),
        "reading": _("« Couvert » : au moins la moitié des habitants peuvent aller à pied, en "
                     "%(minutes)s minutes d’un pas tranquille, à un lieu qui le propose. « Pour "
                     "certains » : moins de la moitié. « On ne sait pas » : un lieu proche ne dit "
                     "pas s’il le fait. Les distances sont à vol d’oiseau, allongées de 30 %%.")
        % {"minutes": found.gaps.minutes},
        "structures": structures,
        "findings": findings,
    }  # fmt: skip


def _gap_tables(found: Dossier) -> list[dict[str, Any]]:
    """Return tables of five needs each: more columns would not be read on paper."""
    assert found.gaps is not None
    needs, tables = found.gaps.needs, []
    rows = sorted(found.gaps.rows, key=lambda row: -row.people)[:MOST_LINES]
    for start in range(0, len(needs), 5):
        part = range(start, min(start + 5, len(needs)))
        if all(row.cells[n].cover is Cover.UNKNOWN for row in rows for n in part):
            continue
        tables.append(
            {
                "title": listed([needs[n].label.lower() for n in part]).capitalize(),
                "columns": [_("Territoire"), *(needs[n].label for n in part)],
                "lines": [
                    [row.zone.nom, *(str(_COVERS[row.cells[n].cover]) for n in part)]
                    for row in rows
                ],
            }
        )
    return tables


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
        said.append(
            _("Marche : %(speed)s km/h, à vol d’oiseau allongé de %(detour)s %%.")
            % {
                "speed": plain_number(found.gaps.travel.walker.speed_km_h, digits=1),
                "detour": plain_number(100 * (found.gaps.travel.detour - 1)),
            }
        )
    return said
