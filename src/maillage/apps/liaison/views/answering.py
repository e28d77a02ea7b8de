"""What a place does with a sheet, by whichever door: the same forms, the same words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maillage.apps.directory.queries.access import standing
from maillage.apps.liaison.actions.answers import (
    Answer,
    answer,
    may_pass_on,
    next_states,
    pass_on,
)
from maillage.apps.liaison.actions.reading import note_reading
from maillage.apps.liaison.errors import AnsweredMeanwhile, NoAddress, SheetOver
from maillage.apps.liaison.forms.answer import (
    AppointmentForm,
    DoneForm,
    PassOnForm,
    RefuseForm,
)
from maillage.apps.liaison.forms.sheet import FindForm
from maillage.apps.liaison.queries.recipients import Recipient, find_recipients, get_recipient
from maillage.apps.liaison.queries.states import Face, State
from maillage.apps.liaison.views.desk import SEEN_BY_LOG
from maillage.apps.liaison.views.faces import SheetFace, face_of
from maillage.web.pages import render_page

FORMS: dict[str, Any] = {
    "appointment": AppointmentForm,
    "done": DoneForm,
    "refuse": RefuseForm,
}
form_page = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage:
    """All that liaison/answer.html may use."""

    it: SheetFace
    message: str
    may: Sequence[str]
    appointment: AppointmentForm
    done: DoneForm
    refuse: RefuseForm
    opened: str
    pass_url: str
    back_url: str
    at_work: bool
    seen_by: Any = SEEN_BY_LOG


@dataclass(frozen=True, slots=True, kw_only=True)
class PassPage:
    """All that liaison/pass_on.html may use."""

    it: SheetFace
    form: FindForm
    asked: bool
    choices: Sequence[Recipient]
    chosen: Recipient | None
    agree: PassOnForm
    message: str
    back_url: str
    at_work: bool
    seen_by: Any = SEEN_BY_LOG


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """How somebody came to a sheet: what they may call, and what is written in the log."""

    face: Face
    here: str
    pass_url: str
    back_url: str = ""
    by: Any = None

    @property
    def at_work(self) -> bool:
        """True in the pages of the desk."""
        return self.by is not None


def answer_page(request: HttpRequest, sending: Any, door: Door) -> HttpResponse:
    """Show a sheet to the place that receives it, and write its answer."""
    now = timezone.now()
    forms = {name: kind() for name, kind in FORMS.items()}
    message, opened, status = "", "", 200
    if request.method == "POST":
        do = request.POST.get("do", "")
        said = _quick(do)
        if do in FORMS:
            opened = do
            forms[do] = FORMS[do](request.POST)
            said = forms[do].answer() if forms[do].is_valid() else None
        if said is not None:
            try:
                answer(sending.pk, said, seen=request.POST.get("seen", ""), face=door.face,
                       now=now, by=door.by)  # fmt: skip
            except (AnsweredMeanwhile, SheetOver) as refused:
                message, status = str(refused), 409
                opened = ""
                forms = {name: kind() for name, kind in FORMS.items()}
                sending.refresh_from_db()
            else:
                return HttpResponseRedirect(door.here)
        else:
            status = 422
            message = "" if opened else _("Choisissez une réponse.")
    note_reading(sending.sheet_id, face=door.face, now=now, by=door.by)
    page = AnswerPage(
        it=face_of(sending),
        message=message,
        may=[str(state) for state in next_states(sending)],
        opened=opened,
        pass_url=door.pass_url if may_pass_on(sending, face=door.face) else "",
        back_url=door.back_url,
        at_work=door.at_work,
        **forms,
    )
    template = "liaison/answer_desk.html" if door.at_work else "liaison/answer.html"
    return render_page(request, page, template, status=status)


def pass_page(
    request: HttpRequest, sending: Any, door: Door, *, done: Callable[[Any], str]
) -> HttpResponse:
    """Choose another place and pass the sheet on, with the agreement of the person."""
    if not may_pass_on(sending, face=door.face):
        raise SheetOver
    now = timezone.now()
    asked = request.POST if request.method == "POST" else request.GET
    services = sending.sheet.services
    chosen_id = asked.get("lieu", "")[:20].replace("\x00", "")
    chosen = get_recipient(chosen_id, services=services, now=now) if chosen_id else None
    form = FindForm(request.GET if request.GET else {"besoin": services[0] if services else ""})
    valid = form.is_valid()
    text = form.cleaned_data.get("q", "").replace("\x00", "") if valid else ""
    need = form.cleaned_data.get("besoin", "") if valid else ""
    agree = PassOnForm(
        request.POST if request.method == "POST" else None,
        ways=door.face is Face.SENDER,
        by_email=chosen is None or chosen.by_email,
    )
    message, status = "", 200
    if request.method == "POST" and chosen is not None:
        status = 422
        if agree.is_valid():
            try:
                following = pass_on(
                    sending.pk,
                    place=chosen.place,
                    agreement=agree.agreement(days=days_left(sending, now)),
                    seen=request.POST.get("seen", ""),
                    face=door.face,
                    via=agree.way(),
                    now=now,
                    by=door.by,
                )
            except (AnsweredMeanwhile, NoAddress, SheetOver) as refused:
                message, status = str(refused), 409
            else:
                return HttpResponseRedirect(done(following))
    found = [] if chosen is not None else find_recipients(text, service=need, now=now)
    page = PassPage(
        it=face_of(sending, with_steps=False),
        form=form,
        asked=bool(text or need),
        choices=[one for one in found if one.place.pk != sending.place_id],
        chosen=chosen,
        agree=agree,
        message=message,
        back_url=door.here,
        at_work=door.at_work,
    )
    template = "liaison/pass_on_desk.html" if door.at_work else "liaison/pass_on.html"
    return render_page(request, page, template, status=status)


def days_left(sending: Any, now: Any) -> int:
    """Return for how many days a sheet is still kept: a new agreement lasts no longer."""
    today = timezone.localtime(now).date()
    left: int = (sending.sheet.erase_on - today).days
    return max(0, left)


def receives(by: Any, sending: Any) -> bool:
    """Tell whether a person acts for the place of a sending."""
    return sending.organisation_id in standing(by).organisations


def _quick(do: str) -> Answer | None:
    """Return the answers of one press."""
    return {
        "received": Answer(state=State.RECEIVED),
        "seen": Answer(state=State.SEEN),
    }.get(do)
