"""Maps as SVG that needs no script: zones, streets, numbered points, a scale and a text for all.

Everything is given; nothing is read. The same drawing goes to a page, to paper and to a form.
"""

from maillage.core.drawing.frame import Frame, frame_of
from maillage.core.drawing.map import Line, Texts, Zone, map_svg
from maillage.core.drawing.markers import Marker
from maillage.core.drawing.paths import coarser, rings_of

__all__ = ["Frame", "Line", "Marker", "Texts", "Zone", "coarser", "frame_of", "map_svg", "rings_of"]
