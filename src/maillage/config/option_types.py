"""An option, and what is written in it to its value: one function by type. No Django here."""

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

PREFIX = "MAILLAGE_"


@dataclass(frozen=True, slots=True)
class Option:
    """One environment variable, named without the prefix MAILLAGE_.

    `default` is written as one would write it in the environment, so that it goes through the
    same reading. `demo` replaces it in the demonstration town; an option that is `required` has
    no default outside of it.
    """

    name: str
    type: Callable[[str], Any]
    default: str
    help: str
    secret: bool = False
    required: bool = False
    demo: str | None = None

    @property
    def variable(self) -> str:
        """The name of the environment variable."""
        return PREFIX + self.name


def text(value: str) -> str:
    """Return the text without the blanks around it."""
    return value.strip()


def boolean(value: str) -> bool:
    """Return True for oui, 1, true, on and False for non, 0, false, off or nothing."""
    word = value.strip().lower()
    if word in {"1", "oui", "true", "yes", "on"}:
        return True
    if word in {"", "0", "non", "false", "no", "off"}:
        return False
    raise ValueError("écrivez « oui » ou « non »")


def whole_number(value: str) -> int:
    """Return a whole number that is zero or more."""
    word = value.strip()
    if not (word.isascii() and word.isdigit()):
        raise ValueError("écrivez un nombre entier, par exemple 587")
    return int(word)


def words(value: str) -> tuple[str, ...]:
    """Return the words between commas; nothing gives an empty tuple."""
    return tuple(word.strip() for word in value.split(",") if word.strip())


def path(value: str) -> Path | None:
    """Return a path, or None when nothing is written."""
    return Path(value.strip()).expanduser() if value.strip() else None


def time_zone(value: str) -> str:
    """Return the name of a time zone that exists."""
    if value.strip() not in available_timezones():
        raise ValueError("écrivez un fuseau horaire, par exemple Europe/Paris ou Indian/Reunion")
    return value.strip()


def ports(value: str) -> tuple[int, ...]:
    """Return the numbers of ports between commas."""
    try:
        numbers = tuple(int(word) for word in words(value))
    except ValueError:
        numbers = ()
    if not numbers or not all(0 < number < 65536 for number in numbers):
        raise ValueError("écrivez des numéros de ports, par exemple 80,443")
    return numbers


def networks(value: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return the networks between commas; nothing gives an empty tuple."""
    try:
        return tuple(ip_network(word) for word in words(value))
    except ValueError as error:
        raise ValueError("écrivez des réseaux, par exemple 10.1.2.0/24,192.168.4.7") from error


def open_licence(value: str) -> str:
    """Return the code of a licence of open data: lov2 or odbl."""
    word = value.strip().lower()
    if word not in {"lov2", "odbl"}:
        raise ValueError("écrivez lov2 (Licence Ouverte 2.0) ou odbl (ODbL 1.0)")
    return word


def sms(value: str) -> str:
    """Return "" (nothing leaves), "console", or the https address of a service that sends SMS."""
    word = value.strip()
    parts = urlsplit(word)
    if word in {"", "console"} or (parts.scheme == "https" and parts.hostname and " " not in word):
        return word
    raise ValueError("écrivez « console », ou une adresse qui commence par https://")


def site_url(value: str) -> str:
    """Return the address of a site, without its last slash; nothing gives ""."""
    word = value.strip().rstrip("/")
    parts = urlsplit(word)
    if word and (parts.scheme not in {"http", "https"} or not parts.hostname or " " in word):
        raise ValueError("écrivez une adresse entière, par exemple https://agenda.ville.example")
    return word


def months(value: str) -> int:
    """Return 12 or 24."""
    word = value.strip()
    if word not in {"12", "24"}:
        raise ValueError("écrivez 12 ou 24")
    return int(word)


def log_level(value: str) -> str:
    """Return one of the five levels of the standard library."""
    level = value.strip().upper()
    if level not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
        raise ValueError("écrivez DEBUG, INFO, WARNING, ERROR ou CRITICAL")
    return level


def database(value: str) -> str:
    """Return a path of a SQLite file, or an address that starts with postgresql://."""
    address = value.strip()
    scheme, found, _ = address.partition("://")
    if found and scheme not in {"postgresql", "postgres"}:
        raise ValueError("écrivez le chemin d’un fichier SQLite, ou postgresql://…")
    return address


TYPE_NAMES: dict[Callable[[str], Any], str] = {
    text: "texte",
    boolean: "oui ou non",
    whole_number: "nombre entier",
    words: "liste, séparée par des virgules",
    path: "chemin",
    time_zone: "fuseau horaire",
    ports: "numéros de ports",
    networks: "réseaux",
    open_licence: "lov2 ou odbl",
    sms: "vide, console ou adresse https",
    site_url: "adresse du site",
    months: "12 ou 24",
    log_level: "niveau de journal",
    database: "chemin d’un fichier SQLite ou adresse postgresql://",
}
