"""What is asked of the feed of changes: of which territory, and beyond which change."""

import re
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from maillage.apps.opendata.errors.open_services import RequestUnreadable
from maillage.apps.opendata.forms.ogc import check_names, shown

_TOKEN = re.compile(r"(\d{4}-\d{2}-\d{2})\.[a-z0-9]{0,12}")


@dataclass(frozen=True, slots=True)
class FeedRequest:
    """The short address of a territory ("" for all), its kind, and the token of a page."""

    kind: str
    slug: str
    after: str


def feed_request(query: QueryDict) -> FeedRequest:
    """Return what the address asks. Raises RequestUnreadable."""
    check_names(query, (), common=("commune", "quartier", "apres"))
    said = {str(name): str(value) for name, value in query.items() if value != ""}
    if "commune" in said and "quartier" in said:
        raise RequestUnreadable(
            detail=_("Choisissez une commune ou un quartier : un quartier est dans une commune.")
        )
    after = said.get("apres", "")
    if after and not _is_token(after):
        raise RequestUnreadable(
            detail=_(
                "« apres » vaut « %s ». Ce paramètre ne s’écrit pas à la main : suivez le lien "
                "« next » de la page d’avant."
            )
            % shown(after)
        )
    if "quartier" in said:
        return FeedRequest("quarter", said["quartier"], after)
    return FeedRequest("commune" if "commune" in said else "", said.get("commune", ""), after)


def _is_token(text: str) -> bool:
    found = _TOKEN.fullmatch(text)
    try:
        return found is not None and date.fromisoformat(found[1]).year > 1
    except ValueError:
        return False
