"""What a notice says, in the language of the person: when, where, how to change it; no name.

The code is kept by nobody, so that nothing here can say it: "votre code" is what they were given.
"""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from maillage.apps.agenda.models import BookingState, NoticeKind
from maillage.apps.agenda.queries.due import sessions_held
from maillage.apps.agenda.queries.moments import day_and_month
from maillage.apps.agenda.queries.rules import zone_at
from maillage.web.languages import SOURCE, offered, said_in
from maillage.web.words import date_words, telephone, time_words

SMS_SIGNS = 160
# Languages that a counter notes under another code.
_SAME = {"zh": "zh-hans"}
MINE = "/mon-rendez-vous/"
# The alphabet of GSM 03.38: one sign outside of it, and an SMS holds 70 instead of 160.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_PLAIN = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": "-",
        "…": "...",
        "œ": "oe",
        "Œ": "OE",
        "\u00a0": " ",
        "\u202f": " ",
    }
)


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """What leaves: `subject` and `body` of an e-mail, or the `sms`."""

    subject: str
    body: str
    sms: str


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Say what follows in a language, in French when the site does not speak it."""
    code = _SAME.get(code, code)
    known = offered(unfinished=settings.UNFINISHED_LANGUAGES)
    with said_in(code if code in known else SOURCE):
        yield


def notice_words(notice: Any) -> NoticeWords:
    """Return the words of a notice, in the language of the person."""
    booking = notice.booking
    with in_language(booking.language):
        dates = _dates(notice, booking)
        local = (dates[0].starts_at if dates else notice.about).astimezone(zone_at(booking.place))
        opening = _opening(notice.kind)
        subject = _("%(opening)s : %(when)s") % {"opening": opening, "when": _moment(local)}
        body = render_to_string(
            "agenda/mail_notice.txt",
            {
                "kind": str(notice.kind),
                "what": str(booking.motive or booking.series),
                "when": _span(booking, local, notice),
                "dates": [_moment(one.starts_at.astimezone(local.tzinfo)) for one in dates[1:]],
                "where": where_words(dates[0] if dates else booking),
                "documents": _documents(booking),
                "confirm_until": _confirm_until(booking),
                "link": f"{settings.SITE_URL}{MINE}" if settings.SITE_URL else "",
                "phone": _phone(booking),
                "site": settings.SITE,
            },
        )
        return NoticeWords(" ".join(subject.split()), body, _sms(notice, booking, opening, local))


def shown_place(place: Any) -> Any:
    """Return the place that residents see: the one to which it was joined, else itself."""
    return place.joined_to if place is not None and place.joined_to_id else place


def where_words(it: Any) -> str:
    """Return where one goes, on one line: "Médiathèque, 3 place du Rouet, 99100 Clairmaille".

    `it` is a booking or a session.
    """
    motive = getattr(it, "motive", None)
    if motive is not None and motive.where == "remote":
        return _("à distance : on vous appelle")
    if motive is not None and motive.where == "home":
        return _("chez vous")
    place, series = shown_place(it.place), it.series
    if place is not None:
        town = " ".join(part for part in (place.code_postal, place.commune) if part)
        return ", ".join(part for part in (place.nom, place.adresse, town) if part)
    if series is not None:
        return ", ".join(part for part in (series.host, series.address, series.commune) if part)
    return ""


# ---------------------------------------------------------------- the pieces


def _opening(kind: str) -> str:
    return {
        NoticeKind.BOOKED: _("C’est noté"),
        NoticeKind.REMINDER: _("Rappel"),
        NoticeKind.MOVED: _("Changement"),
        NoticeKind.CANCELLED: _("Annulé"),
        NoticeKind.OFFERED: _("Place libérée"),
    }[NoticeKind(kind)]


def _dates(notice: Any, booking: Any) -> list[Any]:
    """Return the sessions to come of a course when this is told, the next first; [] otherwise."""
    if booking.session_id is not None or booking.series_id is None:
        return []
    since = notice.about if notice.kind == NoticeKind.REMINDER else notice.due_at
    rows = sessions_held(booking).filter(starts_at__gte=since).order_by("starts_at")
    return list(rows.select_related("series", "place__joined_to"))


def _moment(local: datetime) -> str:
    """Return "mardi 24 novembre 2026 à 14 h", in the language that is on."""
    said = {"day": date_words(local.date(), weekday=True), "hour": time_words(local)}
    return _("%(day)s à %(hour)s") % said


def _span(booking: Any, local: datetime, notice: Any) -> str:
    course = booking.series is not None and booking.session is None
    if course or booking.starts_at != notice.about:
        return _moment(local)
    end = booking.ends_at.astimezone(zone_at(booking.place))
    return _("%(when)s, jusqu’à %(end)s") % {"when": _moment(local), "end": time_words(end)}


def _documents(booking: Any) -> str:
    source = booking.motive or booking.series
    return " ".join(source.documents.split()) if source is not None else ""


def _confirm_until(booking: Any) -> str:
    if booking.state != BookingState.OFFERED or booking.offered_until is None:
        return ""
    return _moment(booking.offered_until.astimezone(zone_at(booking.place)))


def _phone(booking: Any) -> str:
    place = shown_place(booking.place)
    own = place.telephone if place is not None else ""
    return telephone(own) if own else str(settings.SITE["contact_phone"])


# ---------------------------------------------------------------- an SMS


def _sms(notice: Any, booking: Any, opening: str, local: datetime) -> str:
    """Return the fullest text that fits in one SMS."""
    shown = shown_place(booking.place)
    place = (shown.nom if shown is not None else where_words(booking)).strip()
    url = f"{settings.SITE_URL}{MINE}" if settings.SITE_URL else ""
    host = urlsplit(url).netloc
    phone = _phone(booking)
    when = _short_moment(local)
    until = ""
    if notice.kind == NoticeKind.OFFERED and booking.offered_until is not None:
        end = booking.offered_until.astimezone(zone_at(booking.place))
        until = _("le %(day)s à %(hour)s") % {"day": f"{end:%d/%m}", "hour": time_words(end)}
    texts = []
    # What is said less and less: the telephone, the whole address, the name of the place.
    links = [(url, phone), (url, ""), (host + MINE, phone), (host + MINE, "")] if url else []
    shorter = (place, _cut(place, 40), _cut(place, 20))
    pairs = [(where, *how) for where in shorter for how in links]
    for where, link, number in [*pairs, *((where, "", phone) for where in shorter)]:
        said = _("%(opening)s : %(when)s") % {"opening": opening, "when": when}
        said = f"{said}, {where}" if where else said
        texts.append(f"{said}. {_act(notice.kind, until)} {_ways(link, number)}")
    plain = [gsm(text) for text in texts]
    if not all(sign in _GSM for sign in plain[-1]):
        return plain[0]  # another alphabet: it leaves in several parts
    return next((text for text in plain if len(text) <= SMS_SIGNS), plain[-1][:SMS_SIGNS])


def _act(kind: str, until: str) -> str:
    if kind == NoticeKind.CANCELLED:
        return _("Autre heure :")
    if until:
        return _("Dites oui avant %(until)s :") % {"until": until}
    return _("Annuler :")


def _ways(link: str, phone: str) -> str:
    """Return how to answer: with the code on the site, or by telephone."""
    said = {"link": link, "phone": phone}
    if link and phone:
        return _("%(link)s avec votre code, ou %(phone)s") % said
    return _("%(link)s avec votre code") % said if link else phone


def _short_moment(local: datetime) -> str:
    said = {"day": day_and_month(local.date()), "hour": time_words(local)}
    return _("%(day)s à %(hour)s") % said


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].rstrip(" ,-'’")


def gsm(text: str) -> str:
    """Return a text whose signs an SMS holds 160 of, where a plainer sign says the same.

    >>> gsm("L’hôtel « Où ça ? »")
    'L\\'hotel " Où ca ? "'
    """
    signs = []
    for sign in text.translate(_PLAIN):
        if sign in _GSM:
            signs.append(sign)
            continue
        bare = "".join(c for c in unicodedata.normalize("NFKD", sign) if c in _GSM)
        signs.append(bare or sign)
    return "".join(signs)
