"""Files of territories: GeoJSON, GeoPackage, FlatGeobuf, Shapefile, and the list of communes."""

from maillage.apps.territories.queries.files.layers import LayerName, layer_names
from maillage.apps.territories.queries.files.remarks import Remark
from maillage.apps.territories.queries.files.statements import (
    Asked,
    TerritoryFile,
    read_territories,
    statements_of_file,
)
from maillage.apps.territories.queries.statement import ZoneStatement

__all__ = [
    "Asked",
    "LayerName",
    "Remark",
    "TerritoryFile",
    "ZoneStatement",
    "layer_names",
    "read_territories",
    "statements_of_file",
]
