"""Undo a whole delivery, once it is said what this changes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.imports import queries
from maillage.apps.imports.actions.undo import undo_delivery
from maillage.apps.imports.errors import LaterDelivery, NothingToUndo
from maillage.apps.imports.queries.access import may_see_delivery
from maillage.apps.imports.queries.sources import source_title
from maillage.apps.imports.views.files import ConfirmPage, form_page, signed_in
from maillage.web.access import permitted
from maillage.web.pages import render_page


@permitted(may_see_delivery)
@form_page
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Bring back what each place said before this delivery."""
    found = queries.get_delivery(number)
    back = reverse("imports:delivery", args=[number])
    if request.method == "POST":
        undo_delivery(number, by=signed_in(request), now=timezone.now())
        messages.success(request, _("L’annulation est demandée : elle se fait maintenant."))
        return redirect(back)
    if not queries.may_be_undone(found) and found.state != "undoing":
        raise NothingToUndo
    if later := queries.later_delivery(found):
        raise LaterDelivery(source=source_title(found.source), filename=later.filename)
    page = ConfirmPage(
        title=_("Annuler cette livraison ?"),
        over=_("%(source)s, %(file)s")
        % {"source": source_title(found.source), "file": found.filename},
        said=_what_it_changes(found),
        button=_("Annuler la livraison"),
        cancel_url=back,
    )
    return render_page(request, page, "imports/confirm.html")


def _what_it_changes(delivery: Any) -> list[str]:
    added, changed, gone = delivery.n_added, delivery.n_changed, delivery.n_withdrawn
    said = []
    if added:
        words = ngettext(
            "%(n)s fiche ajoutée ne comptera plus.",
            "%(n)s fiches ajoutées ne compteront plus.",
            added,
        )
        said.append(words % {"n": added})
    if changed:
        words = ngettext(
            "%(n)s fiche changée redira ce qu’elle disait avant.",
            "%(n)s fiches changées rediront ce qu’elles disaient avant.",
            changed,
        )
        said.append(words % {"n": changed})
    if gone:
        words = ngettext(
            "%(n)s fiche retirée comptera de nouveau.",
            "%(n)s fiches retirées compteront de nouveau.",
            gone,
        )
        said.append(words % {"n": gone})
    return [*said, _("Ce qu’une personne a écrit depuis reste écrit. Rien n’est effacé.")]
