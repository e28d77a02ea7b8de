"""The sticker that leads to the sound of a place: its address and its words."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.apps.channels.queries.facts import PlaceFacts, spoken_url
from maillage.web.languages import MARK, current, offered, said_in


def listening_url(one: PlaceFacts) -> str:
    """Return the whole address where a place is listened to, "" without that of the site.

    The address of a paper in French names no language: the telephone of who scans chooses.
    """
    site = one.url.partition(reverse("directory:place", args=[one.public_id]))[0]
    path = reverse("channels:listen_place", args=[one.public_id])
    return spoken_url(f"{site}{path}") if one.url else ""


def listening_words() -> dict[str, Any]:
    """Return the words of the sticker; in French, "Écouter" in the other languages too."""
    others: list[str] = []
    own = _("Écouter")
    if current().is_french:
        for code in offered():
            with said_in(code):
                others.append(_("Écouter"))
    return {
        "listen": own,
        "listen_too": " · ".join(
            one for one in dict.fromkeys(others) if one not in (own, "") and not one.endswith(MARK)
        ),
        "call": _("Scannez : votre téléphone vous dit ce lieu à voix haute."),
    }
