"""The forms of the staff: one page by decision, one action by form."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maillage.apps.directory.actions.staff import (
    add_closure,
    add_place,
    add_place_to_programme,
    close_place,
    edit_place,
    remove_closure,
    remove_place_from_programme,
    reopen_place,
)
from maillage.apps.directory.actions.undo import undo_change
from maillage.apps.directory.errors import (
    ClosingDateMissing,
    ClosingInFuture,
    ClosureDatesWrong,
    MovedToItself,
)
from maillage.apps.directory.forms.kit import Group, StaffForm, accepted
from maillage.apps.directory.forms.staff import (
    CloseForm,
    ClosureForm,
    LifeForm,
    PlaceForm,
    ProgrammeForm,
)
from maillage.apps.directory.queries import get_place, programmes
from maillage.apps.directory.queries.access import may_keep_base, may_speak_for_place
from maillage.apps.directory.views.staff import address, signed_in
from maillage.web.access import permitted
from maillage.web.errors import DomainError
from maillage.web.pages import render_page
from maillage.web.slots import Panel, Slot, fill

Refusals = dict[type[DomainError], str]
form_page = require_http_methods(["GET", "HEAD", "POST"])


SEEN_BY_EVERYBODY = (
    "Ce que vous écrivez ici est publié : tout le monde le voit. Vos collègues voient que c’est "
    "vous qui l’avez écrit."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """All that directory/staff/form.html may use."""

    title: str
    lead: str
    over: str
    form: StaffForm
    groups: Sequence[Group]
    columns: bool
    button: str
    danger: bool
    cancel_url: str
    # Words and address of another way to do it, ("", "") without one.
    other: tuple[str, str]
    panels: Sequence[Panel]
    # One sentence: who will see what is written here (GOV-02).
    seen_by: str


def show(
    request: HttpRequest,
    form: StaffForm,
    *,
    title: str,
    button: str,
    cancel_url: str,
    over: str = "",
    lead: str = "",
    danger: bool = False,
    other: tuple[str, str] = ("", ""),
    panels: Sequence[Panel] = (),
    more: Sequence[StaffForm] = (),
    seen_by: str = SEEN_BY_EVERYBODY,
) -> HttpResponse:
    """Answer with a form; refused ones come back with what was typed and status 422."""
    groups = [group for one in (*more, form) for group in one.groups]
    page = FormPage(
        title=title,
        lead=lead,
        over=over,
        form=form,
        groups=groups,
        columns=len(groups) > 2,
        button=button,
        danger=danger,
        cancel_url=cancel_url,
        other=other,
        panels=panels,
        seen_by=seen_by,
    )
    status = 422 if form.is_bound and form.errors else 200
    return render_page(request, page, "directory/staff/form.html", status=status)


def done(request: HttpRequest, words: str, *forms: StaffForm, to: str) -> HttpResponse:
    """Go on with a page that says what was done, and what to look at."""
    messages.success(request, words)
    for form in forms:
        for warning in form.warnings:
            messages.warning(request, warning)
    return redirect(to)


def carried_out(form: StaffForm, act: Callable[[], Any], refusals: Refusals) -> bool:
    """Do what a form asks; False when it cannot be read or is refused, which it then says."""
    return form.is_valid() and accepted(form, act, refusals)


# ---------------------------------------------------------------- places


@permitted(may_keep_base)
@form_page
def new_place(request: HttpRequest) -> HttpResponse:
    """Enter a place that no file names."""
    data = request.POST if request.method == "POST" else None
    form, life = PlaceForm(data), LifeForm(data)
    if data is not None and form.is_valid() & life.is_valid():
        place = add_place(
            values=form.values(), by=signed_in(request), now=timezone.now(), **life.values()
        )
        words = _("Le lieu est enregistré. Dites maintenant ce qu’on y trouve et ce qu’on y fait.")
        return done(request, words, form, to=address("staff_place", place.public_id))
    return show(
        request,
        form,
        more=[life],
        title=_("Ajouter un lieu"),
        lead=_("Seuls le nom et l’adresse sont nécessaires ; le reste peut venir plus tard."),
        button=_("Enregistrer le lieu"),
        cancel_url=address("staff_places"),
    )


@permitted(may_keep_base)
@form_page
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Correct what is said of a place."""
    place = get_place(public_id)
    back = address("staff_place", public_id)
    form = PlaceForm(request.POST if request.method == "POST" else None, place=place)

    def act() -> None:
        edit_place(
            public_id=public_id, values=form.values(), by=signed_in(request), now=timezone.now()
        )

    if form.is_bound and carried_out(form, act, {}):
        words = _("C’est enregistré, et visible dès la prochaine recherche.")
        return done(request, words, form, to=back)
    return show(
        request,
        form,
        over=place.nom,
        title=_("Corriger la fiche du lieu"),
        lead=_(
            "Seul ce que vous changez est enregistré, avec la date d’aujourd’hui. Une livraison "
            "plus récente d’une source pourra le changer à son tour."
        ),
        button=_("Enregistrer"),
        cancel_url=back,
    )


