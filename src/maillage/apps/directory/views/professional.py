"""What professionals tell one another about a place: direct contacts, and a message."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.directory.actions.professional import set_professional_note, write_to_place
from maillage.apps.directory.errors import MessageNotSent, NobodyToWriteTo, TooManyMessages
from maillage.apps.directory.forms.professional import MessageForm, ProfessionalForm
from maillage.apps.directory.queries import get_place
from maillage.apps.directory.queries.access import may_read_professional, may_speak_for_place
from maillage.apps.directory.queries.professional import address_to_write_to, note_of
from maillage.apps.directory.views.staff import address, signed_in
from maillage.apps.directory.views.staff_edit import Refusals, carried_out, done, form_page, show
from maillage.web.access import permitted


@permitted(may_speak_for_place)
@form_page
def note(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write what professionals read of a place, or erase it."""
    place = get_place(public_id)
    form = ProfessionalForm(request.POST if request.method == "POST" else None, note=note_of(place))
    back = address("staff_place", public_id)

    def act() -> None:
        set_professional_note(
            public_id=public_id, values=form.values(), by=signed_in(request), now=timezone.now()
        )

    if form.is_bound and carried_out(form, act, {}):
        return done(request, _("C’est enregistré, pour les seuls professionnels."), to=back)
    return show(
        request,
        form,
        over=place.nom,
        title=_("Pour les professionnels"),
        lead=_("Qui appeler directement, et comment orienter quelqu’un vers ce lieu."),
        button=_("Enregistrer"),
        cancel_url=back,
        seen_by=_(
            "Seuls les professionnels connectés voient ce que vous écrivez ici. Les habitants ne "
            "le voient pas."
        ),
    )


@permitted(may_read_professional)
@form_page
def write(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write to the contact of a place: the address is not shown."""
    place = get_place(public_id)
    if not address_to_write_to(place, note_of(place)):
        raise NobodyToWriteTo
    form = MessageForm(request.POST if request.method == "POST" else None)
    back = address("staff_place", public_id)

    def act() -> None:
        write_to_place(
            public_id=public_id, by=signed_in(request), now=timezone.now(), **form.values()
        )

    refusals: Refusals = {TooManyMessages: "message", MessageNotSent: "message"}
    if form.is_bound and carried_out(form, act, refusals):
        words = _("Le message est parti. Vous en recevez une copie par e-mail.")
        return done(request, words, to=back)
    return show(
        request,
        form,
        over=place.nom,
        title=_("Écrire au contact de ce lieu"),
        lead=_("Il vous répondra par e-mail."),
        button=_("Envoyer"),
        cancel_url=back,
        seen_by=_(
            "Le lieu lit votre message, votre nom et votre adresse e-mail, pour vous répondre. "
            "Le site n’en garde que la date."
        ),
    )
