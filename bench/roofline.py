"""The roofline: what a processor could do with each convolution, and what it did.

A computation that needs few operations a byte waits for memory; one that needs many waits for
arithmetic. Points above the roof have spared themselves multiplications: Winograd, FFT.

Source: Williams, Waterman and Patterson 2009, "Roofline", doi:10.1145/1498765.1498785.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np


def sgemm_peak() -> float:
    """GFLOP/s of a product of two 1536×1536 matrices, the best of ten."""
    a = np.random.default_rng(0).standard_normal((1536, 1536), np.float32)
    out = np.empty_like(a)
    return 2 * 1536**3 / _fastest(lambda: np.matmul(a, a, out=out)) / 1e9


def bandwidth() -> float:
    """GB/s of a copy of 256 MiB: read once, written once."""
    source = np.ones(2**26, np.float32)
    target = np.ones_like(source)
    return 2 * source.nbytes / _fastest(lambda: np.copyto(target, source)) / 1e9


def draw(
    path: Path, figures: Mapping[str, Mapping[str, float]], peak: float, memory: float
) -> None:
    """Write the picture to ``path``, an SVG."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 5), layout="constrained")
    axes = figure.subplots()
    low, high = 0.5, 600.0
    intensity = np.geomspace(low, high, 200)
    axes.loglog(intensity, np.minimum(peak, memory * intensity), color="0.3", label="roof")
    for name, row in figures.items():
        axes.plot(row["intensity"], row["GFLOP/s"], "o", color="C0")
        axes.annotate(
            name.split()[0],
            (row["intensity"], row["GFLOP/s"]),
            xytext=(4, 4),
            textcoords="offset points",
            fontsize=9,
        )
    axes.set(
        xlabel="operations a byte (of the definition)",
        ylabel="GFLOP/s (of the definition)",
        title=f"Convolutions forward; sgemm {peak:.0f} GFLOP/s, copying {memory:.0f} GB/s",
        xlim=(low, high),
    )
    figure.savefig(path, metadata={"Date": None})


def _fastest(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(10):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return min(taken)
