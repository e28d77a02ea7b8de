"""Files of territories: GeoJSON, GeoPackage, FlatGeobuf, Shapefile, and the list of communes."""

from maillage.apps.territories.queries.files.compositions import (
    Composition,
    UnitStatement,
    composition_of_file,
)
from maillage.apps.territories.queries.files.layers import LayerName, layer_names
from maillage.apps.territories.queries.files.remarks import Remark
from maillage.apps.territories.queries.files.statements import (
    Asked,
    TerritoryFile,
    department_of,
    read_territories,
    statements_of_file,
)
from maillage.apps.territories.queries.statement import ZoneStatement

__all__ = [
    "Asked",
    "Composition",
    "LayerName",
    "Remark",
    "TerritoryFile",
    "UnitStatement",
    "ZoneStatement",
    "composition_of_file",
    "department_of",
    "layer_names",
    "read_territories",
    "statements_of_file",
]
