"""Files of figures on screen: sent, read as known or as described, loaded, taken out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from maillage.apps.directory.queries.people import person_words
from maillage.apps.observatory.actions.loading import forget_figures
from maillage.apps.observatory.actions.uploads import receive_upload
from maillage.apps.observatory.errors import UploadTooLarge
from maillage.apps.observatory.forms.uploads import FigureFileForm
from maillage.apps.observatory.queries.access import may_forget_figures, may_keep_figures
from maillage.apps.observatory.queries.uploads import get_dataset
from maillage.apps.observatory.queries.values import datasets
from maillage.apps.observatory.queries.wording import plain_number
from maillage.apps.observatory.views.works import Followed, followed
from maillage.apps.territories.queries import kinds_loaded
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page
from maillage.web.received import throw_away
from maillage.web.words import date_words

LIST = "observatory:figures"
SEEN_BY = gettext_lazy(
    "Le fichier n’est vu que par les personnes qui tiennent la base. Les chiffres chargés sont "
    "vus par toutes celles qui ont un rôle, avec leur source."
)
form_page = require_http_methods(["GET", "HEAD", "POST"])


# ---------------------------------------------------------------- the list, and a new file


@dataclass(frozen=True, slots=True)
class LoadedLine:
    """A set of figures that is loaded: who, when, and where its rows went."""

    title: str
    source: str
    caveat: str
    year: int
    rows: str
    figures: str
    loaded: str
    forget_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresPage:
    """All that observatory/figures.html may use."""

    form: FigureFileForm
    seen_by: str
    lines: Sequence[LoadedLine]
    has_zones: bool
    works: Sequence[Followed]


@permitted(may_keep_figures)
@csrf_exempt  # only so that what is too large is refused before it is read: `_figures` checks
@form_page
def figures(request: HttpRequest) -> HttpResponse:
    """What is loaded; send a file."""
    if throw_away(request, settings.DELIVERY_MAX_BYTES):
        raise UploadTooLarge(limit=settings.DELIVERY_MAX_BYTES // 1024**2)
    return _figures(request)


@csrf_protect
def _figures(request: HttpRequest) -> HttpResponse:
    form = FigureFileForm()
    if request.method == "POST":
        form = FigureFileForm(request.POST, request.FILES)
        if form.is_valid():
            sent = form.cleaned_data["fichier"]
            token = receive_upload(
                sent.chunks(), name=sent.name, by=signed_in(request), now=timezone.now()
            )
            return redirect("observatory:figure_file", token)
    page = FiguresPage(
        form=form,
        seen_by=str(SEEN_BY),
        lines=[_loaded(one) for one in datasets()],
        has_zones=bool(kinds_loaded()),
        works=followed("figures"),
    )
    status = 422 if form.errors else 200
    return render_page(request, page, "observatory/figures.html", status=status)


def _loaded(one: Any) -> LoadedLine:
    day = date_words(timezone.localtime(one.loaded_at).date())
    who = person_words(one.loaded_by) if one.loaded_by else _("par la commande")
    return LoadedLine(
        title=one.title,
        source=f"{one.producer}. {one.licence}.",
        caveat=one.caveat,
        year=one.year,
        rows=_rows_words(one.n_rows, one.n_rows_elsewhere),
        figures=plain_number(one.n_figures),
        loaded=f"{day}, {who}",
        forget_url=reverse("observatory:forget_figures", args=[one.code]),
    )


def _rows_words(n: int, n_elsewhere: int) -> str:
    words = ngettext("%(n)s ligne", "%(n)s lignes", n) % {"n": plain_number(n)}
    if not n_elsewhere:
        return words
    return _("%(rows)s, dont %(n)s d’un territoire qui n’est pas chargé") % {
        "rows": words,
        "n": plain_number(n_elsewhere),
    }


# ---------------------------------------------------------------- taken out


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetPage:
    """All that observatory/figure_forget.html may use."""

    title: str
    year: int
    figures: str
    file_name: str
    url: str


@permitted(may_forget_figures)
@form_page
def forget(request: HttpRequest, code: str) -> HttpResponse:
    """Take a set of figures out, once a person has said yes."""
    found = get_dataset(code)
    if request.method == "POST":
        forget_figures(code, by=signed_in(request), now=timezone.now())
        messages.success(
            request,
            _("« %(title)s » est retiré. Pour y revenir, chargez de nouveau « %(file)s ».")
            % {"title": found.title, "file": found.file_name},
        )
        return redirect(LIST)
    page = ForgetPage(
        title=found.title,
        year=found.year,
        figures=plain_number(found.n_figures),
        file_name=found.file_name,
        url=reverse("observatory:forget_figures", args=[code]),
    )
    return render_page(request, page, "observatory/figure_forget.html")
