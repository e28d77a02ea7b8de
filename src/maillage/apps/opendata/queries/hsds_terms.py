"""The vocabularies of HSDS: the lists of the national standard, those of data·inclusion, ours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from maillage.apps.directory.queries import all_terms
from maillage.apps.directory.queries.labels import LEVELS
from maillage.apps.opendata.queries.hsds_ids import named
from maillage.core.standard import FIELDS, TYPOLOGIES
from maillage.core.standard import VERSION as STANDARD_VERSION
from maillage.core.standard.data_inclusion import THEMATIQUES

STANDARD = "standard-mediation-num"
THEMES = "data-inclusion-thematiques"
STANDARD_URL = "https://schema.data.gouv.fr/LaMednum/standard-mediation-num/"
THEMES_URL = "https://github.com/gip-inclusion/data-inclusion-schema"
# Our own lists, by the name of the field that uses them.
OWN = {
    "local_use": ("use", "Usages"),
    "local_theme": ("theme", "Thèmes"),
    "local_kind": ("kind", "Genres de lieu"),
    "local_equipment": ("equipment", "Équipements"),
    "local_offer_adaptation": ("adaptation", "Adaptations"),
}


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """A list of words: code, name, what it is, where it is defined ("" when it is ours)."""

    code: str
    name: str
    description: str
    uri: str
    version: str

    @property
    def id(self) -> str:
        """The identity of the list."""
        return named("taxonomy", self.code)


@dataclass(frozen=True, slots=True)
class TaxonomyTerm:
    """A word of a list: its code, and how people read it."""

    taxonomy: Taxonomy
    code: str
    name: str

    @property
    def id(self) -> str:
        """The identity of the word."""
        return named("term", self.taxonomy.code, self.code)


class Terms:
    """Every list with its words, read once. One query, for the lists that are ours.

    nested : things hold whole what they name; not in a file that tells each once
    """

    def __init__(self, *, nested: bool = True) -> None:
        self.nested = nested
        self.taxonomies: list[Taxonomy] = []
        self.terms: dict[tuple[str, str], TaxonomyTerm] = {}
        for field in FIELDS:
            if field.values is not None:
                values = [str(value) for value in field.values]
                self._add(_of_standard(field.name, field.title), zip(values, values, strict=True))
        self._add(_of_standard("typologie", "Typologie"), TYPOLOGIES.items())
        themes = Taxonomy(
            THEMES,
            "Thématiques de data·inclusion",
            "Thématiques du schéma data·inclusion, version 1.0.",
            THEMES_URL,
            "1.0",
        )
        self._add(themes, ((theme, theme) for theme in sorted(THEMATIQUES)))
        self._add(_ours("local_level", "Moments de l’apprentissage"), _words(LEVELS.items()))
        own = all_terms()
        for code, (vocabulary, name) in OWN.items():
            words = [(c, term.label) for (list_, c), term in own.items() if list_ == vocabulary]
            self._add(_ours(code, name), words)
        self._ids = {key: term.id for key, term in self.terms.items()}
        self.by_id = {self._ids[key]: term for key, term in self.terms.items()}

    def attribute(self, link_id: str, entity: str, list_: str, code: str) -> dict[str, Any]:
        """Return the attribute by which a thing bears a word; a word that no list has, by value."""
        attribute: dict[str, Any] = {
            "id": named("attribute", link_id, list_, code),
            "link_id": link_id,
            "link_entity": entity,
            "link_type": list_,
            "value": code,
        }
        if id_ := self._ids.get((list_, code)):
            attribute["taxonomy_term_id"] = id_
            if self.nested:
                attribute["taxonomy_term"] = term_document(self.terms[list_, code])
        return attribute

    def attributes(
        self, link_id: str, entity: str, said: Sequence[tuple[str, Iterable[str]]]
    ) -> list[dict[str, Any]]:
        """Return the attributes of a thing: (name of the list, words), in order."""
        return [
            self.attribute(link_id, entity, list_, code) for list_, codes in said for code in codes
        ]

    def _add(self, taxonomy: Taxonomy, words: Iterable[tuple[str, str]]) -> None:
        self.taxonomies.append(taxonomy)
        for code, name in words:
            self.terms[taxonomy.code, code] = TaxonomyTerm(taxonomy, code, name)


def taxonomy_document(taxonomy: Taxonomy) -> dict[str, Any]:
    """Return a list as HSDS says it."""
    document = {
        "id": taxonomy.id,
        "name": taxonomy.name,
        "description": taxonomy.description,
        "version": taxonomy.version,
    }
    return document | ({"uri": taxonomy.uri} if taxonomy.uri else {})


def term_document(term: TaxonomyTerm) -> dict[str, Any]:
    """Return a word as HSDS says it."""
    return {
        "id": term.id,
        "code": term.code,
        "name": term.name,
        "description": f"{term.taxonomy.name} : {term.name}",
        "taxonomy": term.taxonomy.uri or term.taxonomy.name,
        "taxonomy_id": term.taxonomy.id,
        "language": "fr",
    }


def _of_standard(name: str, title: str) -> Taxonomy:
    description = (
        f"Valeurs du champ « {name} » du standard national des lieux de médiation numérique."
    )
    return Taxonomy(name, title, description, STANDARD_URL, STANDARD_VERSION)


def _ours(code: str, name: str) -> Taxonomy:
    return Taxonomy(code, name, f"{name} : liste tenue par le territoire.", "", "1")


def _words(pairs: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(code, str(label)) for code, label in pairs]
