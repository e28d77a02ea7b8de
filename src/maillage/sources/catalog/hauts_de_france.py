"""Places of Nord and Pas-de-Calais gathered in 2022 by the regional hub, standard 0.1 in GeoJSON.

Each feature names its own producer in `source` (the regional hub, conseiller-numerique,
france-services, france-tiers-lieux, dora): that name stays in the record. The same place often
comes from several of them; matching is done later, never here.
"""

from maillage.sources.base import Source
from maillage.sources.platforms import national_standard

SOURCE = Source(
    id="hauts-de-france",
    title="Lieux de médiation numérique, Nord et Pas-de-Calais (2022)",
    producer="Les Assembleurs, hub Hauts-de-France",
    lineage="aggregator",
    licence="Licence Ouverte 2.0 (celle de la base nationale ; à confirmer par le producteur)",
    url="https://assembleurs.co/",
    formats=("geojson",),
    read=national_standard.rows("geojson"),
    key=national_standard.key,
    convert=national_standard.convert,
    # 2: other days of the week as unknown when the file lost them.
    version="2",
)
