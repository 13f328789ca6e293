"""Signals, learning curves and bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from cnnlab.viz import style


def plot_signal(
    values: ArrayLike, *, ax: Axes | None = None, label: str = "", dots: bool = False
) -> Axes:
    """Draw a sequence (T,) against its index: a line, or ``dots`` for raw measurements.

    Call it again with the same ``ax`` to lay signals over each other.
    """
    ax = style.axes(ax)
    signal = np.asarray(values, dtype=np.float64)
    look = {"ls": "none", "marker": ".", "color": style.MUTED, "ms": 4.0} if dots else {}
    ax.plot(signal, label=label or None, **look)  # type: ignore[arg-type]
    if label:
        ax.legend()
    return ax


def plot_curves(
    curves: Mapping[str, ArrayLike],
    *,
    ax: Axes | None = None,
    xlabel: str = "",
    ylabel: str = "",
    log: bool = False,
) -> Axes:
    """Draw one line a name, with a legend: losses, accuracies, timings. ``log`` scales y."""
    ax = style.axes(ax)
    for name, values in curves.items():
        ax.plot(np.asarray(values), label=name)
    ax.set(xlabel=xlabel, ylabel=ylabel, yscale="log" if log else "linear")
    if len(curves) > 1:
        ax.legend()
    return ax


def plot_bars(
    names: Sequence[str],
    values: Sequence[float],
    *,
    ax: Axes | None = None,
    xlabel: str = "",
    log: bool = False,
) -> Axes:
    """Draw lying bars, the first on top, each with its value written at its end."""
    ax = style.axes(ax, (6.0, 0.45 * len(names) + 0.8))
    bars = ax.barh(names, values, color=style.POSITIVE, height=0.6)
    ax.bar_label(
        bars,
        [f"{value:,.6g}" if value < 1e6 else f"{value:,.0f}" for value in values],
        padding=4,
        color=style.INK,
    )
    ax.invert_yaxis()
    ax.set(xlabel=xlabel, xscale="log" if log else "linear")
    ax.margins(x=0.25)
    ax.grid(axis="y", visible=False)
    return ax
