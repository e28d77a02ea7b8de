"""Pages of the team: papers to make, texts to copy, where posters hang."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.apps.channels.actions.postings import name_counter, post, take_down
from maillage.apps.channels.forms import PostingForm
from maillage.apps.channels.queries import access, papers
from maillage.apps.channels.queries.facts import facts_of_places
from maillage.apps.channels.queries.kinds import PAPERS, Paper
from maillage.apps.channels.queries.papers import zone_paper
from maillage.apps.channels.queries.postings import Postings, counter_places, out_in, postings
from maillage.apps.channels.queries.rounds import postings_paper
from maillage.apps.channels.queries.texts import Message, newspaper_list, posts, zone_message
from maillage.apps.channels.views.answers import paper_answer, site_of
from maillage.apps.directory.queries import place_cards, places_of_zone, standing, zones_to_search
from maillage.apps.territories.queries import get_zone
from maillage.web.access import permitted, signed_in
from maillage.web.languages import SOURCE, Language, languages, offered, said_in
from maillage.web.pages import render_page
from maillage.web.speaking import PARAMETER
from maillage.web.words import MONTHS

# Not "lang": this page stays French, the papers it leads to do not.
IN = "en"
SEEN_BY = _("Lu par les professionnels qui ont un compte. N’écrivez le nom d’aucun habitant.")
form_page = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """A quarter, and whether it named the house where everything is done at a counter."""

    nom: str
    url: str
    n_places: int
    counter: str


@dataclass(frozen=True, slots=True)
class DeskPage:
    """All that channels/desk.html may use."""

    zones: Sequence[ZoneLine]
    n_without: int
    n_overdue: int
    n_up: int
    month: str
    out: Sequence[Any]
    # True for those who keep the communication plan.
    plans: bool


@permitted(access.may_make_papers)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Choose a quarter; see what should come down."""
    today = timezone.localdate()
    choices = zones_to_search(today=today).choices
    houses = counter_places([one.id for one in choices])
    zones = [
        ZoneLine(
            one.words,
            reverse("channels:desk_zone", args=[one.slug]),
            one.n_places,
            houses[one.id].place.nom if one.id in houses else "",
        )
        for one in choices
    ]
    found = postings(today=today)
    quarters = [one for one in choices if one.kind == "quarter"]
    page = DeskPage(
        zones=zones,
        n_without=sum(one.id not in houses for one in quarters),
        n_overdue=len(found.overdue),
        n_up=len(found.up),
        month=f"{MONTHS[today.month - 1]} {today.year}",
        out=list(out_in(today.year, today.month)),
        plans=standing(signed_in(request)).steers,
    )
    return render_page(request, page, "channels/desk.html")


@dataclass(frozen=True, slots=True)
class LanguageLine:
    """A language in which papers can be made."""

    code: str
    name: str
    html: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper to open, with its first page; `spoken` is another language than the page's, or ""."""

    label: Any
    what: Any
    sheet: str
    url: str
    preview_url: str
    spoken: str


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place of a quarter, and its papers."""

    nom: str
    public_id: str
    papers: Sequence[PaperLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneDeskPage:
    """All that channels/desk_zone.html may use."""

    slug: str
    nom: str
    papers: Sequence[PaperLine]
    places: Sequence[PlaceLine]
    counter: str
    counter_nom: str
    names_counter: bool
    texts_url: str
    post_url: str
    seen_by: str
    languages: Sequence[LanguageLine]
    language: str


@permitted(access.may_make_zone_papers)
@require_safe
def desk_zone(request: HttpRequest, slug: str) -> HttpResponse:
    """The papers of a quarter, and those of each of its places, in French or a language asked."""
    asked = asked_language(request)
    zone, today = get_zone(slug), timezone.localdate()
    cards = place_cards(places_of_zone(zone.pk), today=today)
    house = counter_places([zone.pk]).get(zone.pk)
    page = ZoneDeskPage(
        slug=slug,
        nom=zone.nom,
        papers=[
            _line(paper, asked, slug, reverse("channels:preview", args=[slug, paper.code]))
            for paper in PAPERS
            if paper.about == "zone"
        ],
        places=[
            PlaceLine(
                card.place.nom,
                card.place.public_id,
                [
                    _line(paper, asked, card.place.public_id)
                    for paper in PAPERS
                    if paper.about == "place"
                ],
            )
            for card in cards
        ],
        counter=house.place.public_id if house else "",
        counter_nom=house.place.nom if house else "",
        names_counter=standing(signed_in(request)).keeps_base,
        texts_url=reverse("channels:texts", args=[slug]),
        post_url=f"{reverse('channels:add_posting')}?quartier={slug}",
        seen_by=_("Montré à tous, sur la page du quartier."),
        languages=[LanguageLine(one.code, one.name, one.html) for one in _spoken().values()],
        language=asked.code,
    )
    return render_page(request, page, "channels/desk_zone.html")


def _spoken() -> dict[str, Language]:
    return offered(unfinished=settings.UNFINISHED_LANGUAGES)


def asked_language(request: HttpRequest) -> Language:
    """Return the language that is asked for papers: French when it asks for none that is known."""
    return _spoken().get(request.GET.get(IN, ""), languages()[SOURCE])


def _line(paper: Paper, asked: Language, about: str, preview_url: str = "") -> PaperLine:
    said = paper.language(asked)
    route = "channels:zone_pdf" if paper.about == "zone" else "channels:place_pdf"
    # Always said: the browser of who opens it from here may ask for another language.
    url = f"{reverse(route, args=[about, paper.code])}?{PARAMETER}={said.code}"
    if preview_url and said.code != SOURCE:
        preview_url += f"?{IN}={said.code}"
    spoken = "" if said.code == SOURCE else said.name
    return PaperLine(paper.label, paper.what, paper.sheet, url, preview_url, spoken)


@permitted(access.may_make_zone_papers)
@require_safe
def preview(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The first page of a paper, small, in French or the language asked."""
    now, site = timezone.now(), site_of(request)
    with said_in(asked_language(request).code):
        return paper_answer(
            request,
            code,
            lambda: zone_paper(code, slug, now=now, site=site, form="png"),
            now=now,
            image=True,
        )


