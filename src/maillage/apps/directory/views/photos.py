"""The photograph of a place: seen by all, put and taken off by those who hold the place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.directory.actions.photos import (
    erase_photo,
    put_back_photo,
    remove_photo,
    set_photo,
)
from maillage.apps.directory.errors import PhotoUnknown
from maillage.apps.directory.forms.photos import PhotoForm
from maillage.apps.directory.queries import get_place
from maillage.apps.directory.queries.access import may_speak_for_place
from maillage.apps.directory.queries.photos import (
    PHOTO_KEPT,
    SIZES,
    get_photo,
    photo_file,
    photos_of,
    shown_digest,
)
from maillage.apps.directory.views.staff import address, signed_in
from maillage.apps.directory.views.staff_edit import SEEN_BY_EVERYBODY, done, form_page
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.photographs import PhotoHeic, PhotoRefused, PhotoTooLarge, PhotoTooSmall

if TYPE_CHECKING:
    from maillage.apps.directory.models import PlacePhoto

A_YEAR_S = 365 * 24 * 3600
REFUSALS = (PhotoHeic, PhotoRefused, PhotoTooLarge, PhotoTooSmall)


@login_not_required
@require_safe
def file(request: HttpRequest, mark: str, size: str) -> HttpResponse:
    """One file of a photograph that is shown; its address changes with it, so it is kept a year."""
    path = photo_file(shown_digest(mark), size)
    if size not in SIZES or not path.is_file():
        raise PhotoUnknown
    response = HttpResponse(path.read_bytes(), content_type="image/jpeg")
    patch_cache_control(response, public=True, max_age=A_YEAR_S, immutable=True)
    return response


@dataclass(frozen=True, slots=True)
class PhotoLine:
    """One photograph of a place, for those who keep it."""

    number: int
    alt: str
    url: str
    added_at: datetime
    removed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoPage:
    """All that directory/staff/photo.html may use."""

    public_id: str
    nom: str
    form: PhotoForm
    shown: PhotoLine | None
    gone: Sequence[PhotoLine]
    kept_days: int
    seen_by: str


@permitted(may_speak_for_place)
@form_page
def photo(request: HttpRequest, public_id: str) -> HttpResponse:
    """See the photograph of a place, put one, take it off."""
    place = get_place(public_id)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _put(request, form, public_id):
        return done(request, _("La photo est sur la page du lieu."), to=_back(public_id))
    shown, gone = photos_of(place.pk)
    page = PhotoPage(
        public_id=public_id,
        nom=place.nom,
        form=form,
        shown=_line(shown, public_id) if shown else None,
        gone=[_line(one, public_id) for one in gone],
        kept_days=PHOTO_KEPT.days,
        seen_by=SEEN_BY_EVERYBODY,
    )
    status = 422 if form.is_bound else 200
    return render_page(request, page, "directory/staff/photo.html", status=status)


def _put(request: HttpRequest, form: PhotoForm, public_id: str) -> bool:
    said = form.cleaned_data
    try:
        set_photo(
            public_id=public_id,
            content=said["fichier"],
            alt=said["alt"],
            by=signed_in(request),
            now=timezone.now(),
        )
    except REFUSALS as error:
        # Said beside the file: what was typed stays on the page.
        form.add_error("fichier", str(error))
        return False
    return True


def _back(public_id: str) -> str:
    return address("photo", public_id)


def _line(row: "PlacePhoto", public_id: str) -> PhotoLine:
    url = reverse("directory:kept_photo", args=[public_id, row.pk])
    return PhotoLine(row.pk, row.alt, url, row.added_at, row.removed_at)


@permitted(may_speak_for_place)
@require_safe
def kept(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """The small file of a photograph, even taken off, for those who keep the place."""
    path = photo_file(get_photo(get_place(public_id).pk, number).sha256, "carte")
    if not path.is_file():
        raise PhotoUnknown
    response = HttpResponse(path.read_bytes(), content_type="image/jpeg")
    patch_cache_control(response, private=True, no_store=True)
    return response


@permitted(may_speak_for_place)
@require_POST
def take_off(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the photograph off; it can be put back."""
    remove_photo(public_id=public_id, by=signed_in(request), now=timezone.now())
    return done(request, _("La photo n’est plus montrée."), to=_back(public_id))


@permitted(may_speak_for_place)
@require_POST
def put_back(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Show a photograph again."""
    put_back_photo(public_id=public_id, number=number, by=signed_in(request), now=timezone.now())
    return done(request, _("La photo est de nouveau montrée."), to=_back(public_id))


@permitted(may_speak_for_place)
@require_POST
def erase(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Erase a photograph for good."""
    erase_photo(public_id=public_id, number=number, by=signed_in(request), now=timezone.now())
    return done(request, _("La photo est effacée."), to=_back(public_id))
