"""The small hand-made delivery of Clairmaille, a town that does not exist.

National standard 1.0 with `local_` columns for what the standard cannot say (domain.md 1.7).
"""

from maillage.sources.base import Source
from maillage.sources.platforms import national_standard

SOURCE = Source(
    id="clairmaille",
    title="Lieux de Clairmaille (ville fictive)",
    producer="Ville de Clairmaille (fictive)",
    lineage="producer",
    licence="Licence Ouverte 2.0",
    url="https://donnees.clairmaille.example/lieux.csv",
    formats=("csv",),
    read=national_standard.rows("csv"),
    key=national_standard.key,
    convert=national_standard.convert,
    version="1",
)
