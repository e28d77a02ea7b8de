"""What surrounds the zones of a dossier, for the measure that is drawn: one sentence."""

from django.utils.translation import gettext as _

from maillage.apps.observatory.queries.maps import ZoneMap
from maillage.apps.observatory.queries.wording import how_words, value_words


def beside_sentence(found: ZoneMap) -> str:
    """Return the measure for what contains these zones, with how it is known; "" when unknown."""
    said = []
    for line in found.above:
        if line.number is not None:
            value = f"{line.zone.nom} : {value_words(line.value, found.measure)}"
            said.append(f"{value} ({how_words(line.value)})")
    return _("À côté : %(values)s.") % {"values": " ; ".join(said)} if said else ""
