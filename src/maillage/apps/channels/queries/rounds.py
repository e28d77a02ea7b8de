"""The list of posters on paper, for who goes round to take them down: French, for the staff."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.channels.models import Posting
from maillage.apps.channels.queries.papers import edition_words
from maillage.apps.channels.queries.postings import postings
from maillage.apps.channels.queries.typeset import Printed, typeset
from maillage.apps.channels.queries.wording import slip_words
from maillage.web import words
from maillage.web.languages import SOURCE, said_in


def postings_paper(*, now: datetime, form: Literal["pdf", "png"] = "pdf") -> Printed:
    """Return the posters that hang, those to take down first. Raises PaperNotMade."""
    today = timezone.localdate(now)
    with said_in(SOURCE):
        found = postings(today=today)
        parts = [
            _part(_("À retirer maintenant"), found.overdue, late=True),
            _part(_("Posées"), found.up, late=False),
        ]
        data = {
            "town": settings.SITE["name"],
            "title": _("Où sont les affiches"),
            "subtitle": _("Pour la tournée"),
            "edition_words": edition_words(now),
            "unwritten": "",
            "words": slip_words(),
            "parts": [part for part in parts if part["rows"]],
        }
        return typeset("postings.typ", data, on=today, form=form)


def _part(label: str, rows: Sequence[Posting], *, late: bool) -> dict[str, Any]:
    return {
        "label": label,
        "late": late,
        "rows": [
            {
                "title": row.title,
                "zone": row.zone.nom if row.zone is not None else "",
                "where": row.where_up,
                "by": row.put_up_by or _("On ne sait pas"),
                "posted": words.date_words(row.posted_on),
                "remove": words.date_words(row.remove_on),
            }
            for row in rows
        ],
    }
