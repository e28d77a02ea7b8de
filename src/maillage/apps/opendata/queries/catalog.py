"""What is published, once: the formats, and the record by which open data portals find them.

DCAT-AP 3.0 (read 2026-11-21): one catalogue, one dataset, one distribution by format, one service
by API. The page of open data and both files of the record are written from the same list.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from maillage.apps.directory.queries.published_numbers import Reach
from maillage.apps.opendata.queries.linked import Iri, Text, Thing, Value

# Title and address of the licences under which the whole may be published, by option.
LICENCES = {
    "lov2": (
        "Licence Ouverte 2.0 (Etalab)",
        "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    ),
    "odbl": (
        "Open Database License 1.0 (ODbL)",
        "https://opendatacommons.org/licenses/odbl/1-0/",
    ),
}
# What whoever takes the data must do, by option.
DUTIES = {
    "lov2": _("Citez la source et la date."),
    "odbl": _(
        "Citez la source et la date. Si vous publiez une base faite avec celle-ci, partagez-la "
        "sous la même licence : d’autres pourront la reprendre à leur tour."
    ),
}
EU = "http://publications.europa.eu/resource/authority/"
PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "locn": "http://www.w3.org/ns/locn#",
    "geo": "http://www.opengis.net/ont/geosparql#",
}
MEDIA = "https://www.iana.org/assignments/media-types/"


def open_licence() -> tuple[str, str]:
    """Return the title and the address of the licence of this territory's open data."""
    return LICENCES[settings.OPEN_LICENCE]


def licence_duty() -> str:
    """Return what that licence asks of whoever takes the data, in plain words."""
    return str(DUTIES[settings.OPEN_LICENCE])


class Kind(StrEnum):
    """How one takes a format."""

    FILE = "file"
    SERVICE = "service"
    FEED = "feed"


@dataclass(frozen=True, slots=True)
class Format:
    """One way in which the base is published: its words, its route, what machines call it.

    `file_type` is a code of the EU list of file types; `standard` the address of what it follows.
    """

    code: str
    kind: Kind
    title: Any
    for_whom: Any
    route: str
    media_type: str
    file_type: str
    standard: str = ""


