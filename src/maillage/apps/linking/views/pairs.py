"""Two records side by side, and what a person answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.directory.queries.plan import ground
from maillage.apps.directory.queries.words import Words
from maillage.apps.linking.actions.answering import answer_pair, put_off, take_back
from maillage.apps.linking.queries.access import may_answer_pair, may_link
from maillage.apps.linking.queries.links import days_of
from maillage.apps.linking.queries.pairs import (
    KINDS,
    Filters,
    get_pair,
    is_waiting,
    last_answers,
    next_pair,
    seal,
    waiting,
)
from maillage.apps.linking.views.words import (
    Row,
    apart_words,
    chances,
    evidence_words,
    name_of,
    point_of,
    rows_of,
    source_words,
)
from maillage.core.drawing import Marker, Texts, frame_of, map_svg
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.words import date_words

if TYPE_CHECKING:
    from maillage.apps.linking.models import LinkPair

TITLES = {
    "same": "Est-ce le même lieu ?",
    "answered": "Cette question a sa réponse",
}
SEEN_BY = (
    "Votre réponse et votre nom sont vus par les personnes qui publient. Les habitants voient "
    "seulement un lieu, ou deux."
)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two records."""

    letter: str
    name: str
    source: str
    on: str
    place_url: str
    place: str
    # It is shown at another place already, with other records.
    joined_to: str
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PairPage:
    """All that linking/pair.html may use."""

    title: str
    lead: str
    why_asked: str
    reasons: str
    sides: Sequence[Side]
    rows: Sequence[Row]
    apart: str
    svg: SafeString
    seal: str
    waits: bool
    answered: str
    n_left: int
    answer_url: str
    queue_url: str
    filters: Mapping[str, str]
    taken_back: str
    back_url: str
    seen_by: str


def filters_in(data: Any) -> Filters:
    """Return what narrows the queue, as an address or a form says it."""

    def said(name: str, limit: int) -> str:
        return str(data.get(name, "")).replace("\0", "")[:limit]

    kind = said("doute", 20)
    return Filters(
        source=said("source", 60),
        commune=said("commune", 200),
        kind=kind if kind in KINDS else "",
    )


def url_of(route: str, filters: Filters, *words: Any) -> str:
    """Return an address with the filters of the queue."""
    url = reverse(f"linking:{route}", args=words)
    said = filters.as_words()
    return f"{url}?{urlencode(said)}" if said else url


@permitted(may_answer_pair)
@require_safe
def pair(request: HttpRequest, number: int) -> HttpResponse:
    """Two records side by side."""
    found = get_pair(number)
    filters = filters_in(request.GET)
    waits = is_waiting(found)
    person: Any = request.user
    page = PairPage(
        title=TITLES["same"] if waits else TITLES["answered"],
        lead=_("%(chances)s que ce soit le même lieu, d’après ce que disent les deux fiches.")
        % {"chances": chances(found.probability)},
        why_asked=_why_asked(found) if waits else "",
        reasons=evidence_words(found.evidence),
        sides=_sides(found),
        rows=rows_of(found, Words()),
        apart=apart_words(found),
        svg=_drawing(found),
        seal=seal(found),
        waits=waits,
        answered=_answered(found),
        n_left=waiting(filters).count(),
        answer_url=reverse("linking:answer", args=[number]),
        queue_url=url_of("queue", filters),
        filters=filters.as_words(),
        taken_back=last_words(person),
        back_url=reverse("linking:take_back"),
        seen_by=SEEN_BY,
    )
    return render_page(request, page, "linking/pair.html")


def _sides(found: "LinkPair") -> list[Side]:
    days = days_of([found.left, found.right])
    sides = []
    for letter, record in zip("AB", (found.left, found.right), strict=True):
        day = days.get(record.pk)
        shown = record.home.joined_to
        sides.append(
            Side(
                letter=letter,
                name=name_of(record),
                source=source_words(record.source),
                on=date_words(day) if day else _("sans date"),
                place_url=reverse("directory:staff_place", args=[(shown or record.home).public_id]),
                place=(shown or record.home).nom,
                joined_to=shown.nom if shown else "",
                hidden=(shown or record.home).state != "open"
                or (shown or record.home).withdrawn_at is not None,
            )
        )
    return sides


