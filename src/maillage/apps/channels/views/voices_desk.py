"""The voices of a place, for those who keep it: add one, take it off, put it back, erase it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.apps.channels.actions.recordings import (
    add_recording,
    put_back_recording,
    take_off_recording,
)
from maillage.apps.channels.errors import RecordingRefused, RecordingTooLarge, RecordingUnknown
from maillage.apps.channels.forms import RecordingForm
from maillage.apps.channels.queries.recordings import (
    KEPT,
    Kept,
    get_recording,
    offers_to_tell,
    path_of,
    recordings_of,
)
from maillage.apps.channels.queries.voices import installed
from maillage.apps.directory.queries import (
    get_place,
    is_public,
    may_read_professional,
    may_speak_for_place,
    speaks_for,
)
from maillage.core.speech import SOUNDS
from maillage.web.access import permitted, signed_in
from maillage.web.languages import languages
from maillage.web.pages import render_page
from maillage.web.ranges import file_answer

SEEN_BY = _("Entendu par tout le monde, sur la page « Écouter » du lieu.")


@dataclass(frozen=True, slots=True)
class VoiceLine:
    """One recording."""

    number: int
    language: str
    about: str
    on: date
    transcript: str
    to_redo: bool
    sound_url: str
    kind: str
    removed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicesPage:
    """All that channels/voices.html may use."""

    public_id: str
    nom: str
    place_url: str
    listen_url: str
    heard: Sequence[VoiceLine]
    gone: Sequence[VoiceLine]
    kept_days: int
    # False when this server has no voice: then only people, and devices, read.
    machine: bool
    # True for those who keep the place: they add, take off, erase.
    keeps: bool


@permitted(may_read_professional)
@require_safe
def voices(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hear what is recorded of a place; those who keep it add, take off and put back."""
    place = get_place(public_id)
    heard, gone = recordings_of(public_id, now=timezone.now())
    keeps = speaks_for(signed_in(request), place)
    page = VoicesPage(
        public_id=public_id,
        nom=place.nom,
        place_url=reverse("directory:staff_place", args=[public_id]),
        listen_url=reverse("channels:listen_place", args=[public_id]) if is_public(place) else "",
        heard=[_line(one, public_id) for one in heard],
        gone=[_line(one, public_id) for one in gone] if keeps else (),
        kept_days=KEPT.days,
        machine=installed(),
        keeps=keeps,
    )
    return render_page(request, page, "channels/voices.html")


@dataclass(frozen=True, slots=True)
class AddVoicePage:
    """All that channels/add_voice.html may use."""

    public_id: str
    nom: str
    form: RecordingForm
    seen_by: str


@permitted(may_speak_for_place)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add a recording: a file, its language, its words, the agreement of who speaks."""
    now = timezone.now()
    form = RecordingForm(
        request.POST or None,
        request.FILES or None,
        offers=offers_to_tell(public_id, now=now),
        languages=[(code, one.name) for code, one in languages().items()],
        today=timezone.localdate(now),
    )
    if request.method == "POST" and form.is_valid() and _added(request, form, public_id, now):
        messages.success(request, _("L’enregistrement s’entend maintenant sur la page du lieu."))
        return redirect("channels:voices", public_id)
    page = AddVoicePage(public_id, get_place(public_id).nom, form, str(SEEN_BY))
    status = 422 if form.is_bound else 200
    return render_page(request, page, "channels/add_voice.html", status=status)


def _added(request: HttpRequest, form: RecordingForm, public_id: str, now: datetime) -> bool:
    said = form.cleaned_data
    try:
        add_recording(
            public_id=public_id,
            content=said["fichier"],
            language=said["language"],
            offer=said["offer"],
            transcript=said["transcript"],
            recorded_on=said["recorded_on"],
            by=signed_in(request),
            now=now,
        )
    except (RecordingRefused, RecordingTooLarge) as error:
        # Said beside the file: what was typed stays on the page.
        form.add_error("fichier", str(error))
        return False
    except RecordingUnknown:
        form.add_error(None, _("Ce lieu n’est pas montré au public : rien à écouter."))
        return False
    return True


def _line(kept: Kept, public_id: str) -> VoiceLine:
    row = kept.row
    return VoiceLine(
        number=row.pk,
        language=languages()[row.language].name if row.language in languages() else row.language,
        about=kept.about or (_("Un service qui n’est plus proposé") if row.offer else ""),
        on=row.recorded_on,
        transcript=row.transcript,
        to_redo=kept.to_redo,
        sound_url=reverse("channels:voice_sound", args=[public_id, row.pk]),
        kind=SOUNDS[row.kind],
        removed_at=row.removed_at,
    )


@permitted(may_read_professional)
@require_safe
def sound(request: HttpRequest, public_id: str, number: int) -> HttpResponseBase:
    """A recording; one that was taken off, for those who keep the place only."""
    row = get_recording(number, place=public_id)
    taken_off = row.removed_at is not None
    if taken_off and not speaks_for(signed_in(request), row.place):
        raise RecordingUnknown
    if not path_of(row).is_file():
        raise RecordingUnknown
    return file_answer(request, path_of(row), kind=SOUNDS[row.kind], etag=f'"{row.sha256[:24]}"')


@permitted(may_speak_for_place)
@require_POST
def take_off(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Take a recording off, or erase it for good."""
    erase = "effacer" in request.POST
    take_off_recording(
        public_id=public_id,
        number=number,
        erase=erase,
        by=signed_in(request),
        now=timezone.now(),
    )
    messages.success(request, _("Effacé.") if erase else _("Retiré : on ne l’entend plus."))
    return redirect("channels:voices", public_id)


@permitted(may_speak_for_place)
@require_POST
def put_back(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Let a recording be heard again."""
    put_back_recording(
        public_id=public_id,
        number=number,
        by=signed_in(request),
        now=timezone.now(),
    )
    messages.success(request, _("Il s’entend de nouveau."))
    return redirect("channels:voices", public_id)