FORMATS = (
    Format(
        "csv-national",
        Kind.FILE,
        _("Tableau du standard national (CSV)"),
        _("Pour un tableur, une carte nationale, un autre annuaire."),
        "opendata:national_csv",
        "text/csv",
        "CSV",
        "https://schema.data.gouv.fr/LaMednum/standard-mediation-num/",
    ),
    Format(
        "data-inclusion-structures",
        Kind.FILE,
        _("Structures de l’insertion (data·inclusion v1)"),
        _("Pour data·inclusion et les services qui le lisent : un lieu, une structure."),
        "opendata:data_inclusion_structures_json",
        "application/json",
        "JSON",
        "https://github.com/gip-inclusion/data-inclusion-schema",
    ),
    Format(
        "data-inclusion-services",
        Kind.FILE,
        _("Services de l’insertion (data·inclusion v1)"),
        _("Un service par offre, avec son score de qualité."),
        "opendata:data_inclusion_services_json",
        "application/json",
        "JSON",
        "https://github.com/gip-inclusion/data-inclusion-schema",
    ),
    Format(
        "data-inclusion-tableur",
        Kind.FILE,
        _("Les mêmes services, pour un tableur (CSV)"),
        _("Pour trier et compter les offres, voir ce qui leur manque."),
        "opendata:data_inclusion_services_csv",
        "text/csv",
        "CSV",
        "https://github.com/gip-inclusion/data-inclusion-schema",
    ),
    Format(
        "data-inclusion",
        Kind.FILE,
        _("Structures et services (data·inclusion v1)"),
        _("Pour les outils des professionnels de l’insertion, qui lisent data·inclusion."),
        "opendata:data_inclusion_json",
        "application/json",
        "JSON",
        "https://github.com/gip-inclusion/data-inclusion-schema",
    ),
    Format(
        "geojson",
        Kind.FILE,
        _("Points pour une carte (GeoJSON)"),
        _("Pour uMap, un portail cartographique, un logiciel de cartes."),
        "opendata:places_geojson",
        "application/geo+json",
        "GEOJSON",
        "https://www.rfc-editor.org/rfc/rfc7946",
    ),
    Format(
        "ogc",
        Kind.SERVICE,
        _("Service de cartes (OGC API – Features)"),
        _("Pour le service de cartographie : QGIS lit toujours les données du jour."),
        "opendata:ogc",
        "application/geo+json",
        "GEOJSON",
        "http://www.opengis.net/doc/IS/ogcapi-features-1/1.0",
    ),
    Format(
        "hsds",
        Kind.SERVICE,
        _("Annuaire de services (Open Referral HSDS 3.0)"),
        _("Pour un annuaire social ou un guide qui veut lire les services et leurs horaires."),
        "opendata:hsds",
        "application/json",
        "JSON",
        "https://docs.openreferral.org/en/v3.0.0/",
    ),
    Format(
        "api",
        Kind.SERVICE,
        _("API du site, décrite en OpenAPI"),
        _("Pour un développeur : chercher, filtrer, suivre les changements."),
        "opendata:openapi",
        "application/json",
        "JSON",
        "https://spec.openapis.org/oas/v3.1.0",
    ),
    Format(
        "hsds-fichier",
        Kind.FILE,
        _("Le même annuaire, en un fichier (HSDS 3.0)"),
        _("Pour le prendre d’un coup, sans programme."),
        "opendata:hsds_package",
        "application/json",
        "JSON",
        "https://docs.openreferral.org/en/v3.0.0/",
    ),
    Format(
        "atom",
        Kind.FEED,
        _("Fil des changements (Atom)"),
        _("Pour être prévenu : un lieu ajouté, changé ou fermé, dans un lecteur de fils."),
        "opendata:changes",
        "application/atom+xml",
        "ATOM",
        "https://www.rfc-editor.org/rfc/rfc4287",
    ),
)


