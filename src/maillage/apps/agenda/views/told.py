"""A booking as the person who made it reads it: what, when, where, and what may be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from maillage.apps.agenda.queries.mine import (
    dates_of,
    may_cancel,
    may_move,
    rank_in_list,
    seats_to_move_to,
    stands,
)
from maillage.apps.agenda.views.lines import (
    day_words,
    hours_words,
    local,
    moment_words,
    where_words,
)
from maillage.apps.agenda.views.said import joined
from maillage.web.templatetags.maillage import typed
from maillage.web.words import listed, telephone

ENDED = {
    "person": gettext_lazy("Vous l’avez annulé."),
    "staff": gettext_lazy("L’accueil l’a annulé."),
    "session": gettext_lazy("La séance n’a pas lieu."),
    "unanswered": gettext_lazy("La place proposée n’a pas été confirmée à temps."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that a page may say of a booking."""

    # "booked", "offered", "waiting", "cancelled" or "over".
    state: str
    code: str
    name: str
    what: str
    when: str
    hours: str
    where: str
    address: str
    where_url: str
    with_whom: str
    # Sessions of a course: "jeudi 26 novembre, 9 h 30 – 11 h 30".
    dates: Sequence[str]
    documents: str
    need: str
    helper: str
    helper_phone: str
    for_other: bool
    children: str
    contact: str
    rank_words: str
    can_be_told: bool
    answer_before: str
    ended: str
    may_cancel: bool
    may_move: bool
    # Once it is too late to do it here, whom to call.
    too_late: bool
    place_nom: str
    place_phone: str
    again_url: str


def told(booking: Any, code: str, *, now: datetime, today: date) -> Told:
    """Return a booking in words."""
    place = booking.place
    source = booking.motive or booking.series
    session = booking.session
    state = "over" if booking.state != "cancelled" and booking.ends_at <= now else booking.state
    cancels = may_cancel(booking, now=now)
    moves = may_move(booking, now=now)
    moves = moves and (booking.motive is not None or bool(seats_to_move_to(booking, now=now)))
    dates = dates_of(booking) if booking.series is not None and session is None else ()
    return Told(
        state=str(state),
        code=code,
        name=booking.name,
        what=source.title,
        when=moment_words(booking.starts_at, place, today),
        hours=hours_words(booking.starts_at, booking.ends_at, place)
        if not dates
        else ngettext("%(n)d séance", "%(n)d séances", len(dates)) % {"n": len(dates)},
        where=_where(booking, place),
        address=", ".join(
            part for part in (place.adresse, f"{place.code_postal} {place.commune}".strip()) if part
        )
        if place is not None
        else "",
        where_url=reverse("directory:place", args=[place.public_id]) if place is not None else "",
        with_whom=booking.resource.name if booking.resource is not None else "",
        dates=[_date(one, today) for one in dates],
        documents=source.documents,
        need=booking.need,
        helper=booking.helper_name,
        helper_phone=telephone(booking.helper_phone) if booking.helper_phone else "",
        for_other=booking.for_other,
        children=_children(booking.children),
        contact=_contact(booking),
        rank_words=_rank(rank_in_list(booking)),
        can_be_told=booking.contact != "paper",
        answer_before=moment_words(booking.offered_until, place, today)
        if booking.offered_until is not None
        else "",
        ended=_ended(booking),
        may_cancel=cancels,
        may_move=moves,
        too_late=stands(booking, now=now) and not cancels,
        place_nom=place.nom if place is not None else "",
        place_phone=_phone(booking),
        again_url=_again(booking),
    )


def _where(booking: Any, place: Any) -> str:
    if place is not None:
        return typed(place.nom)
    if (series := booking.series) is not None:
        return typed(", ".join(part for part in (series.address, series.commune) if part))
    return where_words(booking.motive)


def _date(session: Any, today: date) -> str:
    day = day_words(local(session.starts_at, session.place).date(), today)
    hours = hours_words(session.starts_at, session.ends_at, session.place)
    return _("%(day)s, %(hours)s") % {"day": day, "hours": hours}


def _rank(rank: int) -> str:
    if rank <= 1:
        return _("Vous êtes la prochaine personne à qui l’on propose une place.")
    return ngettext(
        "%(n)d personne attend avant vous.", "%(n)d personnes attendent avant vous.", rank - 1
    ) % {"n": rank - 1}


def _children(ages: Sequence[int]) -> str:
    return listed([ngettext("%(n)d an", "%(n)d ans", age) % {"n": age} for age in ages])


def _contact(booking: Any) -> str:
    if booking.state == "cancelled" or booking.erased_at is not None:
        return ""
    phone = telephone(booking.phone or booking.helper_phone)
    words: dict[str, str] = {
        "call": _("On vous appelle la veille au %(phone)s.") % {"phone": phone},
        "sms": _("Un SMS vous le rappelle la veille, au %(phone)s.") % {"phone": phone},
        "email": _("Un e-mail vous le rappelle la veille : %(email)s.") % {"email": booking.email},
        "paper": _("Personne ne vous le rappelle : vous l’avez noté."),
    }
    return words[booking.contact]


def _ended(booking: Any) -> str:
    if booking.state != "cancelled":
        return ""
    why = booking.session.cancelled_why if booking.session is not None else ""
    words = str(ENDED.get(booking.ended_by, ""))
    return joined(" ", [words, typed(why)]) if booking.ended_by == "session" and why else words


def _phone(booking: Any) -> str:
    series, place = booking.series, booking.place
    said = [series.contact_telephone] if series is not None else []
    if place is not None:
        said += [place.contact_telephone, place.telephone]
    return next((number for number in said if number), "")


def _again(booking: Any) -> str:
    if booking.motive is not None:
        return reverse("agenda:times", args=[booking.motive.pk])
    if booking.session is not None:
        return reverse("agenda:session", args=[booking.session.public_id])
    return reverse("agenda:week")
