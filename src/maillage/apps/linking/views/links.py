"""The links that were made, by the evidence or by people, and taking one back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillage.apps.linking.actions.undoing import undo_link
from maillage.apps.linking.errors import LinkUndone
from maillage.apps.linking.queries.access import may_link, may_undo_link
from maillage.apps.linking.queries.links import get_link, links_made, n_links, said_apart
from maillage.apps.linking.views.confirm import ConfirmPage
from maillage.apps.linking.views.words import chances, evidence_words, name_of, source_words
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.words import date_words

LINKS_SHOWN = 30
WHO = {
    "": "Tous",
    "evidence": "Faits par les indices",
    "people": "Faits par une personne",
    "apart": "Dits deux lieux",
}


@dataclass(frozen=True, slots=True)
class LinkLine:
    """Two places that are one, or that people said to be two."""

    kept: str
    kept_url: str
    other: str
    sources: str
    who: str
    chances: str
    reasons: str
    undo_url: str
    pair_url: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the list."""

    words: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksPage:
    """All that linking/links.html may use."""

    tabs: Sequence[Tab]
    lines: Sequence[LinkLine]
    apart: bool
    n_automatic: int
    n_by_people: int
    next_url: str
    first_url: str


@permitted(may_link)
@require_safe
def links(request: HttpRequest) -> HttpResponse:
    """What is joined, the newest first, with the reasons."""
    who = request.GET.get("par", "")
    who = who if who in WHO else ""
    asked = request.GET.get("avant", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else 0
    here = reverse("linking:links")
    more = {"par": who} if who else {}
    if who == "apart":
        pairs = said_apart(before=before, limit=LINKS_SHOWN + 1)
        lines = [_apart_line(pair) for pair in pairs[:LINKS_SHOWN]]
        last = pairs[LINKS_SHOWN - 1].pk if len(pairs) > LINKS_SHOWN else 0
    else:
        found = links_made(who=who, before=before, limit=LINKS_SHOWN + 1)
        lines = [link_line(link) for link in found[:LINKS_SHOWN]]
        last = found[LINKS_SHOWN - 1].pk if len(found) > LINKS_SHOWN else 0
    automatic, by_people = n_links()
    page = LinksPage(
        tabs=[
            Tab(words, f"{here}?{urlencode({'par': code})}" if code else here, code == who)
            for code, words in WHO.items()
        ],
        lines=lines,
        apart=who == "apart",
        n_automatic=automatic,
        n_by_people=by_people,
        next_url=f"{here}?{urlencode({**more, 'avant': last})}" if last else "",
        first_url=(f"{here}?{urlencode(more)}" if more else here) if before else "",
    )
    return render_page(request, page, "linking/links.html")


def link_line(link: Any) -> LinkLine:
    """Return a link as a line of a list: who made it, when and why."""
    join = link.join
    shown = join.kept.joined_to or join.kept
    evidence: Mapping[str, Any] = join.evidence or {}
    ends = (link.pair.left, link.pair.right) if link.pair is not None else ()
    by_people = join.by is not None
    return LinkLine(
        kept=join.kept.nom,
        kept_url=reverse("directory:staff_place", args=[shown.public_id]),
        other=join.other.nom,
        sources=" / ".join(dict.fromkeys(source_words(end.source) for end in ends)),
        who=_who(join),
        chances="" if by_people or "probability" not in evidence
        else chances(evidence["probability"]),
        reasons=evidence_words(evidence.get("pieces", ())),
        undo_url=reverse("linking:undo_link", args=[link.pk]),
        pair_url=reverse("linking:pair", args=[link.pair_id]) if link.pair_id else "",
    )  # fmt: skip


def _who(join: Any) -> str:
    when = date_words(timezone.localdate(join.at))
    if join.by is None:
        return _("par les indices, le %(when)s") % {"when": when}
    who = join.by.name or _("une personne de l’équipe")
    return _("par %(who)s, le %(when)s") % {"who": who, "when": when}


def _apart_line(pair: Any) -> LinkLine:
    who = pair.answered_by.name or _("une personne de l’équipe")
    when = date_words(timezone.localdate(pair.answered_at))
    return LinkLine(
        kept=name_of(pair.left),
        kept_url=reverse("linking:pair", args=[pair.pk]),
        other=name_of(pair.right),
        sources=" / ".join(
            dict.fromkeys(source_words(end.source) for end in (pair.left, pair.right))
        ),
        who=_("dit par %(who)s, le %(when)s") % {"who": who, "when": when},
        chances="",
        reasons=evidence_words(pair.evidence),
        undo_url="",
        pair_url=reverse("linking:pair", args=[pair.pk]),
    )


@permitted(may_undo_link)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take a link back: the two places are shown apart again."""
    found = get_link(number)
    join = found.join
    shown = join.kept.joined_to or join.kept
    if request.method == "POST":
        person: Any = request.user
        undo_link(number, by=person, now=timezone.now())
        messages.success(
            request,
            _("Le lien est défait : « %(kept)s » et « %(other)s » sont de nouveau deux lieux.")
            % {"kept": join.kept.nom, "other": join.other.nom},
        )
        return redirect("linking:links")
    if join.undone_at is not None:
        raise LinkUndone
    page = ConfirmPage(
        title=_("Défaire ce lien ?"),
        over=_("« %(kept)s » et « %(other)s »") % {"kept": join.kept.nom, "other": join.other.nom},
        said=[
            _("Les habitants verront de nouveau deux lieux, avec ce que chacun disait seul."),
            _("La réponse « Ce sont deux lieux » est gardée : rien ne les réunira sans vous."),
            _("Rien n’est effacé, et vous pourrez dire le contraire plus tard."),
        ],
        button=_("Défaire le lien"),
        cancel_url=reverse("directory:staff_place", args=[shown.public_id]),
    )
    return render_page(request, page, "linking/confirm.html")
