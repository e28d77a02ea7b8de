"""The doors of the demonstration: plain drawings, put by the action that people use.

Clairmaille does not exist: nobody could photograph it. Each drawing says that it is one.
"""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from maillage.apps.directory.actions.photos import set_photo
from maillage.apps.directory.queries.photos import photos_of
from maillage.apps.directory.queries.staff import find_places

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

SIZE = (960, 720)
INK = "#10373e"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A house front: its place, its words, its colours, what it has over and beside the door."""

    nom: str
    alt: str
    wall: str
    door: str
    roof: str = ""  # an awning of that colour
    leaves: int = 1
    windows: int = 2
    steps: int = 0
    round_top: bool = False


DOORS = (
    Drawn(
        "Médiathèque de la Navette", "Dessin : deux grandes portes vitrées bleues, auvent jaune",
        wall="#ded5c0", door="#2f6f8f", roof="#f2a93b", leaves=2,
    ),
    Drawn(
        "Espace numérique du Rouet", "Dessin : porte verte, deux marches, une fenêtre à gauche",
        wall="#c9705a", door="#2e6b4f", windows=1, steps=2,
    ),
    Drawn(
        "Atelier Fil à fil", "Dessin : porte rouge arrondie dans un mur clair",
        wall="#efe7d6", door="#a33a32", round_top=True,
    ),
    Drawn(
        "Centre social La Roue", "Dessin : mur de brique, double porte jaune, auvent bleu",
        wall="#b5654a", door="#e0a33a", roof="#2f5f8a", leaves=2,
    ),
    Drawn(
        "Mairie annexe des Tisserands", "Dessin : grande porte bleue arrondie, trois marches",
        wall="#e4dccb", door="#1f4f6b", round_top=True, leaves=2, steps=3,
    ),
)  # fmt: skip


def put_doors(*, by: "User", now: datetime) -> int:
    """Draw the doors of some places, once; return how many were new."""
    n_new = 0
    for drawn in DOORS:
        found = next((one for one in find_places(drawn.nom, limit=5)), None)
        place = found and (found.joined_to or found)
        if place is None or any(photos_of(place.pk)):
            continue
        set_photo(
            public_id=place.public_id, content=draw_door(drawn), alt=drawn.alt, by=by, now=now
        )
        n_new += 1
    return n_new


def draw_door(drawn: Drawn) -> io.BytesIO:
    """Return the front of a house, as a PNG."""
    image = Image.new("RGB", SIZE, drawn.wall)
    pen = ImageDraw.Draw(image)
    width, height = SIZE
    ground = height - 90
    _courses(pen, ground)
    pen.rectangle((0, ground, width, height), fill="#b9b2a3")
    pen.line((0, ground, width, ground), fill=INK, width=6)
    wide = 150 * drawn.leaves + 60
    left, right = (width - wide) // 2, (width + wide) // 2
    bottom, top = ground - 26 * drawn.steps, 190
    for step in range(drawn.steps):
        y, out = ground - 26 * (step + 1), 22 * (drawn.steps - step)
        pen.rectangle((left - out, y, right + out, y + 26), fill="#d9d3c5", outline=INK, width=4)
    _leaf_of(pen, drawn, (left, top, right, bottom))
    for side in range(drawn.windows):
        x = 70 if side == 0 else width - 70 - 180
        pen.rectangle((x, 230, x + 180, 430), fill="#d6e6e8", outline=INK, width=8)
        pen.line((x + 90, 230, x + 90, 430), fill=INK, width=6)
        pen.line((x, 330, x + 180, 330), fill=INK, width=6)
    if drawn.roof:
        points = ((left - 60, 200), (right + 60, 200), (right + 20, 130), (left - 20, 130))
        pen.polygon(points, fill=drawn.roof, outline=INK, width=6)
    # A sign without a word: a drawing must not pass for a real front.
    pen.rounded_rectangle((width // 2 - 130, 40, width // 2 + 130, 100), 14, fill="#fffefa")
    for dot in range(3):
        x = width // 2 + (dot - 1) * 60
        pen.ellipse((x - 14, 56, x + 14, 84), fill=drawn.door)
    drawing = io.BytesIO()
    image.save(drawing, "PNG")
    drawing.seek(0)
    return drawing


def _courses(pen: ImageDraw.ImageDraw, ground: int) -> None:
    """Draw the joints of a wall, lightly."""
    for row, y in enumerate(range(0, ground, 60)):
        pen.line((0, y, SIZE[0], y), fill="#00000022", width=2)
        for x in range(60 * (row % 2), SIZE[0], 120):
            pen.line((x, y, x, y + 60), fill="#8d7f6a", width=1)


def _leaf_of(pen: ImageDraw.ImageDraw, drawn: Drawn, box: tuple[int, int, int, int]) -> None:
    """Draw a door of one or two leaves, each with a pane and a handle."""
    left, top, right, bottom = box
    if drawn.round_top:
        pen.pieslice((left, top - 70, right, top + 150), 180, 360, fill=drawn.door, outline=INK)
        pen.arc((left, top - 70, right, top + 150), 180, 360, fill=INK, width=8)
    pen.rectangle((left, top + 40 * drawn.round_top, right, bottom), fill=drawn.door)
    pen.line((left, bottom, left, top + 40), fill=INK, width=8)
    pen.line((right, bottom, right, top + 40), fill=INK, width=8)
    leaf = (right - left) // drawn.leaves
    for number in range(drawn.leaves):
        x = left + number * leaf
        pen.rectangle((x + 30, top + 60, x + leaf - 30, top + 230), fill="#d6e6e8", outline=INK)
        pen.line((x, bottom, x, top + 40), fill=INK, width=6)
        handle = x + leaf - 28 if number == 0 else x + 18
        pen.ellipse((handle, bottom - 180, handle + 16, bottom - 150), fill="#f6f2e8")
