"""What each stage of a diagnosis looks at, in words: tables and where to go, no verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.agenda.queries.few import LEAST_SHOWN, Cell
from maillage.apps.observatory.queries.diagnosis import (
    COMPARISON,
    NEEDS,
    OFFER,
    ComparedNeed,
    CountedNeed,
    compared_needs,
    counted_needs,
    offer_census,
    offers_by_public,
)
from maillage.apps.observatory.queries.printed.needs import unit_of
from maillage.apps.observatory.queries.register import register
from maillage.apps.observatory.views.register import TITLES as SOURCE_TITLES
from maillage.apps.observatory.views.wording import FEWEST, amount, plain_number
from maillage.apps.territories.queries import kind_label

if TYPE_CHECKING:
    from maillage.apps.observatory.models import Diagnosis


@dataclass(frozen=True, slots=True)
class Looked:
    """A table of a stage: its title, its columns, its lines; what it does not say; where to go.

    links : pages where the same thing is looked at in full
    """

    sentence: str
    title: str
    columns: Sequence[Any]
    lines: Sequence[Sequence[str]]
    reading: str
    links: Sequence[tuple[Any, str]]


def look_at(diagnosis: "Diagnosis", step: int, *, today: date) -> Looked:
    """Return what a stage looks at."""
    if step == OFFER:
        return _offer(diagnosis, today)
    if step == NEEDS:
        return _needs(diagnosis, today)
    if step == COMPARISON:
        return _comparison(diagnosis, today)
    return _publics(diagnosis)


def _publics(diagnosis: "Diagnosis") -> Looked:
    counts = offers_by_public(diagnosis)
    return Looked(
        "",
        _("Les offres qui s’adressent à un public en particulier"),
        (_("Public du standard"), _("Offres"), _("Choisi")),
        [
            (public, plain_number(n), _("oui") if public in diagnosis.publics else "")
            for public, n in counts.items()
        ],
        _("Une offre qui ne nomme aucun public s’adresse à tout le monde : elle n’est pas comptée "
          "ici."),
        [],
    )  # fmt: skip


def _offer(diagnosis: "Diagnosis", today: date) -> Looked:
    found = offer_census(diagnosis, today=today)
    lines = [
        (_("Lieux ouverts au public"), found.n_places, None),
        (_("… placés sur le plan"), found.n_with_position, found.n_places),
        (_("… dont on sait les horaires"), found.n_with_hours, found.n_places),
        (_("Offres en cours"), found.n_offers, None),
        (_("… dont on sait les services"), found.n_with_services, found.n_offers),
        (_("… qui nomment leur public"), found.n_with_publics, found.n_offers),
    ]
    if found.n_verified is not None and found.n_late is not None:
        lines[3:3] = [
            (_("… vérifiés depuis six mois"), found.n_verified, found.n_places),
            (_("… dont une information est à redemander"), found.n_late, found.n_places),
        ]
    return Looked(
        _("%(places)s lieux et %(offers)s offres sont connus.") % {
            "places": plain_number(found.n_places), "offers": plain_number(found.n_offers),
        },
        _("Ce que la base connaît"),
        (_("Quoi"), _("Combien"), _("Sur")),
        [
            (words, plain_number(n), "" if of is None else plain_number(of))
            for words, n, of in lines
        ],
        _("Ce que personne n’a dit n’est ni un oui ni un non : c’est à demander."),
        [
            (_("Ce qui manque aux fiches"), reverse("directory:to_qualify")),
            (_("Les lieux, en liste"), reverse("directory:staff_places")),
        ],
    )  # fmt: skip


def _needs(diagnosis: "Diagnosis", today: date) -> Looked:
    kind, counted = counted_needs(diagnosis, today=today)
    lines = [
        (_counted_where(kind, one, alone=diagnosis.zone_id is not None), one.need.nom,
         _counted(one))
        for one in counted
    ]  # fmt: skip
    for source in register(today=today).sources:
        title = str(SOURCE_TITLES[source.source])
        if not source.lines:
            lines.append((title, _("rien n’a été noté"), ""))
        for words, cell in source.lines[:5]:
            lines.append((title, words, _cell(cell)))
    return Looked(
        "",
        _("Ce que disent les chiffres, et ce qui a été dit en un an"),
        (_("Qui le dit"), _("Besoin"), _("Combien")),
        lines,
        _("Les sources ne s’ajoutent pas : la même personne peut être dans plusieurs. Sous %(n)s, "
          "le nombre n’est pas montré. Les cinq premiers besoins de chaque source. Les chiffres "
          "comptent des habitants ou des foyers, le reste combien de fois un besoin a été dit.") % {
            "n": LEAST_SHOWN,
        },
        [
            (_("Tous les besoins qui ont été dits"), reverse("observatory:register")),
            (_("Les chiffres, territoire par territoire"), reverse("observatory:home")),
        ],
    )  # fmt: skip


def _counted_where(kind: str, one: CountedNeed, *, alone: bool) -> str:
    if alone:
        return _("les chiffres de ce territoire")
    return _("les chiffres de %(n)s %(kind)s") % {
        "n": plain_number(one.n_zones), "kind": kind_label(kind, one.n_zones)
    }  # fmt: skip


def _counted(one: CountedNeed) -> str:
    unit = unit_of(one.need)
    if one.people < FEWEST:
        return _("moins de %(n)s") % {"n": amount(FEWEST, unit)}
    if not one.is_estimate:
        return amount(one.people, unit)
    return _("environ %(n)s") % {"n": amount(round(one.people, -1), unit)}


def _comparison(diagnosis: "Diagnosis", today: date) -> Looked:
    found = compared_needs(diagnosis, today=today)
    without = [one for one in found if not one.n_places]
    if without:
        sentence = ngettext(
            "%(n)s besoin n’a aucun lieu qui dise y répondre : %(names)s.",
            "%(n)s besoins n’ont aucun lieu qui dise y répondre : %(names)s.",
            len(without),
        ) % {"n": len(without), "names": ", ".join(one.need.label for one in without)}
    else:
        sentence = _("Chaque besoin a au moins un lieu qui y répond.")
    return Looked(
        sentence,
        _("Ce qui existe, à côté de ce qui est demandé"),
        (_("Besoin"), _("Lieux qui y répondent"), _("Lieux qui ne l’ont pas dit"),
         _("Recherches en un an"), _("… restées sans réponse")),
        [_compared(one) for one in found],
        _("Un lieu compte une fois. Les recherches sont celles des personnes qui orientent ; sous "
          "%(n)s, le nombre n’est pas montré. Un besoin sans recherche n’est pas un besoin qui "
          "n’existe pas.") % {"n": LEAST_SHOWN},
        [(_("Les manques, territoire par territoire"), reverse("observatory:gaps"))],
    )  # fmt: skip


def _compared(one: ComparedNeed) -> tuple[str, ...]:
    places = plain_number(one.n_places) if one.n_places else _("aucun : manque")
    if not one.n_places and one.n_maybe:
        places = _("aucun ne le dit")
    return (
        one.need.label, places, plain_number(one.n_maybe), _cell(one.searches), _cell(one.unmet),
    )  # fmt: skip


def _cell(cell: Cell) -> str:
    return plain_number(cell.n) if cell.n is not None else _("peu")