@dataclass(frozen=True, slots=True)
class TextsPage:
    """All that channels/texts.html may use."""

    slug: str
    nom: str
    tags: str
    newspaper: str
    list_url: str
    message: Message
    posts: Sequence[str]


@permitted(access.may_make_zone_papers)
@require_safe
def texts(request: HttpRequest, slug: str) -> HttpResponse:
    """Texts to copy: a list for a newspaper, a message, posts with the hashtags of the town."""
    now, zone, site = timezone.now(), get_zone(slug), site_of(request)
    places = facts_of_places(places_of_zone(zone.pk), now=now, site=site)
    contact = papers.contact_of(zone)["contact"]
    url = f"{site}{reverse('directory:zone', args=[slug])}"
    tags = request.GET.get("mots", "").strip()[:80]
    page = TextsPage(
        slug=slug,
        nom=zone.nom,
        tags=tags,
        newspaper=newspaper_list(
            _("{zone} : où se faire aider").format(zone=zone.nom),
            places,
            contact,
            edition=papers.edition_words(now),
        ),
        list_url=reverse("channels:zone_list", args=[slug]),
        message=zone_message(zone, contact, url.partition("//")[2]),
        posts=posts(zone, places, contact, url=url, tags=tags),
    )
    return render_page(request, page, "channels/texts.html")


# ---------------------------------------------------------------- where posters hang


@dataclass(frozen=True, slots=True)
class PostingsPage:
    """All that channels/postings.html may use."""

    found: Postings
    today: date


@permitted(access.may_make_papers)
@require_safe
def posting_list(request: HttpRequest) -> HttpResponse:
    """Where posters hang, those to take down first; the page prints."""
    today = timezone.localdate()
    page = PostingsPage(found=postings(today=today), today=today)
    return render_page(request, page, "channels/postings.html")


@permitted(access.may_make_papers)
@require_safe
def postings_pdf(request: HttpRequest) -> HttpResponse:
    """The same list as a PDF, with a box to tick."""
    now = timezone.now()
    made = postings_paper(now=now)
    answer = HttpResponse(made.pdf, content_type="application/pdf")
    # It changes when a poster does, which the base of places does not know: never kept.
    answer["Cache-Control"] = "no-store"
    answer["Content-Disposition"] = 'inline; filename="affiches.pdf"'
    return answer


@dataclass(frozen=True, slots=True)
class PostingPage:
    """All that channels/add_posting.html may use."""

    form: PostingForm
    seen_by: str


@permitted(access.may_make_papers)
@form_page
def add_posting(request: HttpRequest) -> HttpResponse:
    """Say where a poster was put up, and until when."""
    now = timezone.now()
    today = timezone.localdate(now)
    zones = [(one.slug, one.words) for one in zones_to_search(today=today).choices]
    asked = request.GET.get("quartier", "")
    initial = {"zone": asked, "title": _("Affiche de hall")} if asked else {}
    form = PostingForm(request.POST or None, zones=zones, today=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        post(**form.cleaned_data, by=signed_in(request), now=now)
        messages.success(request, _("L’affiche est dans la liste."))
        return redirect("channels:postings")
    status = 422 if form.is_bound else 200
    return render_page(
        request, PostingPage(form, str(SEEN_BY)), "channels/add_posting.html", status=status
    )


@permitted(access.may_take_down_posting)
@require_POST
def down(request: HttpRequest, number: int) -> HttpResponse:
    """Say that a poster came down today, or that it still hangs."""
    now = timezone.now()
    again = "encore" in request.POST
    take_down(
        number=number,
        on=timezone.localdate(now),
        by=signed_in(request),
        now=now,
        again=again,
    )
    messages.success(request, _("Elle est de nouveau posée.") if again else _("Affiche retirée."))
    return redirect("channels:postings")


@permitted(access.may_name_counter)
@require_POST
def counter(request: HttpRequest, slug: str) -> HttpResponse:
    """Say which place of a quarter does everything at a counter."""
    name_counter(
        slug=slug,
        place=request.POST.get("lieu", "")[:20],
        by=signed_in(request),
        now=timezone.now(),
    )
    messages.success(request, _("La page du quartier le dit."))
    return redirect("channels:desk_zone", slug)
