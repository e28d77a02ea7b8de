"""The files that one takes whole: on a page, by a command, and kept for thirty days."""

import csv
import gzip
import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from maillage.apps.directory.actions.version import next_version
from maillage.apps.directory.tests.factories import (
    NOW,
    Place,
    PlaceState,
    ProfessionalNote,
    make_offer,
    make_place,
    make_user,
)
from maillage.apps.opendata.actions.copies import keep_copies
from maillage.apps.opendata.queries.copies import copies_folder, kept_days
from maillage.apps.opendata.queries.files import OPEN_FILES, public_address
from maillage.apps.opendata.tasks import keep_daily_copies
from maillage.core.standard import validate

pytestmark = pytest.mark.django_db
NAMES = [one.name for one in OPEN_FILES]


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    """Keep the copies of a test in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path


@pytest.fixture
def town() -> list[Place]:
    """Return two places with three offers, and what must not leave with them."""
    places = [
        make_place(nom="Café, « numérique »"),
        make_place(nom="=1+1", telephone="+33199000001"),
    ]
    make_offer(places[0], title="Ateliers", services=["Utilisation sécurisée du numérique"])
    make_offer(places[0], title="Accès libre", frais_a_charge=["Gratuit"])
    make_offer(places[1], title="Aide")
    make_place(nom="Un lieu fermé", state=PlaceState.CLOSED, closed_on=date(2026, 1, 1))
    ProfessionalNote.objects.create(
        place=places[0], direct_contact="SECRET", updated_at=NOW, updated_by=make_user()
    )
    return places


def text_of(response: Any) -> str:
    """Return the whole body of an answer that is sent in pieces."""
    return b"".join(response.streaming_content).decode()


def get(client: Client, name: str, **headers: str) -> Any:
    """Return the answer to the request of a file."""
    return client.get(f"/donnees/fichiers/{name}", headers=headers)


def test_every_file_is_at_its_address_without_an_account(client: Client, town: list[Place]) -> None:
    for one in OPEN_FILES:
        assert reverse(f"opendata:{one.route}") == f"/donnees/fichiers/{one.name}"
        response = get(client, one.name)
        assert response.status_code == 200
        assert f'filename="{one.name}"' in response["Content-Disposition"]
        assert 'rel="license"' in response["Link"]
        assert response["Access-Control-Allow-Origin"] == "*"
        body = text_of(response)
        assert "numérique" in body
        assert "SECRET" not in body
        assert "fermé" not in body


def test_the_national_file_is_valid_and_opens_in_a_spreadsheet(
    client: Client, town: list[Place]
) -> None:
    body = text_of(get(client, "lieux.csv"))
    report = validate(body.encode(), filename="lieux.csv")
    assert report.n_rows == 2
    assert report.n_refused == 0
    assert "\n=1+1" not in body
    assert ",=1+1" not in body


def test_each_offer_is_a_service_of_a_structure_that_is_there(
    client: Client, town: list[Place]
) -> None:
    structures = json.loads(text_of(get(client, "data-inclusion-structures.json")))
    services = json.loads(text_of(get(client, "data-inclusion-services.json")))
    assert [s["id"] for s in structures] == sorted(f"maillage--{p.public_id}" for p in town)
    assert len(services) == 3
    assert {s["structure_id"] for s in services} == {s["id"] for s in structures}
    assert all(0 <= s["score_qualite"] <= 1 for s in services)
    assert structures[0]["lien_source"].startswith("http://testserver/")
    both = json.loads(text_of(get(client, "data-inclusion.json")))
    assert (both["structures"], both["services"]) == (structures, services)


def test_tables_hold_the_same_rows_and_run_nothing(client: Client, town: list[Place]) -> None:
    body = text_of(get(client, "data-inclusion-services.csv"))
    rows = list(csv.DictReader(io.StringIO(body.removeprefix("\ufeff")), delimiter=";"))
    assert len(rows) == 3
    assert {row["score_qualite"] for row in rows} <= {f"{n / 100:g}" for n in range(101)}
    assert "usagers|professionnels" in body
    names = text_of(get(client, "data-inclusion-structures.csv"))
    assert ";=1+1" not in names


def test_an_empty_base_gives_empty_lists(client: Client) -> None:
    assert json.loads(text_of(get(client, "data-inclusion-services.json"))) == []
    both = json.loads(text_of(get(client, "data-inclusion.json")))
    assert (both["structures"], both["services"]) == ([], [])


def test_a_file_that_did_not_change_is_not_sent_again(client: Client, town: list[Place]) -> None:
    first = get(client, "data-inclusion-structures.json")
    text_of(first)
    again = get(client, "data-inclusion-structures.json", **{"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again["ETag"] == first["ETag"]
    assert first["Last-Modified"].endswith("GMT")
    town[0].nom = "Autre nom"
    town[0].index_version = next_version()
    town[0].save()
    changed = get(client, "data-inclusion-structures.json", **{"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert "Autre nom" in text_of(changed)


def test_files_are_compressed_for_who_can_read_them(client: Client, town: list[Place]) -> None:
    plain = text_of(get(client, "lieux.csv"))
    response = get(client, "lieux.csv", **{"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(b"".join(response.streaming_content)).decode() == plain
    assert client.head("/donnees/fichiers/lieux.csv").status_code == 200
    assert client.post("/donnees/fichiers/lieux.csv").status_code == 405


def test_the_copies_of_a_day_are_written_once_and_kept_thirty_days(
    client: Client, town: list[Place]
) -> None:
    today = timezone.localdate()
    for n in (45, 31, 30, 1):
        keep_copies(today=today - timedelta(days=n))
    assert len(keep_copies(today=today)) == len(OPEN_FILES)
    assert keep_copies(today=today) == []
    assert [(today - day).days for day in kept_days()] == [0, 1, 30]
    keep_daily_copies.call()
    for name in NAMES:
        response = client.get(f"/donnees/copies/{today}/{name}")
        assert "numérique" in text_of(response)
        again = client.get(
            f"/donnees/copies/{today}/{name}", headers={"If-None-Match": response["ETag"]}
        )
        assert again.status_code == 304
    packed = client.get(f"/donnees/copies/{today}/lieux.csv", headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    whole = gzip.decompress(b"".join(packed.streaming_content)).decode()
    assert "numérique" in whole
    about = json.loads((copies_folder() / str(today) / "a-propos.json").read_text())
    assert about["date"] == str(today)
    assert set(about["files"]) == set(NAMES)


def test_a_copy_that_was_cut_is_written_again(town: list[Place]) -> None:
    today = timezone.localdate()
    part = copies_folder() / f"{today}.part"
    part.mkdir(parents=True)
    (part / "lieux.csv.gz").write_bytes(b"half")
    keep_copies(today=today)
    assert not part.exists()
    assert kept_days() == [today]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2020-01-01", "lieux.csv"),
        ("hier", "lieux.csv"),
        ("2026-09-15", "secret"),
        ("..", "lieux.csv"),
        ("9" * 20, "lieux.csv"),
    ],
)
def test_a_copy_that_is_not_there_is_said(client: Client, day: str, name: str) -> None:
    response = client.get(f"/donnees/copies/{day}/{name}")
    assert response.status_code == 404
    if day != "..":
        assert "trente jours" in response.content.decode()


@pytest.mark.row("DAT-02")
def test_one_command_gives_all_public_places_to_a_spreadsheet(
    town: list[Place], tmp_path: Path
) -> None:
    path = tmp_path / "lieux.csv"
    call_command("export", str(path), stdout=io.StringIO())
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["id"] for row in rows} == {place.public_id for place in town}
    assert {row["nom"].strip() for row in rows} == {place.nom for place in town}
    # No cell runs when a spreadsheet opens it, and nothing of the professional layer is there.
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "@", "\t"))]
    assert "SECRET" not in path.read_text(encoding="utf-8")


def test_one_command_writes_every_format_to_a_folder(town: list[Place], tmp_path: Path) -> None:
    out = io.StringIO()
    call_command("export", all=tmp_path / "jour", stdout=out)
    assert sorted(p.name for p in (tmp_path / "jour").iterdir()) == sorted(
        [*NAMES, "a-propos.json"]
    )
    assert f"{len(NAMES)} fichiers écrits" in out.getvalue()
    said = io.StringIO()
    call_command("export", all=tmp_path / "jour", json=True, stdout=said)
    assert json.loads(said.getvalue())["files"]["lieux.csv"] > 100


def test_one_format_goes_to_a_file_or_to_the_output(town: list[Place], tmp_path: Path) -> None:
    out = io.StringIO()
    call_command("export", format="data-inclusion-services.json", stdout=out)
    path = tmp_path / "s.json"
    call_command(
        "export",
        str(path),
        format="data-inclusion-services.json",
        address="https://clairmaille.example/",
        stdout=io.StringIO(),
    )
    rows = json.loads(path.read_text())
    assert len(rows) == len(json.loads(out.getvalue())) == 3
    assert rows[0]["lien_source"].startswith("https://clairmaille.example/")
    counted = io.StringIO()
    call_command("export", str(tmp_path / "l.csv"), json=True, stdout=counted)
    assert json.loads(counted.getvalue())["places"] == 2


def test_what_does_not_go_together_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="standard national"):
        call_command("export", format="data-inclusion.json", strict=True)
    with pytest.raises(CommandError, match="pas les deux"):
        call_command("export", str(tmp_path / "a"), all=tmp_path)
    with pytest.raises(CommandError, match="ne peut pas être écrit"):
        call_command("export", str(tmp_path / "absent" / "a.csv"))
    assert list(tmp_path.iterdir()) == []


def test_the_address_of_the_site_is_that_of_the_first_name_others_know(settings: Any) -> None:
    settings.HTTPS = True
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    assert public_address() == ""
    settings.ALLOWED_HOSTS = ["localhost", ".clairmaille.example", "aide.clairmaille.example"]
    assert public_address() == "https://aide.clairmaille.example"
