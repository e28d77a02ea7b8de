"""Why each correction is made, in one French sentence: for whom sent the file, and our own team."""

from maillage.core.harmonise import corrections

# Made while a file is read, outside the chain that knows its own sentences.
_WHILE_READING = {
    "address_split": "L’adresse, le code postal et la commune étaient dans une seule case.",
    "days_lost": "Les autres jours de la semaine ont sans doute été perdus.",
    "list_to_text": "Une liste du fichier est écrite comme un texte.",
    "lost_zero_pivot": "Un tableur a enlevé le premier zéro du SIRET.",
    "lost_zero_telephone": "Un tableur a enlevé le premier zéro du téléphone.",
    "number_to_text": "Un nombre du fichier est écrit comme un texte.",
    "position_from_geometry": "La position vient du point du fichier.",
    "position_from_metres": "La position était en mètres : elle est dite en degrés.",
    "position_from_pair": "La latitude et la longitude étaient dans une seule case.",
    "postcode_from_geocoding": "Le code postal manquait : il vient du géocodage du fichier.",
    "spreadsheet_day": "Un tableur a remplacé la date par un nombre de jours.",
}


def why_of(code: str) -> str:
    """Return the French sentence that says why a correction is made; the code when none does."""
    known = corrections().get(code)
    return known.why if known else _WHILE_READING.get(code, code)
