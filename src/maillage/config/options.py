"""Every option of Maillage, in one table: settings and documentation are read from it.

Nothing here imports Django: `python -m maillage.config.options` prints the reference page, and a
wrong value can be explained before anything else starts.
"""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from maillage.config.option_types import (
    PREFIX,
    Option,
    boolean,
    database,
    log_level,
    months,
    networks,
    open_licence,
    path,
    ports,
    site_url,
    sms,
    text,
    time_zone,
    whole_number,
    words,
)


class OptionError(ValueError):
    """A value that stops the start; the message is French, one line, and names the variable."""


# ---------------------------------------------------------------- the table


OPTIONS: tuple[Option, ...] = (
    Option(
        "DEMO",
        boolean,
        "non",
        "Ville de démonstration : dit sur chaque page que rien n’existe, et donne un contact "
        "inventé.",
    ),
    Option(
        "DEBUG",
        boolean,
        "non",
        "Pages d’erreur détaillées, pour développer. Jamais sur un serveur ouvert.",
    ),
    Option(
        "SECRET_KEY",
        text,
        "",
        "Clé qui signe les sessions, au moins 50 caractères au hasard. Sans elle, elle est "
        "créée et gardée dans le dossier en démonstration et en développement ; ailleurs "
        "elle est obligatoire.",
        secret=True,
    ),
    Option("HOSTS", words, "localhost,127.0.0.1,[::1]", "Noms sous lesquels le site répond."),
    Option(
        "HTTPS",
        boolean,
        "oui",
        "Le site est servi en HTTPS : cookies réservés à HTTPS, et HSTS.",
        demo="non",
    ),
    Option(
        "TRUSTED_PROXY",
        whole_number,
        "0",
        "Nombre de serveurs mandataires de confiance devant le site : leurs en-têtes "
        "X-Forwarded-* sont crus.",
    ),
    Option(
        "FOLDER",
        path,
        "",
        "Dossier des données : base SQLite, clé, fichiers. Par défaut « var », à la racine "
        "du dépôt ou du dossier courant.",
    ),
    Option(
        "DATABASE",
        database,
        "",
        "Base de données. Par défaut maillage.sqlite3 dans le dossier des données. Une "
        "adresse peut contenir un mot de passe.",
        secret=True,
    ),
    Option(
        "MODULES",
        words,
        "",
        "Modules allumés. Vide : ceux d’origine. « -imports » en éteint un ; une liste de "
        "noms les choisit tous.",
    ),
    Option(
        "COLOURS",
        words,
        "",
        "Couleurs du territoire : deep=#rrvvbb, accent=…, accent-ink=…, et leurs jumelles de "
        "nuit dark-accent=…, dark-accent-ink=…. Leur contraste est vérifié au démarrage.",
    ),
    Option(
        "LOGO",
        path,
        "",
        "Logo du territoire, en haut des pages : un fichier SVG ou PNG, carré, de 30 ko au plus. "
        "Le nom est écrit à côté. Vide : le nœud de fils de Maillage.",
    ),
    Option("TEMPLATES", path, "", "Dossier de gabarits du territoire, lus avant ceux de Maillage."),
    Option(
        "TERRITORY_NAME",
        text,
        "",
        "Nom du territoire, tel qu’on le lit en haut des pages.",
        required=True,
        demo="Clairmaille",
    ),
    Option("TAGLINE", text, "Le numérique, près de chez vous", "Phrase sous le nom du territoire."),
    Option(
        "CONTACT_NAME",
        text,
        "",
        "Qui répond aux habitants quand un lieu n’a pas de contact.",
        required=True,
        demo="Accueil numérique de Clairmaille",
    ),
    Option(
        "CONTACT_PHONE", text, "", "Téléphone de ce contact.", required=True, demo="01 99 00 21 00"
    ),
    Option(
        "CONTACT_HOURS",
        text,
        "",
        "Quand ce contact répond, en toutes lettres.",
        required=True,
        demo="du lundi au vendredi, de 9 h à 12 h et de 14 h à 17 h 30",
    ),
    Option(
        "CONTACT_ADDRESS",
        text,
        "",
        "Où aller pour voir quelqu’un.",
        required=True,
        demo="mairie de quartier, 3 place du Rouet",
    ),
    Option(
        "STAFF_CONTACT",
        text,
        "",
        "Pour les professionnels : qui répond à une question, téléphone et heures.",
        demo="La personne qui coordonne répond au 01 99 00 21 90, de 9 h à 17 h.",
    ),
    Option(
        "SMTP_HOST",
        text,
        "",
        "Serveur d’envoi des e-mails. Vide : rien ne part ; en démonstration et en "
        "développement, les e-mails sont écrits à l’écran.",
    ),
    Option("SMTP_PORT", whole_number, "587", "Port du serveur d’envoi."),
    Option("SMTP_USER", text, "", "Compte sur le serveur d’envoi."),
    Option("SMTP_PASSWORD", text, "", "Mot de passe de ce compte.", secret=True),
    Option("SMTP_TLS", text, "starttls", "Chiffrement de l’envoi : starttls, tls ou non."),
    Option(
        "SMTP_FROM",
        text,
        "ne-pas-repondre@localhost",
        "Adresse d’expédition des e-mails.",
        demo="ne-pas-repondre@clairmaille.example",
    ),
    Option(
        "SITE_URL",
        site_url,
        "",
        "Adresse publique du site, écrite dans les messages qui partent seuls (rappels). Vide : "
        "le premier nom de MAILLAGE_HOSTS qui n’est pas celui de la machine.",
    ),
    Option(
        "SMS",
        sms,
        "",
        "Envoi des SMS de l’agenda. Vide : personne n’en reçoit, les rappels deviennent des "
        "appels à passer. « console » : écrits à l’écran. Une adresse https : on y envoie, en "
        "JSON, « to » et « text ».",
        demo="console",
    ),
    Option(
        "SMS_KEY",
        text,
        "",
        "Clé du service de SMS, donnée dans l’en-tête « Authorization: Bearer ».",
        secret=True,
    ),
    Option(
        "BOOKING_CONTACT_DAYS",
        whole_number,
        "7",
        "Nombre de jours, après la fin d’un rendez-vous, où l’on garde le prénom et le numéro de "
        "la personne. Ensuite ils sont effacés.",
    ),
    Option(
        "BOOKING_MONTHS",
        months,
        "24",
        "Nombre de mois, après la fin, où l’on garde la réservation sans nom. Ensuite il n’en "
        "reste que des nombres.",
    ),
    Option(
        "SHEET_KEYS",
        words,
        "",
        "Clés qui chiffrent les fiches de liaison, la plus récente d’abord. Vide : une clé est "
        "créée et gardée dans le dossier des données (fichier sheet-keys). Sans elle, les fiches "
        "ne se lisent plus : sauvegardez-la à part de la base.",
        secret=True,
    ),
    Option(
        "SHEET_REMINDER_DAYS",
        whole_number,
        "10",
        "Nombre de jours sans réponse après lesquels un lieu reçoit un rappel de la fiche.",
    ),
    Option(
        "SHEET_EXPIRY_DAYS",
        whole_number,
        "30",
        "Nombre de jours sans réponse après lesquels une fiche est close.",
    ),
    Option(
        "SHEET_DAYS",
        whole_number,
        "730",
        "Nombre de jours, au plus, où une fiche garde un prénom et un numéro. L’accord de la "
        "personne finit souvent plus tôt.",
    ),
    Option(
        "WORKER",
        boolean,
        "oui",
        "« maillage serve » lance aussi le travail de fond. Non : « maillage worker » le fait, "
        "à part.",
    ),
    Option(
        "DELIVERY_MAX_MB",
        whole_number,
        "50",
        "Taille la plus grande d’un fichier livré à l’écran, en Mo.",
    ),
    Option(
        "DELIVERY_DAYS",
        whole_number,
        "90",
        "Nombre de jours pendant lesquels un fichier livré à l’écran est gardé ; le bilan de "
        "la livraison reste.",
    ),
    Option(
        "FETCH_PORTS",
        ports,
        "80,443",
        "Ports auxquels un fichier peut être cherché à une adresse.",
    ),
    Option(
        "FETCH_NETWORKS",
        networks,
        "",
        "Réseaux internes où un fichier peut être cherché, par exemple le portail de données de "
        "la ville. Tous les autres réseaux internes sont refusés.",
    ),
    Option(
        "MAP_PMTILES",
        path,
        "",
        "Fond de la carte interactive : un fichier PMTiles (tuiles vectorielles), servi par ce "
        "site. Vide : les contours et les rues de la base, sans fond.",
    ),
    Option(
        "MAP_IGN",
        boolean,
        "non",
        "Fond de la carte interactive : le Plan IGN, demandé et gardé par ce serveur ; le "
        "navigateur des visiteurs ne demande rien à l’IGN. Sans effet avec un fichier PMTiles.",
    ),
    Option(
        "MAP_NEAR_M",
        whole_number,
        "500",
        "Distance, en mètres, à laquelle un lieu est compté comme proche d’un quartier "
        "prioritaire.",
    ),
    Option(
        "OPEN_LICENCE",
        open_licence,
        "lov2",
        "Licence sous laquelle la base est ouverte : lov2 (Licence Ouverte 2.0), ou odbl (ODbL "
        "1.0, quand une source l’impose). Elle est dite partout où les données sont publiées.",
    ),
    Option("TIME_ZONE", time_zone, "Europe/Paris", "Fuseau horaire du territoire."),
    Option(
        "LOG_LEVEL", log_level, "INFO", "Ce qui est écrit dans le journal, à partir de ce niveau."
    ),
)
BY_NAME = {option.name: option for option in OPTIONS}