@permitted(may_keep_base)
@form_page
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    """Close a place for good, after having seen what that touches."""
    place = get_place(public_id)
    back = address("staff_place", public_id)
    form = CloseForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        close_place(public_id=public_id, by=signed_in(request), now=timezone.now(), **form.values())

    refusals: Refusals = {ClosingDateMissing: "on", ClosingInFuture: "on"}
    refusals[MovedToItself] = "moved_to"
    if form.is_bound and carried_out(form, act, refusals):
        words = _("Le lieu est fermé : il n’est plus dans les listes, sa page le dit.")
        return done(request, words, to=back)
    return show(
        request,
        form,
        over=place.nom,
        title=_("Fermer ce lieu définitivement ?"),
        lead=_(
            "Il quitte les listes et la carte tout de suite. Sa page reste, elle dit qu’il est "
            "fermé : les papiers imprimés y mènent encore. Rien n’est effacé, vous pourrez le "
            "rouvrir."
        ),
        button=_("Oui, fermer ce lieu"),
        danger=True,
        cancel_url=back,
        panels=fill(Slot.BEFORE_CLOSE, [place.pk])[place.pk],
    )


@permitted(may_keep_base)
@require_POST
def reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a place back into the lists."""
    reopen_place(public_id=public_id, by=signed_in(request), now=timezone.now())
    words = _("Le lieu est de nouveau dans les listes.")
    return done(request, words, to=address("staff_place", public_id))


@permitted(may_keep_base)
@require_POST
def undo(request: HttpRequest, public_id: str, audit_id: int) -> HttpResponse:
    """Take back what was just done."""
    undo_change(public_id=public_id, audit_id=audit_id, by=signed_in(request), now=timezone.now())
    words = _("C’est annulé : les valeurs d’avant sont revenues.")
    return done(request, words, to=address("staff_place", public_id))


# ---------------------------------------------------------------- closures, programmes


@permitted(may_speak_for_place)
@form_page
def new_closure(request: HttpRequest, public_id: str) -> HttpResponse:
    """Announce that a place is closed for some days."""
    place = get_place(public_id)
    back = address("staff_place", public_id)
    form = ClosureForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        add_closure(public_id=public_id, by=signed_in(request), now=timezone.now(), **form.values())

    if form.is_bound and carried_out(form, act, {ClosureDatesWrong: "ends_on"}):
        return done(request, _("La fermeture est annoncée sur la page du lieu."), to=back)
    return show(
        request,
        form,
        over=place.nom,
        title=_("Annoncer une fermeture temporaire"),
        lead=_("Vacances, travaux, absence : le lieu reste dans les listes, qui le disent fermé."),
        button=_("Annoncer la fermeture"),
        cancel_url=back,
        panels=fill(Slot.BEFORE_CLOSE, [place.pk])[place.pk],
    )


@permitted(may_speak_for_place)
@require_POST
def delete_closure(request: HttpRequest, public_id: str, closure_id: int) -> HttpResponse:
    """Take back the announcement of a closure."""
    remove_closure(
        public_id=public_id, closure_id=closure_id, by=signed_in(request), now=timezone.now()
    )
    words = _("La fermeture n’est plus annoncée.")
    return done(request, words, to=address("staff_place", public_id))


@permitted(may_keep_base)
@form_page
def new_programme(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let a place take part in a programme."""
    place = get_place(public_id)
    back = address("staff_place", public_id)
    form = ProgrammeForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        add_place_to_programme(
            public_id=public_id, by=signed_in(request), now=timezone.now(), **form.values()
        )

    if form.is_bound and carried_out(form, act, {}):
        return done(request, _("Le lieu fait partie du programme."), to=back)
    names = ", ".join(f"« {programme.nom} »" for programme in programmes())
    known = _("Programmes existants : %(names)s. ") % {"names": names} if names else ""
    return show(
        request,
        form,
        over=place.nom,
        title=_("Ajouter à un programme"),
        lead=known + _("Un nom nouveau crée un programme. Il est montré à tout le monde."),
        button=_("Ajouter"),
        cancel_url=back,
    )


@permitted(may_keep_base)
@require_POST
def delete_programme(request: HttpRequest, public_id: str, slug: str) -> HttpResponse:
    """Take a place out of a programme."""
    remove_place_from_programme(
        public_id=public_id, slug=slug, by=signed_in(request), now=timezone.now()
    )
    words = _("Le lieu ne fait plus partie du programme.")
    return done(request, words, to=address("staff_place", public_id))
