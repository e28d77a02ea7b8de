"""Any file of the national standard, 1.0.x or 0.1: the columns tell the version."""

from maillage.sources.base import Source
from maillage.sources.platforms import national_standard

SOURCE = Source(
    id="national",
    title="Lieux de médiation numérique au format de la norme nationale",
    producer="Selon le fichier (colonne source)",
    lineage="aggregator",
    licence="Licence Ouverte 2.0",
    url="https://schema.data.gouv.fr/LaMednum/standard-mediation-num/",
    formats=("csv", "json", "geojson"),
    read=national_standard.rows("csv", "json", "geojson"),
    key=national_standard.key,
    convert=national_standard.convert,
    version="1",
)
