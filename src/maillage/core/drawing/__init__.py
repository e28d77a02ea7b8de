"""Maps as SVG that needs no script: zones, streets, numbered points, a scale and a text for all.

Everything is given; nothing is read. The same drawing goes to a page, to paper and to a form.
"""

from maillage.core.drawing.chart import Bar, chart_svg
from maillage.core.drawing.choropleth import (
    N_CLASSES,
    Shaded,
    choropleth_svg,
    class_bounds,
    level_of,
    shading,
    swatch_svg,
    zone_labels,
)
from maillage.core.drawing.frame import Frame, frame_of
from maillage.core.drawing.labels import Area, around
from maillage.core.drawing.map import Line, Texts, Zone, map_svg
from maillage.core.drawing.markers import Marker
from maillage.core.drawing.overlay import overlay_svg
from maillage.core.drawing.paths import coarser, rings_of
from maillage.core.drawing.sites import dot_swatch_svg, sites_svg, square_swatch_svg

__all__ = [
    "N_CLASSES",
    "Area",
    "Bar",
    "Frame",
    "Line",
    "Marker",
    "Shaded",
    "Texts",
    "Zone",
    "around",
    "chart_svg",
    "choropleth_svg",
    "class_bounds",
    "coarser",
    "dot_swatch_svg",
    "frame_of",
    "level_of",
    "map_svg",
    "overlay_svg",
    "rings_of",
    "shading",
    "sites_svg",
    "square_swatch_svg",
    "swatch_svg",
    "zone_labels",
]
