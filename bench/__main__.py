"""``make bench``, or ``cnnlab bench conv|layers|train|growth|gpu [--threads 2] [--json FILE]``."""

from __future__ import annotations

import argparse
import json
import os
import platform
from pathlib import Path
from typing import Any

CONV = {
    "engine": "engine:",
    "forward ours/default": "fwd/def:.2f",
    "forward ours/best": "fwd/best:.2f",
    "both ours/default": "both/def:.2f",
    "both ours/best": "both/best:.2f",
    "forward ms": "fwd ms:.2f",
    "GFLOP/s": "GFLOP/s:.0f",
    "error": "error:.0e",
    "im2col/ours": "im2col:.1f",
    "im2col both/ours": "both:.1f",
    "windows/ours": "einsum:.1f",
}
LAYERS = {
    "forward ours/default": "fwd/def:.2f",
    "forward ours/best": "fwd/best:.2f",
    "both ours/default": "both/def:.2f",
    "both ours/best": "both/best:.2f",
    "ms": "fwd ms:.2f",
}
TRAIN = {
    "ours/default": "/default:.2f",
    "ours/best": "/best:.2f",
    "ms": "ms:.1f",
    "MiB ours": "MiB:.0f",
    "MiB default": "torch:.0f",
    "MiB last": "torch last:.0f",
}
GROWTH = {"ms": "ms:.2f", "times": "times:.1f", "work": "work:.1f", "MiB": "MiB:.0f"}

GPU = {"images/s": "images/s:.0f", "TFLOP/s": "TFLOP/s:.1f", "of peak": "of peak:.0%"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="cnnlab bench", description=__doc__)
    parts = ("conv", "layers", "train", "growth", "gpu", "grading")
    parser.add_argument(
        "part",
        nargs="*",
        choices=[*parts, []],
        metavar="part",
        help=f"of {', '.join(parts)}; default: the first three",
    )
    parser.add_argument("--threads", type=int, default=1, help="for ours and for torch")
    parser.add_argument("--rounds", type=int, default=7, help="turns each candidate takes")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    parser.add_argument("--roofline", type=Path, help="draw the convolutions there, as SVG")
    arguments = parser.parse_args()
    wanted = arguments.part or parts[:3]
    # A choice of kernels in the environment would bind NumPy and not torch.
    os.environ.pop("OPENBLAS_CORETYPE", None)
    # Read when the libraries are loaded. torch's threads are OpenMP's; ours are not BLAS's.
    os.environ["OMP_NUM_THREADS"], os.environ["OPENBLAS_NUM_THREADS"] = str(arguments.threads), "1"
    figures: dict[str, Any] = {}
    if set(wanted) - {"grading"}:
        figures["machine"] = _begin(arguments.threads)
    if "conv" in wanted:
        figures |= _conv(arguments.rounds, arguments.roofline)
    if "layers" in wanted:
        from bench import layers, tables

        figures["layers"] = layers.measure(rounds=arguments.rounds)
        print("\n" + tables.table("layer", figures["layers"], LAYERS))
    if "train" in wanted:
        from bench import tables, train

        figures["train"] = train.measure(rounds=arguments.rounds)
        print("\n" + tables.table("training step", figures["train"], TRAIN))
    if "growth" in wanted:
        from bench import growth, tables

        figures["growth"] = growth.measure(rounds=arguments.rounds)
        for axis, rows in figures["growth"].items():
            print("\n" + tables.table(axis, rows, GROWTH))
    if "gpu" in wanted:
        figures["gpu"] = _gpu()
    if "grading" in wanted:
        from bench import grading

        figures["grading"] = grading.measure()
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


def _begin(threads: int) -> dict[str, Any]:
    """Set the threads of everyone, and say what runs."""
    import numpy as np
    import torch
    from threadpoolctl import threadpool_info

    import cnnlab
    from bench import roofline

    torch.set_num_threads(threads)
    cnnlab.set_threads(threads)
    kernels = {b["architecture"] for b in threadpool_info() if "architecture" in b}
    machine = {
        "processor": platform.machine(),
        "threads": threads,
        "numpy": np.__version__,
        "OpenBLAS": "/".join(sorted(kernels)),
        "torch": torch.__version__,
        "sgemm GFLOP/s": roofline.sgemm_peak(),
        "copy GB/s": roofline.bandwidth(),
    }
    print(
        ", ".join(
            f"{k} {v:.0f}" if isinstance(v, float) else f"{k} {v}" for k, v in machine.items()
        )
    )
    print("Ratios are our time over torch's, medians of turns: below 1, ours is faster.\n")
    return machine


def _conv(rounds: int, picture: Path | None) -> dict[str, Any]:
    from bench import conv, roofline, tables
    from bench.shapes import APART, SHAPES

    rows = {shape.name: conv.measure(shape, rounds=rounds) for shape in SHAPES + APART}
    print(tables.table("convolution", rows, CONV))
    ratios = [name for name in CONV if "ours/" in name]
    names = [shape.name for shape in SHAPES]
    mean = {column: tables.geometric_mean(rows, names, column) for column in ratios}
    print(tables.table("", {"geometric mean of the 13": mean}, CONV).split("\n")[1])
    loops = conv.against_the_definition(rounds=rounds)
    print("The last three columns: textbooks' im2col and einsum, their time over ours.")
    print(f"The loops that define it take {loops:.0f} times as long (2×3×12×10, 4 kernels 3×3).")
    if picture:
        roofline.draw(picture, rows, roofline.sgemm_peak(), roofline.bandwidth())
    return {"conv": rows, "geometric mean": mean, "loops": loops}


def _gpu() -> dict[str, Any]:
    import torch

    from bench import gpu, tables

    if not torch.accelerator.is_available():
        print("\ngpu: there is none here")
        return {}
    device = torch.accelerator.current_accelerator()
    rows = gpu.measure(str(device))
    print("\n" + tables.table(f"training on {device}", rows, GPU))
    return rows


if __name__ == "__main__":
    main()
