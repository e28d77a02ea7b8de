"""The colours of a town, and whether people can read them (WCAG 2.2 contrast)."""

import re
from collections.abc import Mapping, Sequence

HEX = re.compile(r"#[0-9a-fA-F]{6}")
NAMES = ("deep", "accent", "accent-ink", "dark-accent", "dark-accent-ink")
# What the stylesheet sets, and a town's colours must be read on. A test reads the stylesheet.
PAPER, LINEN = "#fffefa", "#f6f2e8"
DARK_PAPER, DARK_LINEN, DARK_ON_ACCENT = "#0e252a", "#15323a", "#0e252a"
DEFAULTS = {
    "deep": "#10373e",
    "accent": "#f2a93b",
    "accent-ink": "#854600",
    "dark-accent": "#f2b04c",
    "dark-accent-ink": "#f6c67e",
}


def luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb", from 0 to 1 (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def read_colours(words: Sequence[str]) -> dict[str, str]:
    """Return the colours written as name=#rrggbb. Raises ValueError, in French, otherwise."""
    colours = {}
    for word in words:
        name, _, value = word.partition("=")
        if name not in NAMES or not HEX.fullmatch(value):
            raise ValueError(
                f"« {word} » : écrivez nom=#rrvvbb, où le nom est l’un de {', '.join(NAMES)}"
            )
        colours[name] = value.lower()
    return colours


def faults(colours: Mapping[str, str]) -> list[str]:
    """Return one French sentence for each pair of a town's colours that is too hard to read."""
    c = {**DEFAULTS, **colours}
    pairs = (
        ("deep", c["deep"], "papier", PAPER, 7.0),
        ("deep", c["deep"], "accent", c["accent"], 4.5),
        ("accent-ink", c["accent-ink"], "papier", PAPER, 4.5),
        ("accent-ink", c["accent-ink"], "lin", LINEN, 4.5),
        ("encre sombre", DARK_ON_ACCENT, "dark-accent", c["dark-accent"], 4.5),
        ("dark-accent-ink", c["dark-accent-ink"], "papier sombre", DARK_PAPER, 4.5),
        ("dark-accent-ink", c["dark-accent-ink"], "lin sombre", DARK_LINEN, 4.5),
    )
    return [
        f"{name} ({ink}) sur {ground_name} ({ground}) : contraste "
        f"{contrast(ink, ground):.1f}".replace(".", ",")
        + f", il en faut {least:g}".replace(".", ",")
        + "."
        for name, ink, ground_name, ground, least in pairs
        if contrast(ink, ground) < least
    ]


def stylesheet(colours: Mapping[str, str]) -> str:
    """Return the stylesheet of a town, to load after maillage.css.

    A dark twin that the town does not give stays ours: its light colours are too deep at night.
    Who asks for more contrast gets the common black and white, so nothing is set for them.
    """
    given = {**DEFAULTS, **colours}
    light = "".join(f"--{name}:{given[name]};" for name in NAMES[:3])
    dark = "".join(f"--{name.removeprefix('dark-')}:{given[name]};" for name in NAMES[3:])
    return (
        f"@media not (prefers-contrast:more){{:root{{{light}}}}}\n"
        f"@media not (prefers-contrast:more){{@media (prefers-color-scheme:dark)"
        f"{{:root{{{dark}}}}}}}\n"
    )
