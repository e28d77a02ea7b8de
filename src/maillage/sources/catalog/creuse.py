"""Workshops of the digital advisers of La Creuse: the adviser's name follows the place's name.

The name of a person is never taken: `nom` is cut before the dash that announces it, and
`description`, which says who receives and how to reach them, is not read at all. The words are
those of version 0.1 of the standard, the hours are sentences.
"""

import re

from maillage.core.harmonise import Log
from maillage.core.standard import Reading
from maillage.core.standard.problems import quote
from maillage.sources.base import Row, Source
from maillage.sources.platforms import json_file
from maillage.sources.platforms.draft import Draft, text_of, words_of_0_1
from maillage.sources.platforms.people import before_dash, without_people

COLUMNS = {
    "nom": "nom",
    "code_postal": "code_postal",
    "adresse": "adresse",
    "latitude": "latitude",
    "longitude": "longitude",
    "téléphone": "telephone",
}
SERVICES = words_of_0_1("services")
HELP = words_of_0_1("modalites_accompagnement")
# "Clairval  Ateliers Numériques", "0 Clairval": what a copied table left around the commune.
_COMMUNE = re.compile(r"(?:\d+\s+)?(?P<commune>\S+(?: \S+)*)(?P<rest>\s{2,}.*)?", re.DOTALL)


def key(row: Row) -> str:
    """Return the department's own number of the workshop."""
    return text_of(row, "id")


def convert(row: Row, log: Log) -> Reading:
    """Return the reading of one workshop."""
    draft = Draft(row, key(row))
    draft.put_columns(COLUMNS)
    _put_commune(draft)
    draft.put("source", "Département de la Creuse")
    draft.decode("services", draft.words("services", ";"), SERVICES)
    column = "modalites_accompagnement"
    draft.decode(column, draft.words(column, ";"), HELP)
    draft.put_hours("horaires")
    return draft.reading(log)


def _put_commune(draft: Draft) -> None:
    received = draft.text("commune")
    found = _COMMUNE.fullmatch(received)
    commune = found["commune"] if found else received
    draft.put("commune", commune)
    if commune != received:
        message = f"La commune est lue comme {quote(commune)} : le reste n’en est pas le nom."
        draft.warn("commune_cut", "commune", received, message, f"Écrivez {quote(commune)}.")


SOURCE = Source(
    id="creuse",
    title="Ateliers numériques de la Creuse (2023)",
    producer="Conseil départemental de la Creuse",
    lineage="producer",
    licence="Non dite dans le dépôt ; à confirmer par le producteur avant toute republication",
    url="https://www.creuse.fr/",
    formats=("json",),
    read=without_people(
        json_file.rows(required=("id", "nom", "commune")),
        left_out=("description",),
        cut={"nom": before_dash},
    ),
    key=key,
    convert=convert,
    version="1",
    recognised_by=("téléphone", "description", "modalites_accompagnement"),
)