# ---------------------------------------------------------------- reading


def base_folder() -> Path:
    """The root of the checkout this file is in, else the current folder."""
    checkout = Path(__file__).resolve().parents[3]
    return checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()


def read_env_file(file: Path) -> dict[str, str]:
    """Return the variables of a file of NAME=value lines; blank lines and # comments are skipped.

    Raises OptionError for a line that is not one, or a name that is not in the table.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise OptionError(f"Le fichier d’options {file} ne se lit pas : {error}") from error
    values: dict[str, str] = {}
    known = {name for option in OPTIONS for name in (option.variable, option.variable + "_FILE")}
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        name, equals, value = stripped.removeprefix("export ").partition("=")
        name, value = name.strip(), value.strip()
        if not equals:
            raise OptionError(f"{file}, ligne {number} : écrivez NOM=valeur.")
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f" Vouliez-vous dire {near[0]} ?" if near else ""
            raise OptionError(f"{file}, ligne {number} : l’option {name} n’existe pas.{hint}")
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        values[name] = value
    return values


def _raw(option: Option, variables: Mapping[str, str]) -> str | None:
    """Return what is written for an option, from the variable or from the file of a secret."""
    written = variables.get(option.variable)
    if written is not None and written != "":
        return written
    file = variables.get(option.variable + "_FILE") if option.secret else None
    if not file:
        return written
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise OptionError(f"{option.variable}_FILE : {file} ne se lit pas ({error}).") from error


def read(environment: Mapping[str, str], *, env_file: Path | None = None) -> dict[str, Any]:
    """Return the value of every option, by its name without prefix.

    The environment wins over the file named by MAILLAGE_ENV_FILE (which must exist), else over
    `env_file` (read when it exists), which wins over the demonstration, then over the defaults.

    Raises OptionError, in French, naming the variable, for a wrong or missing value.
    """
    named = environment.get(PREFIX + "ENV_FILE")
    from_file: dict[str, str] = {}
    if named:
        from_file = read_env_file(Path(named))
    elif env_file is not None and env_file.is_file():
        from_file = read_env_file(env_file)
    # A variable set to nothing is as if it were not set: that is how composes and units unset.
    variables = from_file | {name: value for name, value in environment.items() if value != ""}

    values: dict[str, Any] = {}
    demo = False
    for option in OPTIONS:  # DEMO comes first
        raw = _raw(option, variables)
        if raw is None or raw == "":
            raw = option.demo if demo and option.demo is not None else option.default
        try:
            values[option.name] = option.type(raw)
        except ValueError as error:
            shown = "sa valeur" if option.secret else f"« {raw} »"
            raise OptionError(f"{option.variable} : {shown} ne convient pas, {error}.") from error
        if option.name == "DEMO":
            demo = values["DEMO"]
    for option in OPTIONS:
        if option.required and not values[option.name]:
            raise OptionError(
                f"{option.variable} est obligatoire : {option.help} "
                "(Pour essayer sans rien régler : MAILLAGE_DEMO=oui.)"
            )
    if values["SMTP_TLS"] not in {"starttls", "tls", "non"}:
        raise OptionError("MAILLAGE_SMTP_TLS : écrivez starttls, tls ou non.")
    return values
