"""A tile of the Plan IGN: asked by us alone, kept, bounded."""

import os
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from maillage.sources import plan_ign
from maillage.sources.addresses import FetchError
from maillage.sources.http import Fetched
from maillage.sources.plan_ign import TileRefused, plan_ign_tile

PNG = b"\x89PNG\r\n\x1a\n" + b"image"


@pytest.fixture
def ign(monkeypatch):
    """IGN as it answers: an image, unless a test says otherwise."""

    class Answers:
        def __init__(self) -> None:
            self.asked: list[str] = []
            self.content: bytes = PNG
            self.error: Exception | None = None

        def fetch(self, url: str, path: Path, *, limits) -> Fetched:
            self.asked.append(url)
            self.limits = limits
            if self.error:
                raise self.error
            path.write_bytes(self.content)
            return Fetched("tile", len(self.content), "", url)

    answers = Answers()
    monkeypatch.setattr(plan_ign, "fetch", answers.fetch)
    return answers


def test_the_host_and_the_layer_are_ours_and_only_three_numbers_are_asked(ign, tmp_path):
    assert plan_ign_tile(5, 16, 11, folder=tmp_path) == PNG
    (url,) = ign.asked
    parts = urlsplit(url)
    assert (parts.scheme, parts.hostname) == ("https", "data.geopf.fr")
    asked = parse_qs(parts.query)
    assert asked["LAYER"] == ["GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2"]
    numbers = [asked[name] for name in ("TILEMATRIX", "TILECOL", "TILEROW")]
    assert numbers == [["5"], ["16"], ["11"]]
    assert ign.limits.redirections == 0
    assert ign.limits.attempts == 1
    assert ign.limits.networks == ()


def test_a_tile_is_asked_once_then_kept_then_asked_again_when_it_is_old(ign, tmp_path):
    for _ in range(3):
        plan_ign_tile(5, 16, 11, folder=tmp_path)
    assert len(ign.asked) == 1
    long_ago = time.time() - 40 * 24 * 3600
    os.utime(tmp_path / "5/16/11.png", (long_ago, long_ago))
    ign.content = PNG + b" of today"
    assert plan_ign_tile(5, 16, 11, folder=tmp_path).endswith(b"of today")
    assert len(ign.asked) == 2


def test_when_ign_is_silent_an_old_tile_serves_and_none_is_said(ign, tmp_path):
    plan_ign_tile(5, 16, 11, folder=tmp_path)
    long_ago = time.time() - 40 * 24 * 3600
    os.utime(tmp_path / "5/16/11.png", (long_ago, long_ago))
    ign.error = FetchError("too_slow", "trop lent")
    assert plan_ign_tile(5, 16, 11, folder=tmp_path) == PNG
    with pytest.raises(TileRefused, match="trop lent"):
        plan_ign_tile(5, 16, 12, folder=tmp_path)


def test_what_is_no_image_is_neither_shown_nor_kept(ign, tmp_path):
    ign.content = b"<html>error</html>"
    with pytest.raises(TileRefused, match="image"):
        plan_ign_tile(5, 16, 11, folder=tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("tile", [(19, 0, 0), (-1, 0, 0), (3, 8, 0), (3, 0, -1), (10**20, 0, 0)])
def test_a_tile_that_does_not_exist_is_never_asked(ign, tmp_path, tile):
    with pytest.raises(TileRefused):
        plan_ign_tile(*tile, folder=tmp_path)
    assert ign.asked == []


def test_a_disk_without_room_is_said(ign, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    with pytest.raises(TileRefused):
        plan_ign_tile(5, 16, 11, folder=blocked)


def test_the_folder_never_grows_beyond_its_size(ign, tmp_path, monkeypatch):
    monkeypatch.setattr(plan_ign, "MOST_BYTES", 10 * len(PNG))
    monkeypatch.setattr(plan_ign, "_LOOK_EVERY", 5)
    (tmp_path / "10").mkdir()
    (tmp_path / "10" / "taken-by-another.png").symlink_to("nowhere")
    for x in range(30):
        plan_ign_tile(10, x, 0, folder=tmp_path)
    assert len([tile for tile in tmp_path.rglob("*.png") if tile.exists()]) <= 15
    assert (tmp_path / "10/29/0.png").exists()