def _why_asked(found: "LinkPair") -> str:
    if found.answer:
        words = found.get_answer_display()
        return _(
            "Une réponse a déjà été donnée (« %(answer)s »), mais une des deux fiches a changé "
            "depuis et les indices ne disent plus la même chose."
        ) % {"answer": words}
    if found.held:
        return _(
            "Ce lien avait été fait automatiquement, puis défait avec sa recherche : seule une "
            "personne peut le refaire."
        )
    if found.verdict == "same":
        return _(
            "Les indices sont forts, mais une autre fiche déjà réunie avec l’une des deux dit le "
            "contraire : rien n’a été fait tout seul."
        )
    return ""


def _answered(found: "LinkPair") -> str:
    if not found.answer or found.answered_by is None or found.answered_at is None:
        return ""
    return _("« %(answer)s », %(who)s, le %(when)s") % {
        "answer": found.get_answer_display(),
        "who": found.answered_by.name or _("une personne de l’équipe"),
        "when": date_words(timezone.localdate(found.answered_at)),
    }


def _drawing(found: "LinkPair") -> SafeString:
    """Return the plan of both, A and B; "" when neither is placed."""
    markers = []
    for letter, record in zip("AB", (found.left, found.right), strict=True):
        point = point_of(record)
        if point is not None:
            markers.append(Marker(*point, letter, name_of(record)))
    points = [(m.latitude, m.longitude) for m in markers]
    # Near enough to tell one door from the next.
    frame = frame_of(points, height=240, margin=0.25, at_least_m=60 if len(points) > 1 else 400)
    if frame is None:
        return SafeString("")
    zones, lines = ground(frame, today=timezone.localdate())
    if len(markers) == 1:
        told = _("Une seule des deux fiches est placée.")
    else:
        told = _("Les fiches A et B, %(apart)s.") % {"apart": apart_words(found)}
    texts = Texts(title=_("Où sont les deux fiches"), description=told)
    return SafeString(map_svg(zones, lines, markers, frame=frame, texts=texts))


def last_words(person: Any) -> str:
    """Return the last answer of a person in words, "" when none stands."""
    pairs = last_answers(person)
    if not pairs:
        return ""
    last = pairs[0]
    return _("« %(left)s » et « %(right)s » : %(answer)s") % {
        "left": name_of(last.left),
        "right": name_of(last.right),
        "answer": last.get_answer_display(),
    }


# ---------------------------------------------------------------- answers


@permitted(may_answer_pair)
@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Write an answer, then show the next pair at once."""
    filters = filters_in(request.POST)
    said = request.POST.get("reponse", "")
    seen = request.POST.get("lu", "")
    person: Any = request.user
    if said in ("same", "different"):
        answer_pair(number, says=said, seen=seen, by=person, now=timezone.now())
        words = _("Noté : c’est le même lieu.") if said == "same" else _("Noté : deux lieux.")
        messages.success(request, words)
    elif said == "later":
        put_off(number, seen=seen, by=person, now=timezone.now())
        messages.info(request, _("Remis à plus tard : la question reviendra après les autres."))
    else:
        messages.info(request, _("Choisissez une des trois réponses."))
        return redirect(url_of("pair", filters, number))
    return _to_next(filters, besides=number if said == "later" else 0)


def _to_next(filters: Filters, *, besides: int = 0) -> HttpResponse:
    following = next_pair(filters, besides=besides)
    if following is None:
        return redirect(url_of("queue", filters))
    return redirect(url_of("pair", filters, following))


@permitted(may_link)
@require_POST
def take_back_last(request: HttpRequest) -> HttpResponse:
    """Take back one's last answer, and show the question again."""
    person: Any = request.user
    found = take_back(by=person, now=timezone.now())
    messages.success(request, _("Votre réponse est reprise : la question est de nouveau posée."))
    return redirect(url_of("pair", filters_in(request.POST), found.pk))


__all__ = ["answer", "filters_in", "last_words", "pair", "take_back_last", "url_of"]
