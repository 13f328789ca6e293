"""The house colours, each for a light page and for a dark one.

They are Okabe and Ito's (2008), which readers with any kind of colour vision tell apart, made
darker or lighter until each stands out from its paper by 3 : 1 or more, and text by 4.5 : 1.
"""

from __future__ import annotations

from typing import NamedTuple


class Colour(NamedTuple):
    light: str
    dark: str


COLOURS = {
    "paper": Colour("#ffffff", "#14181e"),
    "ink": Colour("#1d2430", "#e8ecf1"),
    "muted": Colour("#5b6675", "#a3aebb"),
    "line": Colour("#c6ced8", "#424d5a"),
    "positive": Colour("#0072b2", "#5ab5f2"),
    "negative": Colour("#c4500a", "#f28c52"),
    "window": Colour("#b06a00", "#f2b632"),
    "green": Colour("#00755a", "#40c79d"),
    "purple": Colour("#994a7b", "#df9bc2"),
}


def css_variables() -> str:
    """The colours as CSS variables that follow the ``color-scheme`` of where they are used."""
    return "".join(f"--{name}:light-dark({c.light},{c.dark});" for name, c in COLOURS.items())
