"""At the counter: listen first. Offers stay closed until a need is noted (ledger ORI-22)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maillage.apps.directory.queries import NEEDS, ZoneChoice, need_by_code, zones_to_search
from maillage.apps.orientation.forms.answers import carried, read_everything
from maillage.apps.orientation.forms.desk import ListeningForm
from maillage.apps.orientation.queries.access import may_orient
from maillage.apps.orientation.queries.answers import Everything
from maillage.apps.orientation.queries.profile import ShortProfile, short_profile
from maillage.apps.orientation.queries.suggestions import Card
from maillage.apps.orientation.queries.words import (
    LANGUAGES,
    NOT_ONLINE,
    NOT_ONLINE_WORDS,
    OBSTACLE_GROUPS,
    OBSTACLES,
    Said,
)
from maillage.apps.orientation.views.result import PAPER, search_url, sheet_cards
from maillage.apps.orientation.views.suggesting import suggested
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.slots import Panel


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Something to choose: its code, its words, whether it is chosen."""

    code: str
    said: Said
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceptionPage:
    """All that orientation/desk/reception.html and reception_slip.html may use."""

    form: ListeningForm
    needs: Sequence[Option]
    groups: Sequence[tuple[Any, Sequence[Option]]]
    languages: Sequence[tuple[str, Any, bool]]
    zones: Sequence[ZoneChoice]
    zone: str
    # Offers are closed until a need is noted.
    noted: bool
    asked: bool
    motive: str
    words: str
    profile: ShortProfile
    panel: Panel | None
    cards: Sequence[Card]
    search_url: str
    hidden: Sequence[tuple[str, str]]


@permitted(may_orient)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reception(request: HttpRequest) -> HttpResponse:
    """Note what the person wants, in their words, then open the offers."""
    asked = request.method == "POST"
    form = ListeningForm(request.POST if asked else None)
    words = form.cleaned_data["said"].strip() if asked and form.is_valid() else ""
    page = _page(form, read_everything(request.POST), words=words, asked=asked)
    paper = page.noted and request.POST.get("aller") == PAPER
    name = "reception_slip" if paper else "reception"
    return render_page(request, page, f"orientation/desk/{name}.html")


def _page(form: ListeningForm, answers: Everything, *, words: str, asked: bool) -> ReceptionPage:
    short = answers.short
    need = need_by_code().get(short.motive)
    noted = need is not None or bool(words)
    zones = zones_to_search(today=timezone.localdate())
    found = zones.named(short.zone) if short.zone else ()
    not_online = Option(code=NOT_ONLINE, said=NOT_ONLINE_WORDS, chosen=not short.connected)
    groups = [
        (
            title,
            [
                Option(code=each.value, said=OBSTACLES[each], chosen=each in short.obstacles)
                for each in listed
            ],
        )
        for title, listed in OBSTACLE_GROUPS
    ]
    panel = suggested(answers, now=timezone.now(), sheets=True) if noted else None
    return ReceptionPage(
        form=form,
        needs=[
            Option(code=one.code, said=Said(one.label, one.icon), chosen=one is need)
            for one in NEEDS
        ],
        groups=[(groups[0][0], [not_online, *groups[0][1]]), *groups[1:]],
        languages=[(code, said, code == short.language) for code, said in LANGUAGES.items()],
        zones=zones.short_list(),
        zone=found[0].slug if found and zones.short_list() else short.zone,
        noted=noted,
        asked=asked,
        motive=str(need.label) if need is not None else "",
        words=words,
        profile=short_profile(short),
        panel=panel,
        cards=sheet_cards(panel),
        search_url=search_url(short) if noted else "",
        hidden=carried(answers),
    )
