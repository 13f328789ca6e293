"""The house style of figures, in one place, and figures that follow the reader's theme.

A figure is drawn once, in the light colours. On its way out as SVG each house colour becomes a
variable with two values, so that the same file is a light figure on a light page and a dark figure
on a dark one. Lines differ in style as well as in colour, for readers in grey.
"""

from __future__ import annotations

import io
import re
from typing import Any

import matplotlib as mpl
from cycler import cycler
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cnnlab.viz.colours import COLOURS

PAPER, INK, MUTED, LINE, POSITIVE, NEGATIVE, WINDOW, GREEN, PURPLE = (
    colour.light for colour in COLOURS.values()
)

RC: Any = {  # matplotlib types its settings by a list of every name
    "axes.edgecolor": MUTED,
    "axes.facecolor": PAPER,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.prop_cycle": cycler(
        color=[POSITIVE, NEGATIVE, GREEN, PURPLE, INK], linestyle=["-", "--", "-.", ":", "-"]
    ),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": INK,
    "axes.titlesize": 11,
    "figure.constrained_layout.use": True,
    "figure.facecolor": PAPER,
    "figure.figsize": (6.0, 3.2),
    "font.size": 10.5,
    "grid.color": LINE,
    "grid.linewidth": 0.5,
    "image.cmap": "gray",
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "savefig.facecolor": PAPER,
    "svg.fonttype": "path",
    "svg.hashsalt": "cnnlab",  # ids follow from the content: the same figure, the same bytes
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
}


def setup() -> None:
    """Give this notebook's figures the house style, as SVG that follows the theme.

    Outside IPython only the style is set.
    """
    mpl.rcParams.update(RC)
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is None or shell.display_formatter is None:
        return
    shell.run_line_magic("matplotlib", "inline")
    formatters = shell.display_formatter.formatters
    for mime in ("image/png", "image/jpeg", "application/pdf"):
        if mime in formatters:
            formatters[mime].pop(Figure, None)
    formatters["image/svg+xml"].for_type(Figure, to_svg)


def to_svg(figure: Figure) -> str:
    """``figure`` as one SVG file that follows the theme of the page it stands on."""
    buffer = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": RC["svg.hashsalt"], "svg.fonttype": "path"}):
        figure.savefig(buffer, format="svg", bbox_inches="tight", dpi=144, metadata={"Date": None})
    svg = _lean(buffer.getvalue())
    for name, colour in COLOURS.items():
        svg = svg.replace(colour.light, f"var(--{name})")
    head, _, body = svg.partition(">")
    return f"{head}>{_theme()}{body}"


def _lean(svg: str) -> str:
    """The same picture in half the bytes: an animation is many of them."""
    svg = svg[svg.index("<svg") :]  # the prologue names a document type by its web address
    svg = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->|\s*\n\s*", " ", svg, flags=re.DOTALL)
    svg = re.sub(r' id="[a-z0-9]+_\d+"|;? ?stroke-(linejoin: miter|dashoffset: 0)', "", svg)
    svg = re.sub(r"<g> (<(?:path|use) [^<>]*/>) </g>", r"\1", svg)
    return re.sub(r' d="[^"]+"', lambda path: re.sub(r"(\.\d)\d+", r"\1", path[0]), svg)


def _theme() -> str:
    light, dark = (
        ";".join(f"--{name}:{colour[theme]}" for name, colour in COLOURS.items())
        for theme in (0, 1)
    )
    return f"<style>svg{{{light}}}@media (prefers-color-scheme:dark){{svg{{{dark}}}}}</style>"


def axes(ax: Axes | None, size: tuple[float, float] | None = None) -> Axes:
    """``ax``, or the axes of a new figure in the house style."""
    if ax is not None:
        return ax
    with mpl.rc_context(RC):
        return plt.subplots(figsize=size)[1]
