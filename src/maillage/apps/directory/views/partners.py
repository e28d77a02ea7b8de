"""The directory of organisations: who is in the network, with or without a counter."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.directory.actions.partners import (
    add_partner,
    close_partner,
    edit_partner,
    give_place,
)
from maillage.apps.directory.errors import OrganisationKnown
from maillage.apps.directory.forms.partners import HolderForm, PartnerForm
from maillage.apps.directory.queries import get_place, standing
from maillage.apps.directory.queries.access import (
    may_keep_base,
    may_keep_partner,
    may_read_partner,
    may_read_professional,
)
from maillage.apps.directory.queries.partners import (
    families,
    get_partner,
    n_offers_of_partner,
    partners,
    places_of_partner,
)
from maillage.apps.directory.queries.people import people_of_organisation
from maillage.apps.directory.views.staff import address, signed_in
from maillage.apps.directory.views.staff_edit import Refusals, carried_out, done, form_page, show
from maillage.apps.directory.views.staff_words import state_words
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.words import date_words

KNOWN: Refusals = {OrganisationKnown: "nom"}


@dataclass(frozen=True, slots=True)
class FamilyTab:
    """A family of actors, with its number; `missing` when there is nobody."""

    url: str
    label: str
    n: int
    current: bool
    missing: bool


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """An organisation of the list."""

    url: str
    nom: str
    family: str
    missions: str
    n_places: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnersPage:
    """All that directory/partners/list.html may use."""

    q: str
    family: str
    tabs: Sequence[FamilyTab]
    lines: Sequence[PartnerLine]
    missing: str
    keeps: bool


@permitted(may_read_professional)
@require_safe
def partners_page(request: HttpRequest) -> HttpResponse:
    """Every organisation of the network, by family."""
    q = request.GET.get("q", "").strip()[:120]
    counts = families()
    family = request.GET.get("famille", "")
    family = family if family in {one.code for one in counts} else ""
    tabs = [
        FamilyTab(
            address("partners", famille=one.code, q=q),
            one.label.capitalize() or _("Famille non dite"),
            one.n,
            one.code == family,
            not one.n,
        )
        for one in counts
    ]
    page = PartnersPage(
        q=q,
        family=family,
        tabs=[
            FamilyTab(
                address("partners", q=q), _("Toutes"), sum(c.n for c in counts), not family, False
            ),
            *tabs,
        ],
        lines=[
            PartnerLine(
                address("partner", one.organisation.public_id),
                one.organisation.nom,
                str(one.organisation.get_family_display()) if one.organisation.family else "",
                one.organisation.missions,
                one.n_places,
            )
            for one in partners(text=q, family=family)
        ],
        missing=", ".join(tab.label.lower() for tab in tabs if tab.missing),
        keeps=standing(signed_in(request)).keeps_base,
    )
    return render_page(request, page, "directory/partners/list.html")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerPage:
    """All that directory/partners/one.html may use."""

    public_id: str
    nom: str
    family: str
    missions: str
    contact_nom: str
    telephone: str
    courriels: Sequence[str]
    site_web: Sequence[str]
    verified: str
    closed: str
    places: Sequence[tuple[str, str, Any]]
    n_offers: int
    people: Sequence[str]
    n_people: int
    steers: bool
    keeps: bool


@permitted(may_read_partner)
@require_safe
def partner(request: HttpRequest, public_id: str) -> HttpResponse:
    """One organisation: what it brings, whom to ask, its places."""
    found = get_partner(public_id)
    who = standing(signed_in(request))
    people = people_of_organisation(found)
    page = PartnerPage(
        public_id=public_id,
        nom=found.nom,
        family=str(found.get_family_display()) if found.family else "",
        missions=found.missions,
        contact_nom=found.contact_nom,
        telephone=found.telephone,
        courriels=found.courriels,
        site_web=found.site_web,
        verified=date_words(found.verified_on) if found.verified_on else "",
        closed=date_words(found.closed_on) if found.closed_on else "",
        places=[
            (address("staff_place", place.public_id), place.nom, state_words(place))
            for place in places_of_partner(found)
        ],
        n_offers=n_offers_of_partner(found),
        # Who works there is for those who steer; the others learn how many they are.
        people=people if who.steers else [],
        n_people=len(people),
        steers=who.steers,
        keeps=who.keeps_base,
    )
    return render_page(request, page, "directory/partners/one.html")


@permitted(may_keep_base)
@form_page
def new_partner(request: HttpRequest) -> HttpResponse:
    """Enter an organisation, with or without a counter."""
    form = PartnerForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        add_partner(values=form.values(), by=signed_in(request), now=timezone.now())

    if form.is_bound and carried_out(form, act, KNOWN):
        return done(request, _("L’organisation est dans l’annuaire."), to=address("partners"))
    return show(
        request,
        form,
        title=_("Ajouter une organisation"),
        lead=_("Un partenaire sans guichet a sa place ici : bailleur, financeur, école…"),
        button=_("Ajouter à l’annuaire"),
        cancel_url=address("partners"),
    )


@permitted(may_keep_partner)
@form_page
def change_partner(request: HttpRequest, public_id: str) -> HttpResponse:
    """Correct what is said of an organisation."""
    found = get_partner(public_id)
    form = PartnerForm(request.POST if request.method == "POST" else None, organisation=found)
    back = address("partner", public_id)

    def act() -> None:
        edit_partner(
            public_id=public_id, values=form.values(), by=signed_in(request), now=timezone.now()
        )

    if form.is_bound and carried_out(form, act, KNOWN):
        return done(request, _("C’est enregistré."), to=back)
    return show(
        request,
        form,
        over=found.nom,
        title=_("Corriger la fiche de l’organisation"),
        lead=_("Enregistrer vaut vérification : la date d’aujourd’hui y est écrite."),
        button=_("Enregistrer"),
        cancel_url=back,
    )


@permitted(may_keep_partner)
@require_POST
def remove_partner(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take an organisation out of the directory, or put it back."""
    again = request.POST.get("remettre") == "1"
    close_partner(public_id=public_id, by=signed_in(request), now=timezone.now(), again=again)
    words = _("Elle est de nouveau dans l’annuaire.") if again else _("Elle n’y est plus montrée.")
    return done(request, words, to=address("partner", public_id))


@permitted(may_keep_base)
@form_page
def holder(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say which organisation holds a place."""
    place = get_place(public_id)
    back = address("staff_place", public_id)
    initial = {"organisation": place.organisation.public_id if place.organisation else ""}
    form = HolderForm(request.POST if request.method == "POST" else None, initial=initial)

    def act() -> None:
        give_place(public_id=public_id, by=signed_in(request), now=timezone.now(), **form.values())

    if form.is_bound and carried_out(form, act, {}):
        return done(request, _("C’est enregistré."), to=back)
    return show(
        request,
        form,
        over=place.nom,
        title=_("Quelle organisation tient ce lieu ?"),
        lead=_("Montré aux professionnels qui ont un compte, pas aux habitants."),
        button=_("Enregistrer"),
        cancel_url=back,
        other=(_("Ajouter une organisation"), address("add_partner")),
    )
