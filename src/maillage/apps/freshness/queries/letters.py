"""The words of a letter: plain text, no jargon, nothing that follows who reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.freshness.queries.keys import link_of
from maillage.apps.freshness.queries.records import address_lines, hours_lines
from maillage.web.words import date_words, telephone

# The link of a letter that does not exist yet: what is shown before sending.
EXAMPLE = "votre-lien"


@dataclass(frozen=True, slots=True)
class LetterText:
    """What leaves."""

    subject: str
    body: str
    headers: Mapping[str, str]


def letter_text(
    campaign: Any, letter: Any | None, places: Sequence[Any], *, reminder: bool
) -> LetterText:
    """Return the letter about these places; without a `letter`, what it would look like."""
    token = link_of(letter.pk) if letter is not None else EXAMPLE
    site = campaign.site_url
    link = f"{site}{reverse('freshness:link', args=[token])}"
    stop = f"{site}{reverse('freshness:no_more', args=[token])}"
    records = [
        {
            "nom": place.nom,
            "address": ", ".join(address_lines(place)),
            "telephone": telephone(place.telephone),
            "hours": hours_lines(place.horaires, place),
        }
        for place in places
    ]
    body = render_to_string(
        "freshness/letter.txt",
        {
            "records": records,
            "several": len(records) > 1,
            "word": campaign.word,
            "answer_by": date_words(campaign.answer_by),
            "link": link,
            "stop": stop,
            "reminder": reminder,
            "site": settings.SITE,
        },
    )
    host = urlsplit(site).hostname or "localhost"
    headers = {"Auto-Submitted": "auto-generated", "List-Unsubscribe": f"<{stop}>"}
    if letter is not None:
        headers["Message-ID"] = f"<fiche.{letter.pk}.{letter.n_sent + 1}@{host}>"
    subject = ngettext(
        "Votre fiche est-elle encore juste ? %(nom)s",
        "Vos %(n)s fiches sont-elles encore justes ?",
        len(places),
    ) % {"nom": places[0].nom if places else "", "n": len(places)}
    if reminder:
        subject = _("Rappel. %(subject)s") % {"subject": subject}
    return LetterText(" ".join(subject.split())[:180], body, headers)
