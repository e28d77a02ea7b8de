"""How each paper is made of the facts of places; which papers exist is in kinds.py.

A paper is said in the language that is being written, or in French when it lacks that one. What
people typed goes to the templates between isolates: these print it as French (lib.typ).
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any, Literal

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.channels.errors import NothingToPrint
from maillage.apps.channels.queries.facts import PlaceFacts, facts_of_places, spoken_url
from maillage.apps.channels.queries.hearing import listening_url, listening_words
from maillage.apps.channels.queries.kinds import PAPERS as PAPERS
from maillage.apps.channels.queries.kinds import Paper, paper_of
from maillage.apps.channels.queries.plans import plan_of
from maillage.apps.channels.queries.squares import square_svg
from maillage.apps.channels.queries.typeset import Printed, typeset
from maillage.apps.channels.queries.weeks import said_of, week_of
from maillage.apps.channels.queries.wording import as_typed, slip_words, zone_words
from maillage.apps.directory.queries import (
    NEEDS,
    PlaceSearch,
    base_version,
    places_of_zone,
    search_places,
)
from maillage.apps.territories.queries import get_zone
from maillage.web import words
from maillage.web.languages import SOURCE, current, said_in

# Of a slip: beyond, it is a guide.
MOST_ON_SLIP = 10
MOST_ON_POSTER = 3
Form = Literal["pdf", "png"]


def edition_words(now: datetime) -> str:
    """Return "Édition du 15 septembre 2026", written on every paper."""
    return _("Édition du {day}").format(day=words.date_words(timezone.localdate(now)))


def edition_mark(*parts: str, now: datetime) -> str:
    """Return what changes when a paper would: the base, the day, the language, what was asked."""
    said = [] if current().code == SOURCE else [current().code]
    return "-".join([str(base_version()), timezone.localdate(now).isoformat(), *said, *parts])


def slip(
    ids: Sequence[int | str],
    *,
    now: datetime,
    site: str = "",
    large: bool = False,
    title: str = "",
    form: Form = "pdf",
) -> Printed:
    """Return the slip of chosen places, ten at most. Raises NothingToPrint, PaperNotMade."""
    places = facts_of_places(list(ids)[:MOST_ON_SLIP], now=now, site=site)
    return _made("slip.typ", _slip_data(places, now=now, title=title, large=large), now, form)


def place_paper(
    code: str, public_id: str, *, now: datetime, site: str = "", monday: date | None = None,
    form: Form = "pdf",
) -> Printed:  # fmt: skip
    """Return a paper about one place; `monday` is the week of an agenda.

    Raises PaperUnknown, NothingToPrint, PaperNotMade.
    """
    paper = paper_of(code, "place")
    with said_in(paper.language(current()).code):
        places = facts_of_places([public_id], now=now, site=site)
        if not places:
            raise NothingToPrint
        return place_paper_of(paper, places[0], now=now, monday=monday, form=form)


def place_paper_of(
    paper: Paper, one: PlaceFacts, *, now: datetime, monday: date | None = None, form: Form = "pdf"
) -> Printed:
    """Return a paper about one place of which the facts are already read."""
    if paper.template in ("stickers.typ", "listen.typ") and not one.url:
        raise NothingToPrint  # a sticker without its square says nothing
    data = _slip_data([one], now=now, title=as_typed(one.nom), large=paper.code == "fiche-gros")
    # The paper of one place bears its name as its title: it is not said twice, nor numbered.
    data["alone"] = True
    if paper.template == "slip.typ":
        # In large print it has a side almost for itself.
        high = 480 if data["large"] else 300
        plan = plan_of([one], today=timezone.localdate(now), around=one.nom, width=600, height=high)
        data |= {"map_svg": plan.svg, "map_words": plan.words}
    elif paper.template == "poster.typ":
        data |= _poster_data([one], now=now, sheet="a4", around=one.nom, zone_id=None)
        data["words"] |= zone_words()
        data |= {"square_svg": square_svg(one.url), "short_url": one.short_url}
    elif paper.template == "agenda.typ":
        week = week_of(now=now, place=one.place_id, monday=monday)
        data |= said_of(week) | {
            "subtitle": _("Agenda"), "square_svg": square_svg(one.url), "short_url": one.short_url,
        }  # fmt: skip
    data["call"] = _("Scannez : la page de ce lieu s’ouvre, avec ses horaires du jour.")
    if paper.template == "listen.typ":
        words, address = listening_words(), listening_url(one)
        data |= words
        data["places"][0] |= {
            "square_svg": square_svg(address),
            "short_url": address.partition("//")[2],
        }
    return _made(paper.template, data, now, form)


def zone_paper(
    code: str, slug: str, *, now: datetime, site: str = "", remove_on: date | None = None,
    monday: date | None = None, form: Form = "pdf",
) -> Printed:  # fmt: skip
    """Return a paper about a quarter or a commune; `monday` is the week of an agenda.

    Raises PaperUnknown, ZoneUnknown, NothingToPrint, PaperNotMade.
    """
    paper = paper_of(code, "zone")
    zone = get_zone(slug)
    with said_in(paper.language(current()).code):
        places = facts_of_places(places_of_zone(zone.pk), now=now, site=site)
        return zone_paper_of(
            paper, zone, places, now=now, site=site, remove_on=remove_on, monday=monday, form=form
        )


def zone_paper_of(
    paper: Paper, zone: Any, places: Sequence[PlaceFacts], *, now: datetime, site: str = "",
    remove_on: date | None = None, monday: date | None = None, form: Form = "pdf",
) -> Printed:  # fmt: skip
    """Return a paper about a quarter of which the facts are already read."""
    if not places:
        raise NothingToPrint
    today = timezone.localdate(now)
    nom = as_typed(zone.nom)
    data = _common(places, now=now) | _contact(zone)
    data["words"] |= zone_words()
    url = f"{site}{reverse('directory:zone', args=[zone.slug])}" if site else ""
    data |= {
        "title": nom,
        "subtitle": _("Aide pour vos papiers, vos écrans, vos démarches"),
        "square_svg": square_svg(spoken_url(url)),
        "short_url": url.partition("//")[2],
        "list_title": _("Les lieux, {zone}").format(zone=nom),
        "folded": paper.code == "guide-a3",
        "large": paper.code == "besoins-gros",
        "needs": _needs(zone.pk, places, now=now),
        "coming": _coming(places),
    }
    if paper.template == "poster.typ":
        best = _for_poster(places, data["needs"])
        data |= _poster_data(
            best, now=now, sheet=paper.sheet.lower(), around=zone.nom, zone_id=None
        )
        data["subtitle"] = nom
        if remove_on is not None:
            data["remove_words"] = _("À retirer après le {day}").format(
                day=words.date_words(remove_on)
            )
    elif paper.template == "guide.typ":
        height = 540 if data["folded"] else 350
        # Wide, so that markers are small beside streets and few of them touch.
        plan = plan_of(
            places, today=today, around=zone.nom, zone_id=zone.pk, width=600, height=height
        )
        data |= {"map_svg": plan.svg, "map_words": plan.words, "map_legend": plan.legend}
    elif paper.template == "who.typ":
        data["title"] = _("Qui fait quoi, {zone}").format(zone=nom)
        data["subtitle"] = _("Pour les professionnels")
    elif paper.template == "agenda.typ":
        data |= said_of(week_of(now=now, zone=zone, monday=monday))
        data |= {"subtitle": _("Agenda"), "alone": False}
    elif paper.template == "needs.typ":
        data["title"] = _("Que cherchez-vous ? {zone}").format(zone=nom)
    return _made(paper.template, data, now, form)


def _made(template: str, data: dict[str, Any], now: datetime, form: Form) -> Printed:
    if not data["places"]:
        raise NothingToPrint
    today = timezone.localdate(now)
    made = typeset(template, data, on=today, form=form)
    if made.missing and not data["unwritten"]:
        # Said on the paper itself, and only when something is really missing.
        data["unwritten"] = _(
            "[…] remplace des lettres que cette feuille ne peut pas écrire : demandez à une "
            "personne, ou lisez la page du lieu."
        )
        made = replace(typeset(template, data, on=today, form=form), missing=made.missing)
    return made


def _slip_data(
    places: Sequence[PlaceFacts], *, now: datetime, title: str, large: bool
) -> dict[str, Any]:
    data = _common(places, now=now) | _contact(None)
    return data | {
        "title": title or _("Vos adresses"),
        "subtitle": _("Des personnes vous aident"),
        "large": large,
        "alone": False,
        "places": [
            one | {"square_svg": square_svg(facts.url)}
            for one, facts in zip(data["places"], places, strict=True)
        ],
    }


_TYPED = ("nom", "street", "town", "quarter", "organisation")


def _common(places: Sequence[PlaceFacts], *, now: datetime) -> dict[str, Any]:
    return {
        "town": as_typed(settings.SITE["name"]),
        "edition_words": edition_words(now),
        "unwritten": "",
        "words": slip_words(),
        "places": [
            asdict(one) | {name: as_typed(getattr(one, name)) for name in _TYPED} for one in places
        ],
        "map_svg": "",
        "map_words": "",
        "remove_words": "",
    }


def contact_of(zone: Any) -> dict[str, Any]:
    """Return whom to ask: the quarter when it says, else the territory."""
    site = settings.SITE
    if zone is not None and zone.contact_telephone:
        said = (zone.contact_nom, zone.contact_telephone, zone.contact_horaires, "")
    else:
        said = (
            site["contact_name"],
            site["contact_phone"],
            site["contact_hours"],
            site["contact_address"],
        )
    nom, phone, hours, address = (str(one or "") for one in said)
    return {
        "contact": {
            "nom": nom,
            "telephone": words.telephone(phone) if phone else "",
            "horaires": words.tie(hours),
            "adresse": address,
        }
    }


def _contact(zone: Any) -> dict[str, Any]:
    """Return the same for a template: what people typed says so, not the number."""
    said = contact_of(zone)["contact"]
    return {
        "contact": said | {name: as_typed(said[name]) for name in ("nom", "horaires", "adresse")}
    }


def _needs(zone_id: int, places: Sequence[PlaceFacts], *, now: datetime) -> list[dict[str, Any]]:
    """Return the needs that a place of the list answers for sure, each with its numbers."""
    here = timezone.localtime(now).replace(tzinfo=None)
    numbers = {one.place_id: number for number, one in enumerate(places, start=1)}
    found = []
    for need in NEEDS:
        asked = PlaceSearch(need=need.code, zone_id=zone_id, relax=False, limit=len(places) + 1)
        hits = search_places(asked, now=here).hits
        listed = sorted(numbers[h.place_id] for h in hits if h.certain and h.place_id in numbers)
        if listed:
            found.append({"code": need.code, "label": str(need.label), "numbers": listed})
    return found


def _coming(places: Sequence[PlaceFacts], most: int = 12) -> list[dict[str, Any]]:
    """Return the first session of each place of a list with its number, the soonest first."""
    dated = [(one.next_at, n) for n, one in enumerate(places, start=1) if one.sessions]
    return [{"when": places[n - 1].sessions[0], "number": n} for _at, n in sorted(dated)[:most]]


def _for_poster(places: Sequence[PlaceFacts], needs: Sequence[dict[str, Any]]) -> list[PlaceFacts]:
    """Return the places that answer most needs: those that a wall may promise."""
    answers = dict.fromkeys(range(1, len(places) + 1), 0)
    for need in needs:
        for number in need["numbers"]:
            answers[number] += 1
    known = [n for n in answers if places[n - 1].open_hours and not places[n - 1].to_check]
    best = sorted(known or answers, key=lambda n: (-answers[n], n))[:MOST_ON_POSTER]
    return [places[n - 1] for n in best]


def _poster_data(
    places: Sequence[PlaceFacts], *, now: datetime, sheet: str, around: str, zone_id: int | None
) -> dict[str, Any]:
    plan = plan_of(
        places, today=timezone.localdate(now), around=around, zone_id=zone_id, width=260, height=380
    )
    free = all(one.free for one in places)
    questions = _("Un papier à imprimer ?\nUne démarche à faire ?").split("\n")
    return {
        "title": " ".join(questions),
        "questions": questions,
        "promise": _("Des personnes vous aident, gratuitement, tout près d’ici.")
        if free
        else _("Des personnes vous aident, tout près d’ici."),
        "places": _common(places, now=now)["places"],
        "map_svg": plan.svg,
        "map_words": plan.words,
        "sheet": sheet,
        "strip": _("Aide numérique"),
        "remove_words": "",
    }
