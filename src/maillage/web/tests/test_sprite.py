"""Pictograms: one file, up to date, within the limits of the design."""

import gzip
import xml.etree.ElementTree as ElementTree

import pytest
from django.template import Context, Template

from maillage.web.sprite import ICON_FOLDER, SPRITE, icon_names, sprite


def test_the_sprite_is_up_to_date():
    assert SPRITE.read_text(encoding="utf-8") == sprite(), "python -m maillage.web.sprite"


def test_the_sprite_holds_each_pictogram_once():
    root = ElementTree.fromstring(sprite())
    ids = [symbol.get("id") for symbol in root]
    assert sorted(ids) == sorted(icon_names())
    assert len(ids) == 47  # 46 and the mark


def test_no_pictogram_is_over_one_kilobyte():
    heavy = [file.name for file in ICON_FOLDER.glob("*.svg") if file.stat().st_size > 1024]
    assert not heavy


def test_the_stylesheet_keeps_within_eight_kilobytes():
    css = [SPRITE.with_name(f"{name}.css").read_bytes() for name in ("maillage", "poster", "kiosk")]
    # All that is ours, although a page loads the first, and a poster or a kiosk one more.
    assert len(gzip.compress(b"".join(css), 9)) <= 8 * 1024
    assert len(gzip.compress(css[0], 9)) <= 7 * 1024


def test_a_pictogram_is_hidden_from_screen_readers_and_points_into_the_sprite():
    html = Template('{% icon "print" %}').render(Context())
    assert 'aria-hidden="true"' in html
    assert "web/sprite.svg#print" in html


def test_an_unknown_pictogram_is_refused_in_tests():
    with pytest.raises(ValueError, match="prnit"):
        Template('{% icon "prnit" %}').render(Context())


def test_an_unknown_pictogram_never_costs_a_person_the_page(settings):
    settings.TESTING = settings.DEBUG = False
    assert Template('{% icon "prnit" %}').render(Context()) == ""
