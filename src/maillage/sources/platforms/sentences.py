"""Opening hours written as a sentence, in one column or in several that say the same."""

from maillage.core.hours import parse
from maillage.core.hours.monthly import monthly_to_osm
from maillage.core.hours.working_week import spell_working_week
from maillage.core.standard.problems import quote
from maillage.sources.platforms.draft import Draft


def put_hours(draft: Draft, *columns: str) -> None:
    """Read the opening hours of the first column that can be read, OSM notation or French.

    When none can, the words of the first one that says anything are kept as a comment of the
    notation, which is never shown as open, and that is a warning.
    """
    said = [(column, text) for column in columns if (text := " ".join(draft.text(column).split()))]
    for _, text in said:
        hours = parse(spell_working_week(text))
        if osm := hours.osm if hours.understood else monthly_to_osm(text):
            draft.put("horaires", osm)
            return
    if not said:
        return
    column, text = said[0]
    draft.put("horaires", '"' + text.replace('"', "’’") + '"')
    draft.warn(
        "hours_unread",
        "horaires",
        text,
        f"Les horaires {quote(text)} ({column}) ne sont pas compris : ils sont gardés en toutes "
        "lettres.",
        "Écrivez les jours et les heures, par exemple « lundi au vendredi 9h-12h, 14h-17h ».",
    )
