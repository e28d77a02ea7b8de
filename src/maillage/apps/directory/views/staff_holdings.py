"""The forms of what a place holds: its equipment and its offers."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maillage.apps.directory.actions.holdings import (
    add_offer,
    edit_offer,
    end_offer,
    remove_equipment,
    set_equipment,
    set_mediators,
)
from maillage.apps.directory.errors import (
    AgesOutOfOrder,
    MoreAdaptedThanTotal,
    OfferWithoutContact,
    TermUnknown,
)
from maillage.apps.directory.forms.holdings import EquipmentForm, MediatorsForm
from maillage.apps.directory.forms.offer import OfferForm
from maillage.apps.directory.queries import all_terms, get_place
from maillage.apps.directory.queries.access import may_keep_base
from maillage.apps.directory.queries.staff import get_equipment, get_offer
from maillage.apps.directory.views.staff import address, signed_in
from maillage.apps.directory.views.staff_edit import (
    Refusals,
    carried_out,
    done,
    form_page,
    show,
)
from maillage.web.access import permitted
from maillage.web.slots import Slot, fill

# ---------------------------------------------------------------- equipment


@permitted(may_keep_base)
@form_page
def equipment(request: HttpRequest, public_id: str, kind: str = "") -> HttpResponse:
    """Say how many things of a kind a place has."""
    place = get_place(public_id)
    back = address("staff_place", public_id)
    fixed, initial, label = None, None, ""
    if kind:
        item = get_equipment(place, kind)
        term = all_terms().get(("equipment", kind))
        label = term.label if term else kind
        fixed = (kind, label)
        names = ("total", "adapted", "note", "helper", "helped_hours")
        initial = {name: getattr(item, name) for name in names}
    form = EquipmentForm(
        request.POST if request.method == "POST" else None,
        fixed=fixed,
        initial=initial,
        code=place.code_insee or place.code_postal,
    )

    def act() -> None:
        values = {"kind": kind} | form.values()
        set_equipment(public_id=public_id, by=signed_in(request), now=timezone.now(), **values)

    refusals: Refusals = {MoreAdaptedThanTotal: "adapted", TermUnknown: "kind"}
    if form.is_bound and carried_out(form, act, refusals):
        return done(request, _("L’équipement est enregistré."), to=back)
    return show(
        request,
        form,
        over=place.nom,
        title=_("Corriger : %(label)s") % {"label": label} if kind else _("Ajouter un équipement"),
        lead=_("Montré à tout le monde : « 7 ordinateurs, dont 1 adapté »."),
        button=_("Enregistrer"),
        cancel_url=back,
    )


@permitted(may_keep_base)
@require_POST
def delete_equipment(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    """Take a kind of equipment out of a place."""
    remove_equipment(public_id=public_id, kind=kind, by=signed_in(request), now=timezone.now())
    words = _("L’équipement est retiré.")
    return done(request, words, to=address("staff_place", public_id))


# ---------------------------------------------------------------- people who help


@permitted(may_keep_base)
@form_page
def mediators(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say how many people of a kind help at a place, and on which days."""
    place = get_place(public_id)
    back = address("staff_place", public_id)
    form = MediatorsForm(
        request.POST if request.method == "POST" else None,
        code=place.code_insee or place.code_postal,
    )

    def act() -> None:
        set_mediators(
            public_id=public_id, by=signed_in(request), now=timezone.now(), **form.values()
        )

    if form.is_bound and carried_out(form, act, {TermUnknown: "kind"}):
        return done(request, _("C’est enregistré."), form, to=back)
    return show(
        request,
        form,
        over=place.nom,
        title=_("Qui aide ici"),
        lead=_("Montré à tout le monde : « 2 médiateurs, mardi et jeudi ». Jamais de nom."),
        button=_("Enregistrer"),
        cancel_url=back,
    )


# ---------------------------------------------------------------- offers

OFFER_REFUSALS: Refusals = {
    OfferWithoutContact: "contact_nom",
    AgesOutOfOrder: "age_max",
    TermUnknown: "uses",
}


@permitted(may_keep_base)
@form_page
def offer(request: HttpRequest, public_id: str, offer_id: str = "") -> HttpResponse:
    """Enter an offer, or correct one."""
    place = get_place(public_id)
    known = get_offer(place, offer_id) if offer_id else None
    back = address("staff_place", public_id)
    initial = None
    if known is None:
        initial = {
            "contact_nom": place.contact_nom,
            "contact_telephone": place.contact_telephone,
            "where": "place",
        }
    form = OfferForm(
        request.POST if request.method == "POST" else None,
        offer=known,
        code=place.code_insee or place.code_postal,
        **({"initial": initial} if initial else {}),
    )

    def act() -> None:
        who = {"public_id": public_id, "by": signed_in(request), "now": timezone.now()}
        if known is None:
            add_offer(values=form.values(), **who)
        else:
            edit_offer(offer_id=offer_id, values=form.values(), **who)

    if form.is_bound and carried_out(form, act, OFFER_REFUSALS):
        return done(request, _("L’offre est enregistrée."), form, to=back)
    return show(
        request,
        form,
        over=place.nom,
        title=_("Corriger l’offre") if known else _("Ajouter une offre"),
        lead=_("Une offre ne se publie pas sans une personne à demander."),
        button=_("Enregistrer l’offre"),
        cancel_url=back,
        panels=() if known else fill(Slot.BEFORE_ADD, [place.pk])[place.pk],
    )


@permitted(may_keep_base)
@require_POST
def stop_offer(request: HttpRequest, public_id: str, offer_id: str) -> HttpResponse:
    """Stop an offer today."""
    now = timezone.now()
    end_offer(
        public_id=public_id,
        offer_id=offer_id,
        on=timezone.localdate(now),
        by=signed_in(request),
        now=now,
    )
    words = _("L’offre est arrêtée : elle n’est plus montrée.")
    return done(request, words, to=address("staff_place", public_id))


@permitted(may_keep_base)
@require_POST
def resume_offer(request: HttpRequest, public_id: str, offer_id: str) -> HttpResponse:
    """Take up an offer again."""
    end_offer(
        public_id=public_id, offer_id=offer_id, on=None, by=signed_in(request), now=timezone.now()
    )
    return done(request, _("L’offre est de nouveau montrée."), to=address("staff_place", public_id))
