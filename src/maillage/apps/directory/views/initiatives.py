"""The list of existing initiatives of one territory, to print and bring to a meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.directory.forms.compare import TerritoryForm
from maillage.apps.directory.queries import zones_to_search
from maillage.apps.directory.queries.access import may_read_figures
from maillage.apps.directory.queries.initiatives import Initiative, Initiatives, initiatives
from maillage.apps.directory.views.staff import address
from maillage.apps.directory.views.staff_words import Words
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.words import NBSP, counted

MOST_LINKS = 24


@dataclass(frozen=True, slots=True)
class InitiativeLine:
    """One initiative, in words."""

    url: str
    nom: str
    adresse: str
    telephone: str
    organisation: str
    title: str
    publics: str
    costs: str


@dataclass(frozen=True, slots=True)
class ServiceGroup:
    """What is proposed under one service."""

    title: str
    count: str
    lines: Sequence[InitiativeLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativesPage:
    """All that directory/staff/initiatives.html may use."""

    form: forms.Form
    nom: str
    today: date
    counts: Sequence[str]
    organisations: Sequence[str]
    groups: Sequence[ServiceGroup]
    territories: Sequence[tuple[str, str]]


@permitted(may_read_figures)
@require_safe
def initiatives_page(request: HttpRequest) -> HttpResponse:
    """Choose a commune or a quarter; read and print what exists there."""
    today = timezone.localdate()
    form = TerritoryForm(request.GET if "territoire" in request.GET else None, today=today)
    if not form.is_valid() or form.zone is None:
        zones = sorted(zones_to_search(today=today).choices, key=lambda z: (-z.n_places, z.nom))
        page = InitiativesPage(
            form=form, nom="", today=today, counts=(), organisations=(), groups=(),
            territories=[
                (zone.words, address("initiatives", territoire=zone.words))
                for zone in zones[:MOST_LINKS]
            ],
        )  # fmt: skip
        status = 422 if form.is_bound else 200
        return render_page(request, page, "directory/staff/initiatives.html", status=status)
    found = initiatives(form.zone.id)
    words = Words()
    page = InitiativesPage(
        form=form,
        nom=form.zone.words,
        today=today,
        counts=_counts(found),
        organisations=found.organisations,
        groups=[
            ServiceGroup(
                title=service or _("Service non précisé"),
                count=counted(len(lines), "initiative"),
                lines=[_line(one, words) for one in lines],
            )
            for service, lines in found.services
        ],
        territories=(),
    )
    return render_page(request, page, "directory/staff/initiatives.html")


def _counts(found: Initiatives) -> list[str]:
    places = _("lieux") if found.n_places > 1 else _("lieu")
    counts = [f"{found.n_places}{NBSP}{places}", counted(found.n_offers, "offre")]
    if found.organisations:
        counts.append(counted(len(found.organisations), "organisation"))
    return counts


def _line(one: Initiative, words: Words) -> InitiativeLine:
    return InitiativeLine(
        url=reverse("directory:place", args=[one.public_id]),
        nom=one.nom,
        adresse=one.adresse,
        telephone=one.telephone,
        organisation=one.organisation,
        title=one.title,
        publics=words.of("publics_specifiquement_adresses", list(one.publics))
        or _("Tout le monde"),
        costs=words.of("frais_a_charge", list(one.costs)),
    )
