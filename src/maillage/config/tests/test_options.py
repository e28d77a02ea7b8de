"""Options: one table, French refusals that name the variable, secrets from files."""

from pathlib import Path

import pytest

from maillage.config import options
from maillage.config.option_types import TYPE_NAMES
from maillage.config.options import OPTIONS, OptionError, read
from maillage.config.options_page import options_page

DEMO = {"MAILLAGE_DEMO": "oui"}
TOWN = {
    "MAILLAGE_TERRITORY_NAME": "Sainte-Bobine",
    "MAILLAGE_CONTACT_NAME": "Accueil",
    "MAILLAGE_CONTACT_PHONE": "01 99 00 30 00",
    "MAILLAGE_CONTACT_HOURS": "le matin",
    "MAILLAGE_CONTACT_ADDRESS": "1 rue du Fuseau",
}


def test_the_demonstration_needs_nothing():
    values = read(DEMO)
    assert values["TERRITORY_NAME"] == "Clairmaille"
    assert values["CONTACT_PHONE"] == "01 99 00 21 00"
    assert values["HTTPS"] is False


@pytest.mark.parametrize("missing", sorted(TOWN))
def test_a_real_town_does_not_start_without_its_contact(missing):
    with pytest.raises(OptionError, match=f"{missing} est obligatoire"):
        read({name: value for name, value in TOWN.items() if name != missing})


def test_a_real_town_never_gets_a_value_of_the_demonstration():
    values = read(TOWN)
    for option in OPTIONS:
        if option.demo is not None and option.name not in {"HTTPS"}:
            assert values[option.name] != option.demo
    assert values["HTTPS"] is True


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAILLAGE_DEMO", "peut-être"),
        ("MAILLAGE_DEBUG", "2"),
        ("MAILLAGE_SMTP_PORT", "5 87"),
        ("MAILLAGE_SMTP_PORT", "²"),
        ("MAILLAGE_SMTP_TLS", "ssl3"),
        ("MAILLAGE_TRUSTED_PROXY", "-1"),
        ("MAILLAGE_TIME_ZONE", "Europe/Clairmaille"),
        ("MAILLAGE_LOG_LEVEL", "BAVARD"),
        ("MAILLAGE_DATABASE", "mysql://base"),
        ("MAILLAGE_SMS", "http://sms.example"),
        ("MAILLAGE_SITE_URL", "agenda.ville.example"),
        ("MAILLAGE_BOOKING_MONTHS", "18"),
    ],
)
def test_a_wrong_value_names_its_variable(name, value):
    with pytest.raises(OptionError) as refusal:
        read(DEMO | {name: value})
    message = str(refusal.value)
    assert message.startswith(name)
    assert "\n" not in message


def test_a_secret_is_never_repeated_in_a_refusal():
    with pytest.raises(OptionError) as refusal:
        read(DEMO | {"MAILLAGE_DATABASE": "mysql://qui:motdepasse@la/base"})
    assert "motdepasse" not in str(refusal.value)


def test_a_secret_is_read_from_a_file(tmp_path):
    (tmp_path / "cle").write_text("une clé dans un fichier\n", encoding="utf-8")
    values = read(DEMO | {"MAILLAGE_SECRET_KEY_FILE": str(tmp_path / "cle")})
    assert values["SECRET_KEY"] == "une clé dans un fichier"


def test_only_secrets_are_read_from_files(tmp_path):
    (tmp_path / "nom").write_text("Autre", encoding="utf-8")
    values = read(DEMO | {"MAILLAGE_TERRITORY_NAME_FILE": str(tmp_path / "nom")})
    assert values["TERRITORY_NAME"] == "Clairmaille"


def test_a_secret_file_that_is_not_there_is_said():
    with pytest.raises(OptionError, match="MAILLAGE_SECRET_KEY_FILE"):
        read(DEMO | {"MAILLAGE_SECRET_KEY_FILE": "/nulle/part"})


def test_the_environment_wins_over_the_file(tmp_path):
    file = tmp_path / "maillage.env"
    file.write_text(
        "# essai\nMAILLAGE_DEMO=oui\nexport MAILLAGE_TAGLINE='Du fichier'\nMAILLAGE_SMTP_PORT=25\n",
        encoding="utf-8",
    )
    values = read({"MAILLAGE_SMTP_PORT": "465", "MAILLAGE_ENV_FILE": str(file)})
    assert (values["TAGLINE"], values["SMTP_PORT"]) == ("Du fichier", 465)


def test_the_default_file_may_be_absent_but_the_named_one_may_not(tmp_path):
    assert read(DEMO, env_file=tmp_path / "rien.env")["DEMO"]
    with pytest.raises(OptionError, match="ne se lit pas"):
        read(DEMO | {"MAILLAGE_ENV_FILE": str(tmp_path / "rien.env")})


@pytest.mark.parametrize(
    ("line", "said"),
    [("MAILLAGE_HOST=a", "Vouliez-vous dire MAILLAGE_HOSTS"), ("oui", "NOM=valeur")],
)
def test_a_line_of_the_file_that_means_nothing_is_said(tmp_path, line, said):
    file = tmp_path / "maillage.env"
    file.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(OptionError, match="ligne 2") as refusal:
        read(DEMO, env_file=file)
    assert said in str(refusal.value)


def test_an_empty_variable_is_as_if_it_were_not_set():
    assert read(DEMO | {"MAILLAGE_SMTP_PORT": ""})["SMTP_PORT"] == 587


def test_every_option_is_documented():
    page = options_page()
    for option in OPTIONS:
        assert f"`{option.variable}`" in page
        assert option.help.endswith(".")
        assert option.type in TYPE_NAMES


def test_names_are_unique():
    assert len(options.BY_NAME) == len(OPTIONS)


def test_the_settings_read_every_option_of_the_table():
    source = Path(options.__file__).with_name("settings.py").read_text(encoding="utf-8")
    forgotten = [o.name for o in OPTIONS if f'_options["{o.name}"]' not in source]
    assert not forgotten
