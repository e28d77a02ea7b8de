"""Whether a pair of coordinates can be a place of France."""

from maillage.core.standard.problems import Problem

# South, north, west, east in degrees, generous: these boxes say "swapped", not "inside".
_TERRITORIES = (
    (41.0, 51.6, -5.8, 10.0),  # mainland and Corsica
    (15.7, 18.2, -63.3, -60.9),  # Guadeloupe, Saint-Martin, Saint-Barthélemy
    (14.2, 15.0, -61.4, -60.7),  # Martinique
    (2.0, 6.0, -54.8, -51.4),  # Guyane
    (-21.6, -20.7, 55.0, 56.0),  # La Réunion
    (-13.2, -12.4, 44.8, 45.5),  # Mayotte
    (46.6, 47.3, -56.6, -56.0),  # Saint-Pierre-et-Miquelon
    (-23.0, -17.5, 157.0, 173.0),  # Nouvelle-Calédonie
    (-28.0, -7.5, -155.0, -134.0),  # Polynésie française
    (-14.7, -13.0, -178.6, -175.9),  # Wallis-et-Futuna
)


def is_in_france(latitude: float, longitude: float) -> bool:
    """Tell whether the point lies in the box of one of the French territories.

    Examples
    --------
    >>> is_in_france(50.69, 3.17), is_in_france(3.17, 50.69)
    (True, False)
    """
    return any(
        south <= latitude <= north and west <= longitude <= east
        for south, north, west, east in _TERRITORIES
    )


def position_problem(latitude: float | None, longitude: float | None) -> Problem | None:
    """Return what is wrong with the pair; all but a warning mean that the position is dropped."""
    if latitude is None or longitude is None:
        missing = "latitude" if latitude is None else "longitude"
        given = longitude if latitude is None else latitude
        return Problem(
            missing,
            str(given),
            "position_incomplete",
            f"{missing} manque : la position est laissée de côté.",
            "Donnez la latitude et la longitude, ou aucune des deux.",
        )
    if is_in_france(latitude, longitude):
        return None
    value = f"{latitude}, {longitude}"
    if is_in_france(longitude, latitude):
        return Problem(
            "latitude",
            value,
            "coordinates_swapped",
            f"La latitude et la longitude sont échangées ({value}) : la position est laissée "
            "de côté.",
            f"Écrivez latitude {longitude} et longitude {latitude}.",
        )
    if abs(latitude) > 90 or abs(longitude) > 180 or (latitude == 0 and longitude == 0):
        return Problem(
            "latitude",
            value,
            "coordinates_absurd",
            f"Ces coordonnées n’existent pas ou ne sont pas celles d’un lieu ({value}) : "
            "la position est laissée de côté.",
            "Écrivez des degrés décimaux (WGS84), par exemple 50.69 et 3.17.",
        )
    return Problem(
        "latitude",
        value,
        "coordinates_outside_france",
        f"Ces coordonnées sont hors de France ({value}) ; elles sont gardées.",
        "Vérifiez la position sur une carte.",
        "warning",
    )


def outside_commune(latitude: float, longitude: float, code_insee: str) -> Problem:
    """The point is not in the commune that the row names: one of the two is wrong."""
    return Problem(
        "latitude",
        f"{latitude}, {longitude}",
        "position_outside_commune",
        f"Ces coordonnées ({latitude}, {longitude}) ne sont pas dans la commune {code_insee} ; "
        "elles sont gardées.",
        "Vérifiez l’adresse et la position sur une carte.",
        "warning",
    )
