"""What a click on the drawing, a button or two typed numbers say of a point."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillage.core.drawing import Frame

STEP_M = 10.0
_NUMBERS = re.compile(r"-?\d{1,3}(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Picked:
    """Where one looks, the point that is chosen (None at first), and what could not be read."""

    frame: Frame
    point: tuple[float, float] | None
    refusal: str = ""


def read_position(text: str) -> tuple[float, float] | None:
    """Return (latitude, longitude), degrees, of "50.6311, 3.0722" however it is separated.

    None when it is not two numbers on the Earth.

    >>> read_position("50,6311 ; 3,0722"), read_position("50.6311,3.0722"), read_position("ici")
    ((50.6311, 3.0722), (50.6311, 3.0722), None)
    """
    numbers = _NUMBERS.findall(text)
    if len(numbers) != 2 or _NUMBERS.sub("", text).strip(" ,;°NnEeOoWwLl/()") != "":
        return None
    latitude, longitude = (float(number.replace(",", ".")) for number in numbers)
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    return latitude, longitude


def picked(asked: Mapping[str, str], first: Frame, point: tuple[float, float] | None) -> Picked:
    """Return the window and the point that an address of the page describes.

    `asked` is the query: "milieu" and "largeur" (the window that was shown), "point" (chosen so
    far), "plan.x" and "plan.y" (where one clicked on it), "ecrit" (typed). What cannot be read is
    left out, and a typed point that cannot be is said.
    """
    frame = _frame(asked, first)
    point = read_position(asked.get("point", "")) or point
    clicked = (asked.get("plan.x", ""), asked.get("plan.y", ""))
    if all(value.isascii() and value.isdigit() and len(value) < 5 for value in clicked):
        point = frame.position(float(clicked[0]), float(clicked[1]))
        frame = frame.around(*point)
    typed = asked.get("ecrit", "").strip()
    if typed:
        read = read_position(typed)
        if read is None or not -85 <= read[0] <= 85:
            return Picked(frame, point, _("Écrivez deux nombres : 50.6311, 3.0722."))
        point = read
        frame = frame.around(*point).nearer(max(1.0, frame.width_m / 800))
    return Picked(frame, (round(point[0], 6), round(point[1], 6)) if point else None)


def _frame(asked: Mapping[str, str], first: Frame) -> Frame:
    middle = read_position(asked.get("milieu", ""))
    width = asked.get("largeur", "")
    if middle is None or not (width.isascii() and width.isdigit() and len(width) < 7):
        return first
    return first.around(*middle).nearer(first.width_m / max(1.0, float(width)))
