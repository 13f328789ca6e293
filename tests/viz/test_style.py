"""The house style: contrast in numbers, SVG that follows the theme, the same bytes each time."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import matplotlib as mpl
import nbformat
import pytest
from nbclient import NotebookClient

from cnnlab import viz
from cnnlab.viz import style
from cnnlab.viz.colours import COLOURS, css_variables
from cnnlab.viz.grids import STRONGEST


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", sorted(COLOURS.keys() - {"paper", "line"}))
def test_every_colour_can_be_read_on_its_paper(name: str, theme: int) -> None:
    least = 4.5 if name in ("ink", "muted") else 3.0
    assert contrast(COLOURS[name][theme], COLOURS["paper"][theme]) >= least


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["positive", "negative"])
def test_a_number_can_be_read_on_the_fullest_cell(name: str, theme: int) -> None:
    tint, paper, ink = (COLOURS[c][theme] for c in (name, "paper", "ink"))
    mixed = "#"
    for i in (1, 3, 5):
        over, under = int(tint[i : i + 2], 16), int(paper[i : i + 2], 16)
        mixed += f"{round(STRONGEST * over + (1 - STRONGEST) * under):02x}"
    assert contrast(ink, mixed) >= 4.5


def test_css_variables_name_both_themes() -> None:
    assert "--ink:light-dark(#1d2430,#e8ecf1);" in css_variables()


def test_svg_follows_the_theme_and_names_no_address_to_load() -> None:
    ax = viz.plot_grid([[1.0, -2.0]])
    svg = viz.to_svg(ax.figure)
    ElementTree.fromstring(svg)
    assert "prefers-color-scheme:dark" in svg
    assert "var(--positive)" in svg
    assert "var(--negative)" in svg
    drawn = svg.partition("</style>")[2]
    assert style.INK not in drawn, "a colour was left fixed"
    addresses = set(re.findall(r'(?:href|src)="([^#"][^"]*)"', svg))
    assert all(address.startswith("data:") for address in addresses)
    assert "<!DOCTYPE" not in svg


def test_the_same_figure_gives_the_same_bytes() -> None:
    one, other = (viz.to_svg(viz.plot_grid([[1.0, 2.0]], title="a").figure) for _ in range(2))
    assert one == other


def test_setup_outside_a_notebook_only_sets_the_style() -> None:
    viz.setup()
    assert mpl.rcParams["axes.spines.top"] is False


def test_setup_in_a_notebook_shows_figures_as_svg() -> None:
    cells = [
        "from cnnlab import viz\nviz.setup()\nfrom matplotlib import pyplot as plt",
        "ax = viz.plot_grid([[1, 2]])",
        "_ = plt.plot([1, 2])",  # the reader's own plots too
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    shown = [cell.outputs for cell in NotebookClient(notebook, timeout=120).execute().cells]
    assert shown[0] == []
    for (output,) in shown[1:]:
        assert set(output.data) == {"text/plain", "image/svg+xml"}
        assert "prefers-color-scheme" in output.data["image/svg+xml"]
