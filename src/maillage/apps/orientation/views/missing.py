"""To tell the city that nothing answers a need."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods

from maillage.apps.directory.queries import need_by_code, zones_to_search
from maillage.apps.orientation.actions.unmet import BY_RESIDENT, note_unmet
from maillage.apps.orientation.forms.orient import NEED, ZONE, drawn_key
from maillage.apps.orientation.views.stepping import steps_back
from maillage.web.pages import render_page


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingPage:
    """All that orientation/suggestions/missing.html may use."""

    need: str
    need_code: str
    zone_nom: str
    zone: str
    key: str
    done: bool


@login_not_required
@steps_back
@require_http_methods(["GET", "HEAD", "POST"])
def missing(request: HttpRequest) -> HttpResponse:
    """Let anybody tell the city that nothing answers a need: the need and the quarter, no more."""
    now = timezone.now()
    zones = zones_to_search(today=timezone.localdate(now))
    sent = request.POST if request.method == "POST" else request.GET
    need = need_by_code().get(sent.get(NEED, ""))
    typed = sent.get(ZONE, "").strip()[:80]
    found = zones.named(typed) if typed else ()
    key = drawn_key(request.POST)
    done = request.method == "POST" and need is not None and bool(key)
    if done and need is not None:
        note_unmet(
            key=key,
            need=need.code,
            zone_id=found[0].id if found else None,
            now=now,
            said_by=BY_RESIDENT,
        )
    page = MissingPage(
        need=str(need.label) if need else "",
        need_code=need.code if need else "",
        zone_nom=found[0].nom if found else "",
        zone=typed if found else "",
        key=key or get_random_string(12),
        done=done,
    )
    status = 200 if need is not None else 404
    return render_page(request, page, "orientation/suggestions/missing.html", status=status)
