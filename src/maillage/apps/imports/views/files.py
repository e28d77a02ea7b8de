"""A file from the desk of a person to an import: sent or fetched, tried, then decided upon."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.apps.imports import actions
from maillage.apps.imports.errors import FileTooLarge, NoRoom, means_no_room
from maillage.apps.imports.forms.files import NewFileForm, SourceForm
from maillage.apps.imports.queries.access import may_import, may_import_file
from maillage.apps.imports.queries.files import (
    Advance,
    advance_of,
    at_work,
    delivery_of,
    get_file,
    last_change,
    same_files,
)
from maillage.apps.imports.queries.mapping import declared_of
from maillage.apps.imports.queries.sources import (
    NATIONAL,
    recognised,
    source_choices,
    source_title,
    speaks_standard,
)
from maillage.apps.imports.views.deliveries import DeliveryLine, delivery_lines, person_words
from maillage.apps.imports.views.parts import Account, RefusedLine, account_of, where_words
from maillage.web.access import permitted
from maillage.web.cldr import voice
from maillage.web.jobs import JobState, state_of
from maillage.web.pages import render_page, wants_fragment

# What a form adds around its file: its other fields and their borders.
AROUND_BYTES = 64 * 1024
# A file a few times too large is let in and thrown away: its sender reads why.
THROWN_AWAY_TIMES = 5
BLOCK_BYTES = 256 * 1024
# The worker says where it is every second: when it says nothing for so long, it was stopped.
SILENT_S = 15
STEPS = ("Le fichier", "Sa source", "L’essai", "L’import")
form_page = require_http_methods(["GET", "HEAD", "POST"])


def signed_in(request: HttpRequest) -> Any:
    """Return the person; nobody reaches these pages without an account."""
    return request.user


# ---------------------------------------------------------------- a new one


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPage:
    """All that imports/new.html may use."""

    form: NewFileForm
    steps: Sequence[str]
    days: int
    cancel_url: str


@permitted(may_import)
@csrf_exempt  # only so that what is too large is refused before it is read: `_new` checks
@form_page
def new(request: HttpRequest) -> HttpResponse:
    """Send a file, or give the address of one."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > settings.DELIVERY_MAX_BYTES + AROUND_BYTES:
        _throw_away(request, int(length))
        raise FileTooLarge(limit=settings.DELIVERY_MAX_BYTES // 1024**2)
    try:
        return _new(request)
    except (OSError, OperationalError) as error:
        # A large form is written to the disk while Django reads it, before any action.
        if means_no_room(error):
            raise NoRoom from error
        raise


def _throw_away(request: HttpRequest, length: int) -> None:
    """Let what is too large arrive, without keeping it, unless it is far too large.

    A browser reads no answer while it sends: hung up, it would show an error of its own.
    """
    if length > settings.DELIVERY_MAX_BYTES * THROWN_AWAY_TIMES:
        return
    try:
        while request.read(BLOCK_BYTES):
            continue
    except OSError:
        return  # it is the browser that hung up


@csrf_protect
def _new(request: HttpRequest) -> HttpResponse:
    form = NewFileForm()
    if request.method == "POST":
        form = NewFileForm(request.POST, request.FILES)
        if form.is_valid():
            said, by, now = form.cleaned_data, signed_in(request), timezone.now()
            if sent := said["fichier"]:
                file = actions.receive_file(sent.chunks(), name=sent.name, by=by, now=now)
            else:
                file = actions.fetch_file(said["adresse"], by=by, now=now)
            return redirect("imports:file", file.pk)
    page = NewPage(
        form=form,
        steps=STEPS,
        days=settings.DELIVERY_DAYS,
        cancel_url=reverse("imports:deliveries"),
    )
    return render_page(request, page, "imports/new.html", status=422 if form.errors else 200)


# ---------------------------------------------------------------- the page of a file


@dataclass(frozen=True, slots=True)
class Work:
    """All that imports/_work.html may use."""

    title: str
    words: str
    n: int
    total: int
    waiting: bool
    stalled: bool
    url: str


@dataclass(frozen=True, slots=True)
class Look:
    """What importing would do, for a person who decides."""

    counts: Mapping[str, int]
    account: Account
    added: Sequence[str]
    n_added_more: int
    withdrawn: Sequence[str]
    n_withdrawn_more: int
    refused: Sequence[RefusedLine]
    n_refused_more: int
    n_known: int
    too_many_gone: bool
    stale: bool
    nothing: bool
    only_day: str
    day_is_true: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePage:
    """All that imports/file.html may use."""

    title: str
    name: str
    origin: str
    at: datetime
    by: str
    state: str
    steps: Sequence[str]
    current: int
    source: str
    own: str
    recognised: bool
    standard: bool
    failure: str
    work: Work | None
    look: Look | None
    same: Sequence[DeliveryLine]
    delivery: DeliveryLine | None
    form: SourceForm
    source_url: str
    import_url: str
    abandon_url: str
    describe_url: str
    rejected_url: str
    kept: bool


TITLES = {
    "fetching": "Nous recevons le fichier",
    "received": "De qui vient ce fichier ?",
    "previewing": "Nous essayons le fichier",
    "previewed": "Voulez-vous importer ce fichier ?",
    "importing": "L’import est en cours",
    "imported": "Ce fichier est importé",
    "failed": "Le fichier s’est arrêté là",
    "abandoned": "Ce fichier est abandonné",
}
AT_STEP = {"fetching": 1, "received": 2, "previewing": 3, "previewed": 3, "importing": 4}


@permitted(may_import_file)
@require_safe
def file(request: HttpRequest, number: int) -> HttpResponse:
    """Where a file is, and what is to be decided about it; it follows the work by itself."""
    found = get_file(number)
    if wants_fragment(request) and not at_work(found):
        # The work is over: htmx loads the page again, whole.
        response = HttpResponse(status=200)
        response["HX-Refresh"] = "true"
        return response
    if found.state == "received" and found.preview.get("drift"):
        return redirect("imports:drift", number)  # said before anything is read
    return _file_page(request, found)


def _file_page(request: HttpRequest, found: Any, form: SourceForm | None = None) -> HttpResponse:
    columns = found.preview.get("columns", [])
    standard = found.state == "received" and speaks_standard(columns)
    own = found.source if found.state in {"previewed", "failed"} else ""
    delivery = delivery_of(found)
    page = FilePage(
        title=TITLES[found.state],
        name=found.name,
        origin=_origin(found),
        at=found.received_at,
        by=person_words(found.received_by),
        state=found.state,
        steps=STEPS,
        current=AT_STEP.get(found.state, 4),
        source=source_title(found.source) if found.source else "",
        own=own,
        recognised=bool(own) and recognised(columns, url=found.url) == own,
        standard=standard,
        failure=found.failure,
        work=_work(found) if at_work(found) else None,
        look=_look(found) if found.state == "previewed" else None,
        same=delivery_lines(same_files(found)) if found.state in {"received", "previewed"} else [],
        delivery=delivery_lines([delivery])[0] if delivery else None,
        form=form
        or SourceForm(
            choices=source_choices(own=found.source),
            initial={"source": own or (NATIONAL if standard else "")},
        ),
        source_url=reverse("imports:file_source", args=[found.pk]),
        import_url=reverse("imports:file_import", args=[found.pk]),
        abandon_url=reverse("imports:file_abandon", args=[found.pk]),
        describe_url=_describe_url(found),
        rejected_url=_rejected_url(found),
        kept=bool(found.path),
    )
    status = 422 if form is not None else 200
    return render_page(request, page, "imports/file.html", "imports/_work.html", status=status)


def _rejected_url(found: Any) -> str:
    """Return where the values that are set aside are listed, for a source described on screen."""
    described = found.path and declared_of(found) is not None
    return reverse("imports:rejected", args=[found.pk]) if described else ""


def _describe_url(found: Any) -> str:
    try:
        return reverse("imports:describe", args=[found.pk]) if found.path else ""
    except NoReverseMatch:
        return ""


def _origin(found: Any) -> str:
    if found.origin == "url":
        return _("cherché à l’adresse %(url)s") % {"url": found.url}
    return _("envoyé de l’ordinateur d’une personne")


def _work(found: Any) -> Work:
    job = state_of(found.job)
    silent = found.step_at is not None and timezone.now() - found.step_at > timedelta(
        seconds=SILENT_S
    )
    advance: Advance = advance_of(found)
    words = {
        "Téléchargement": _("%(n)s Ko reçus"),
        "Lecture": _("%(n)s lignes lues"),
        "Publication": _("%(n)s lignes publiées sur %(total)s"),
    }.get(advance.step, "")
    return Work(
        title=TITLES[found.state],
        words=words % {"n": advance.n, "total": advance.total} if words else "",
        n=advance.n,
        total=advance.total,
        waiting=job is JobState.WAITING,
        stalled=silent or job in {JobState.FAILED, JobState.UNKNOWN},
        url=reverse("imports:file", args=[found.pk]),
    )


def _look(found: Any) -> Look:
    said = found.preview
    counts = said["counts"]
    lost = said.get("lost", {})
    day = lost.get("truly", lost.get("but"))
    return Look(
        counts=counts,
        account=account_of(said),
        added=said["added"],
        n_added_more=counts["added"] - len(said["added"]),
        withdrawn=said["withdrawn"],
        n_withdrawn_more=counts["withdrawn"] - len(said["withdrawn"]),
        refused=[
            RefusedLine(where_words(line, number), key, reason)
            for line, number, key, reason in said["refused"]
        ],
        n_refused_more=counts["refused"] - len(said["refused"]),
        n_known=said["n_known"],
        too_many_gone=said["too_many_gone"],
        stale=said["after"] != last_change(found.source),
        nothing=not (counts["added"] + counts["changed"] + counts["withdrawn"]),
        only_day="" if day is None else voice().days[day],
        day_is_true="truly" in lost,
    )


# ---------------------------------------------------------------- decisions


@permitted(may_import_file)
@require_POST
def file_source(request: HttpRequest, number: int) -> HttpResponse:
    """Say of whom a file is; it is tried at once."""
    found = get_file(number)
    form = SourceForm(request.POST, choices=source_choices(own=found.source))
    if not form.is_valid():
        return _file_page(request, found, form)
    actions.try_file(number, source=form.source_id(), by=signed_in(request), now=timezone.now())
    return redirect("imports:file", number)


@permitted(may_import_file)
@require_POST
def file_import(request: HttpRequest, number: int) -> HttpResponse:
    """Import a file that was tried."""
    actions.import_file(
        number,
        accept_removals=request.POST.get("retraits") == "1",
        keep_days=request.POST.get("un-jour") == "1",
        by=signed_in(request),
        now=timezone.now(),
    )
    return redirect("imports:file", number)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPage:
    """All that imports/confirm.html may use."""

    title: str
    over: str
    said: Sequence[str]
    button: str
    cancel_url: str


@permitted(may_import_file)
@form_page
def file_abandon(request: HttpRequest, number: int) -> HttpResponse:
    """Stop what is done with a file, once it is said what this leaves."""
    found = get_file(number)
    if request.method == "POST":
        actions.abandon_file(number, by=signed_in(request), now=timezone.now())
        messages.success(
            request, _("Le fichier « %(name)s » est abandonné.") % {"name": found.name}
        )
        return redirect("imports:deliveries")
    said = [_("Le fichier ne sera pas importé. Son bilan reste dans la liste.")]
    if found.state == "importing":
        said = [
            _(
                "L’import s’arrête là où il en est. Ce qui est déjà publié reste : chaque lieu est "
                "entier, aucun n’est à moitié écrit."
            ),
            _("Pour revenir en arrière, annulez ensuite la livraison, sur sa page."),
        ]
    page = ConfirmPage(
        title=_("Abandonner ce fichier ?"),
        over=found.name,
        said=said,
        button=_("Abandonner"),
        cancel_url=reverse("imports:file", args=[number]),
    )
    return render_page(request, page, "imports/confirm.html")