@dataclass(frozen=True, slots=True)
class Offered:
    """A format that can be taken here, at this address."""

    format: Format
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who publishes: the territory, and whom to ask."""

    name: str
    contact: str
    telephone: str
    home: str


def catalogue(
    offered: Sequence[Offered],
    *,
    base: str,
    page_url: str,
    publisher: Publisher,
    changed_at: datetime,
    reach: Reach,
) -> list[Thing]:
    """Return the record: catalogue, dataset, distributions, services. `base` names them."""
    title = str(_("Lieux d’aide avec le numérique : %s")) % publisher.name
    words = str(
        _(
            "Qui aide avec le numérique, où, quand, pour qui, à quel prix. Une ligne par lieu "
            "ouvert au public, avec ses offres. Ce qui n’est pas connu est absent."
        )
    )
    named = Iri(f"{base}#editeur")
    shared: list[tuple[str, Value]] = [
        ("dct:title", Text(title, "fr")),
        ("dct:description", Text(words, "fr")),
        ("dct:publisher", named),
        ("dct:language", Iri(f"{EU}language/FRA")),
        ("dct:license", Iri(open_licence()[1])),
        ("dct:modified", _moment(changed_at)),
    ]
    dataset = Thing(
        ["dcat:Dataset"],
        [
            *shared,
            *_about(page_url, publisher, reach),
            *(("dcat:distribution", Iri(_name(base, one))) for one in offered),
        ],
        f"{base}#lieux",
    )
    services = [one for one in offered if one.format.kind is Kind.SERVICE]
    catalogue_ = Thing(
        ["dcat:Catalog"],
        [
            *shared,
            ("foaf:homepage", Iri(page_url)),
            ("dcat:dataset", Iri(dataset.iri)),
            *(("dcat:service", Iri(_service(base, one))) for one in services),
        ],
        f"{base}#catalogue",
    )
    editor = Thing(
        ["foaf:Organization", "foaf:Agent"],
        [("foaf:name", Text(publisher.name, "fr")), ("foaf:homepage", Iri(publisher.home))],
        named.value,
    )
    return [
        catalogue_,
        editor,
        dataset,
        *(_distribution(one, base, changed_at) for one in offered),
        *(_data_service(one, base, dataset.iri, named) for one in services),
    ]


def _about(page_url: str, publisher: Publisher, reach: Reach) -> Iterator[tuple[str, Value]]:
    """Yield what is said of the dataset alone."""
    yield "dcat:landingPage", Iri(page_url)
    # Each change is published at once; a portal that asks every day misses nothing.
    yield "dct:accrualPeriodicity", Iri(f"{EU}frequency/CONT")
    yield "dcat:theme", Iri(f"{EU}data-theme/SOCI")
    for word in ("inclusion numérique", "médiation numérique", "lieux", "accès aux droits"):
        yield "dcat:keyword", Text(word, "fr")
    yield "dct:conformsTo", Iri("https://schema.data.gouv.fr/LaMednum/standard-mediation-num/")
    yield (
        "dcat:contactPoint",
        Thing(
            ["vcard:Organization"],
            [
                ("vcard:fn", Text(publisher.contact, "fr")),
                ("vcard:hasTelephone", Iri(_telephone(publisher.telephone))),
            ]
            if publisher.telephone
            else [("vcard:fn", Text(publisher.contact, "fr"))],
        ),
    )
    if reach.box is not None:
        south, west, north, east = reach.box
        ring = f"{west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}"
        outline = Text(f"POLYGON(({ring}))", datatype="geo:wktLiteral")
        yield "dct:spatial", Thing(["dct:Location"], [("dcat:bbox", outline)])


def _distribution(one: Offered, base: str, changed_at: datetime) -> Thing:
    told = one.format
    said: list[tuple[str, Value]] = [
        ("dct:title", Text(str(told.title), "fr")),
        ("dct:description", Text(str(told.for_whom), "fr")),
        ("dcat:accessURL", Iri(one.url)),
        ("dcat:mediaType", Iri(MEDIA + told.media_type)),
        ("dct:format", Iri(f"{EU}file-type/{told.file_type}")),
        ("dct:license", Iri(open_licence()[1])),
        ("dct:modified", _moment(changed_at)),
    ]
    if told.standard:
        said.append(("dct:conformsTo", Iri(told.standard)))
    if told.kind is Kind.SERVICE:
        said.append(("dcat:accessService", Iri(_service(base, one))))
    else:
        said.append(("dcat:downloadURL", Iri(one.url)))
    return Thing(["dcat:Distribution"], said, _name(base, one))


def _data_service(one: Offered, base: str, dataset: str, named: Iri) -> Thing:
    return Thing(
        ["dcat:DataService"],
        [
            ("dct:title", Text(str(one.format.title), "fr")),
            ("dct:publisher", named),
            ("dcat:endpointURL", Iri(one.url)),
            ("dcat:servesDataset", Iri(dataset)),
            ("dct:license", Iri(open_licence()[1])),
        ],
        _service(base, one),
    )


def _name(base: str, one: Offered) -> str:
    return f"{base}#format-{one.format.code}"


def _service(base: str, one: Offered) -> str:
    return f"{base}#service-{one.format.code}"


def _moment(at: datetime) -> Text:
    return Text(at.isoformat(timespec="seconds"), datatype="xsd:dateTime")


def _telephone(written: str) -> str:
    """Return the address of a telephone (RFC 3966), of France when no country is written."""
    digits = "".join(c for c in written if c.isdigit() or c == "+")
    return f"tel:{'+33' + digits[1:] if digits.startswith('0') else digits}"
