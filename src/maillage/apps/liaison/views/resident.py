"""The face of the person: by the code of the paper, on any device; read, printed, withdrawn."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.liaison.actions.ending import erase_path, withdraw
from maillage.apps.liaison.actions.reading import note_reading
from maillage.apps.liaison.forms.answer import CodeForm
from maillage.apps.liaison.queries.codes import find_path, find_sheet
from maillage.apps.liaison.queries.sheets import last_sending
from maillage.apps.liaison.queries.states import Face
from maillage.apps.liaison.views.answering import form_page
from maillage.apps.liaison.views.faces import SheetFace, face_of
from maillage.apps.liaison.views.held import MINE, count_try, forget, held_code, hold
from maillage.apps.liaison.views.papers import paper_page
from maillage.apps.liaison.views.path_faces import PathFace, path_face
from maillage.web.languages import current
from maillage.web.pages import render_page

SEEN_BY = gettext_lazy(
    "Le code ouvre votre fiche sur cet appareil seulement, pendant une demi-heure."
)
CODE_WRONG = gettext_lazy(
    "Ce code n’ouvre aucune fiche. Vérifiez-le, ou appelez : on la retrouve avec son numéro."
)


@dataclass(frozen=True, slots=True)
class CodePage:
    """All that liaison/code.html may use."""

    form: CodeForm
    seen_by: Any = SEEN_BY


@dataclass(frozen=True, slots=True, kw_only=True)
class MinePage:
    """All that liaison/mine.html may use."""

    it: SheetFace
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MyPathPage:
    """All that liaison/my_path.html may use."""

    it: PathFace
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavePage:
    """All that liaison/leave.html may use."""

    place_nom: str
    path: bool


@login_not_required
@csrf_exempt  # whoever sends a code only learns what it opens; what changes something is protected
@never_cache
@form_page
def mine(request: HttpRequest) -> HttpResponseBase:
    """Type a code, or see what it opened."""
    if request.method != "POST":
        code = held_code(request, MINE)
        found = _page(request, code) if code else None
        return found or _ask(request, CodeForm())
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _ask(request, form)
    tried = count_try(request)
    code = form.cleaned_data["code"]
    found = _page(request, code)
    if found is None:
        form.add_error("code", str(CODE_WRONG))
        return _ask(request, form)
    # What was right is taken back from the counts: many people share the network of a library.
    tried.rollback()
    # No redirection: a device without cookies reads the page all the same.
    return hold(found, MINE, code)


@login_not_required
@never_cache
@require_safe
def my_paper(request: HttpRequest) -> HttpResponseBase:
    """The paper, to print at home or in a library."""
    code = held_code(request, MINE)
    sheet = find_sheet(code) if code else None
    if sheet is None or sheet.erased_at is not None:
        return HttpResponseRedirect(reverse("liaison:mine"))
    note_reading(sheet.pk, face=Face.RESIDENT, now=timezone.now(), what="printed")
    page = paper_page(request, last_sending(sheet), back_url=reverse("liaison:mine"),
                      language=current())  # fmt: skip
    return render_page(request, page, "liaison/my_paper.html")


@login_not_required
@never_cache
@form_page
def leave(request: HttpRequest) -> HttpResponseBase:
    """Change one’s mind: asked once, then erased."""
    code = held_code(request, MINE)
    sheet, path = opened(code)
    if sheet is None and path is None:
        return HttpResponseRedirect(reverse("liaison:mine"))
    if request.method == "POST":
        if sheet is not None:
            withdraw(sheet.pk, face=Face.RESIDENT, now=timezone.now())
        elif path is not None:
            erase_path(path.pk, now=timezone.now())
        return HttpResponseRedirect(reverse("liaison:mine"))
    place = last_sending(sheet).place.nom if sheet is not None else ""
    page = LeavePage(place_nom=place, path=path is not None)
    return render_page(request, page, "liaison/leave.html")


@login_not_required
@never_cache
@require_POST
def close(request: HttpRequest) -> HttpResponseBase:
    """Take the code off this device."""
    return forget(HttpResponseRedirect(reverse("liaison:mine")))


# ---------------------------------------------------------------- the steps they share


def opened(code: str) -> tuple[Any, Any]:
    """Return what a code opens: a sheet, or a path; (None, None) for neither."""
    if not code:
        return None, None
    sheet = find_sheet(code)
    return sheet, find_path(code) if sheet is None else None


def _page(request: HttpRequest, code: str) -> HttpResponse | None:
    sheet, path = opened(code)
    if sheet is not None:
        note_reading(sheet.pk, face=Face.RESIDENT, now=timezone.now())
        sheet_page = MinePage(it=face_of(last_sending(sheet)), code=code)
        return render_page(request, sheet_page, "liaison/mine.html")
    if path is not None:
        path_page = MyPathPage(it=path_face(path), code=code)
        return render_page(request, path_page, "liaison/my_path.html")
    return None


def _ask(request: HttpRequest, form: CodeForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render_page(request, CodePage(form), "liaison/code.html", status=status)
