"""Words, numbers and pictograms of the pages. Built in: no `load` is needed."""

from datetime import date, datetime, time

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, gettext

from maillage.web import words
from maillage.web.languages import MARK, SOURCE, current
from maillage.web.said_by_people import said_by_people
from maillage.web.slots import Panel
from maillage.web.sprite import icon_names

register = template.Library()


_DRAWN: dict[tuple[str, str], SafeString] = {}


@register.simple_tag
def icon(name: str, more: str = "") -> SafeString:
    """A pictogram, always beside a word: {% icon "print" %} or {% icon "bus" "flip" %}."""
    # A page draws a hundred of them; their addresses only change while one develops.
    if (drawn := _DRAWN.get((name, more))) is not None:
        return drawn
    drawn = _drawing(name, more)
    if drawn and not (settings.DEBUG or settings.TESTING):
        _DRAWN[(name, more)] = drawn
    return drawn


def _drawing(name: str, more: str) -> SafeString:
    if name not in icon_names():
        if settings.DEBUG or settings.TESTING:
            raise ValueError(f"no pictogram is called {name!r}")
        return SafeString("")  # a missing drawing never costs a person the page
    return format_html(
        '<svg class="i{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" {more}" if more else "",
        static("web/sprite.svg"),
        name,
    )


@register.filter
def telephone(number: str) -> str:
    """ "+33199002110" to "01 99 00 21 10", with spaces that do not break."""
    return words.telephone(number)


@register.filter
def telephone_uri(number: str) -> str:
    """ "01 99 00 21 10" to "tel:+33199002110"."""
    return words.telephone_uri(number)


@register.simple_tag
def today_words() -> str:
    """Return "dimanche 22 novembre 2026": the day that a printed page speaks of."""
    return words.date_words(timezone.localdate(), weekday=True)


@register.simple_tag
def telephone_link(number: str, css: str = "nb") -> SafeString:
    """A link that dials: {% telephone_link place.telephone %}; class "tel" for the large one."""
    uri = words.telephone_uri(number)
    if not uri:
        return format_html('<span class="{}">{}</span>', css, number)
    drawing = icon("phone", "flip") if css == "tel" else ""
    said = words.telephone(number)
    if get_language_bidi():
        said = format_html('<bdi dir="ltr">{}</bdi>', said)
    return format_html('<a class="{}" href="{}">{}{}</a>', css, uri, drawing, said)


@register.filter
def typed(text: str) -> str:
    """A text that someone wrote in French: {{ place.nom|typed }}; the last filter of its line.

    On a page in another language: its translation when the catalogue has it (the words of a list,
    a default), or when a person said it; else the French itself, which says that it is French and
    how it runs.
    """
    language = current()
    if not text or language.code == SOURCE:
        return text
    if language.is_french:
        return said_by_people(text, language.code) or text
    said = gettext(text)
    if said != text and not said.endswith(MARK):
        return said
    if by_somebody := said_by_people(text, language.code):
        return by_somebody
    return format_html('<span lang="fr" dir="auto">{}</span>', text)


@register.filter
def tie(text: str) -> str:
    """Spaces that do not break inside hours and telephones of a text that someone wrote."""
    return words.tie(text)


@register.filter
def distance(distance_m: float) -> str:
    """Metres in words: "450 m", "1,1 km"."""
    return words.distance(distance_m)


@register.filter
def walking(distance_m: float) -> str:
    """Metres as minutes on foot: "6 min à pied"; "" over an hour."""
    return words.walking(distance_m)


def _local(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


@register.filter
def date_words(value: date | datetime) -> str:
    """ "2 septembre 2026", in the territory's time zone."""
    return words.date_words(_local(value))


@register.filter
def weekday_words(value: date | datetime) -> str:
    """ "mardi 15 septembre 2026"."""
    return words.date_words(_local(value), weekday=True)


@register.filter
def time_words(value: time | datetime) -> str:
    """ "14 h 45"; a moment is said in the territory's time zone."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return words.time_words(value)


@register.filter
def age_words(value: date | datetime, today: date | None = None) -> str:
    """ "il y a 3 mois", counted to `today`: {{ place.date_maj|age_words:today }}."""
    return words.age_words(_local(value), today or timezone.localdate())


@register.simple_tag(takes_context=True)
def panel(context: template.Context, piece: Panel) -> SafeString:
    """What an upper application says in a lower page: {% panel piece %}."""
    return render_to_string(piece.template, piece.context(), request=context.get("request"))
