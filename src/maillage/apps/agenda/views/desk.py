"""What pages of the desk share here: addresses, what addresses say, words of a booking."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from babel import Locale
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from maillage.apps.agenda.queries.notices import where_words
from maillage.apps.agenda.views.lines import day_words, hours_words, local, moment_words
from maillage.apps.directory.queries.labels import LANGUAGE_WORDS
from maillage.web.words import listed

if TYPE_CHECKING:
    pass

form_page = require_http_methods(["GET", "HEAD", "POST"])
# Who reads what a counter writes about somebody.
SEEN_BY = gettext_lazy(
    "Le prénom et le numéro sont vus par les personnes qui reçoivent, et effacés quelques jours "
    "après. Rien d’autre n’est demandé."
)
SEEN_BY_JOURNAL = gettext_lazy(
    "Le journal garde que vous l’avez fait, et quand ; jamais le prénom ni le numéro de la "
    "personne."
)


def address(route: str, *args: Any, **query: Any) -> str:
    """Return the address of a page of the agenda, without what is empty."""
    said = {name: value for name, value in query.items() if value not in (None, "")}
    url = reverse(f"agenda:{route}", args=args)
    return f"{url}?{urlencode(said)}" if said else url


def address_if(route: str, *args: Any, **query: Any) -> str:
    """Return the address of a page that another part of the agenda may have, "" without it."""
    try:
        return address(route, *args, **query)
    except NoReverseMatch:
        return ""


def number_in(text: str) -> int | None:
    """Return a number of an address, None for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else None


def day_in(text: str, default: date) -> date:
    """Return the day that an address says, another one for what is no day of our time."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return default
    return day if 2000 <= day.year <= 2200 else default


def time_in(text: str) -> tuple[int, datetime] | None:
    """Return the person and the moment of a `FreeTime.key`, None for what is none."""
    number, _dash, seconds = text.partition("-")
    who, at = number_in(number), number_in(seconds)
    if who is None or at is None or at > 7_000_000_000:
        return None
    return who, datetime.fromtimestamp(at, UTC)


@dataclass(frozen=True, slots=True)
class Comer:
    """Somebody who comes, for those who receive them."""

    number: int
    name: str
    phone: str
    state: str
    tags: tuple[str, ...]
    helper: str
    helper_phone: str
    need: str
    children: str


def comer_of(booking: Any) -> Comer:
    """Return who comes with a booking: a first name, a number, what was said."""
    tags = []
    if booking.state == "offered":
        tags.append(_("place à confirmer"))
    if booking.language not in ("", "fr"):
        tags.append(language_words(booking.language))
    if getattr(booking, "beyond", False):
        tags.append(_("place ajoutée"))
    if booking.organisation is not None:
        tags.append(_("envoyé par %s") % booking.organisation.nom)
    return Comer(
        number=booking.pk,
        name=name_words(booking),
        phone=booking.phone,
        state=booking.state,
        tags=tuple(tags),
        helper=booking.helper_name,
        helper_phone=booking.helper_phone,
        need=booking.need,
        children=children_words(booking.children),
    )


def language_words(code: str) -> str:
    """Return "parle arabe", "" for French."""
    if code in ("", "fr"):
        return ""
    # Those that residents chose on a page are more than those that a counter notes.
    names = Locale.parse("fr").languages
    name = LANGUAGE_WORDS.get(code) or names.get(code.split("-")[0], code)
    return _("parle %s") % name


def name_words(booking: Any) -> str:
    """Return how a person is called: what they said, or that they said nothing."""
    if booking.erased_at is not None:
        return _("Nom effacé")
    return booking.name or _("Une personne, sans nom")


def children_words(ages: Iterable[int]) -> str:
    """Return "4 ans et 6 ans", "" for nobody."""
    return listed([_("%(n)d ans") % {"n": age} if age > 1 else _("%(n)d an") % {"n": age}
                   for age in ages])  # fmt: skip


def title_of(booking: Any) -> str:
    """Return what a booking is for."""
    return str(booking.motive or booking.series)


def when_of(booking: Any, today: date) -> str:
    """Return "mardi 24 novembre à 14 h"; of a course, its first session."""
    return moment_words(booking.starts_at, booking.place, today)


def span_words(row: Any, today: date) -> str:
    """Return "mardi 24 novembre, 14 h – 14 h 45" of a booking or a session."""
    day = day_words(local(row.starts_at, row.place).date(), today)
    return f"{day}, {hours_words(row.starts_at, row.ends_at, row.place)}"


def where_of_booking(booking: Any) -> str:
    """Return where a booking takes place, on one line."""
    return where_words(booking)
