"""The common field: words, hint, error, input; a box stands before its words and is one target."""

from bs4 import BeautifulSoup
from django import forms
from django.template.loader import render_to_string


class Asked(forms.Form):
    nom = forms.CharField(label="Nom", help_text="Celui de la porte.")
    accord = forms.BooleanField(label="Je suis d’accord", help_text="Rien n’est gardé sinon.")


def field(name, data=None):
    found = render_to_string("web/_field.html", {"field": Asked(data)[name]})
    return BeautifulSoup(found, "html.parser").select_one(".field")


def order(tag, *selectors):
    """Return the selectors in the order in which what they find stands in the field."""
    found = list(tag.descendants)
    return sorted(selectors, key=lambda one: found.index(tag.select_one(one)))


def test_a_box_stands_before_its_words_which_tick_it():
    box = field("accord")
    label = box.select_one("label.choice")
    assert label["for"] == box.select_one("input[type=checkbox]")["id"]
    assert label.get_text(strip=True) == "Je suis d’accord"
    assert order(box, "label > span", "input", ".hint") == ["input", "label > span", ".hint"]


def test_words_stand_before_what_is_typed():
    typed = field("nom")
    assert order(typed, "input", "label", ".hint") == ["label", ".hint", "input"]
    assert not typed.select("label.choice")


def test_both_say_their_hint_and_their_error_to_a_screen_reader():
    for name in ("nom", "accord"):
        wrong = field(name, {})
        assert "bad" in wrong["class"]
        assert order(wrong, "input", ".why") == [".why", "input"]
        described = wrong.select_one("input")["aria-describedby"].split()
        assert len(described) == 2
        assert all(wrong.select_one(f"#{one}") for one in described)
