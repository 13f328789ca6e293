"""Drawings that several chapters share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes

from cnnlab.viz import style

Node = tuple[float, float, str]  # x, y, what is written in it
Edge = tuple[str, str, str, str]  # from, to, the value that goes forward, the gradient that returns


def draw_graph(ax: Axes, nodes: Mapping[str, Node], edges: Sequence[Edge]) -> Axes:
    """A computation as a graph: values above its edges, gradients below them, in brackets."""
    for start, end, value, gradient in edges:
        (x0, y0, _), (x1, y1, _) = nodes[start], nodes[end]
        ax.plot([x0, x1], [y0, y1], "-", color=style.MUTED, lw=1.2, zorder=1)
        x, y = x0 + 0.36 * (x1 - x0), y0 + 0.36 * (y1 - y0)  # nearer to where the value comes from
        look = {"ha": "center", "fontsize": 9.5, "zorder": 3}
        ax.text(x, y + 0.05, value, color=style.INK, va="bottom", **look)
        if gradient:
            ax.text(x, y - 0.05, f"({gradient})", color=style.NEGATIVE, va="top", **look)
    for x, y, label in nodes.values():
        box = {"boxstyle": "round,pad=0.35", "fc": style.PAPER, "ec": style.POSITIVE, "lw": 1.5}
        ax.text(x, y, label, ha="center", va="center", color=style.INK, bbox=box, zorder=2)
    xs, ys = [[node[axis] for node in nodes.values()] for axis in (0, 1)]
    ax.set(xlim=(min(xs) - 0.5, max(xs) + 0.5), ylim=(min(ys) - 0.5, max(ys) + 0.5))
    ax.axis("off")
    return ax
