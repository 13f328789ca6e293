"""``make bench``, or ``python -m bench --threads 1 --json FILE``."""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--threads", type=int, default=1, help="for NumPy's BLAS and for torch")
    parser.add_argument("--rounds", type=int, default=7, help="turns each candidate takes")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    arguments = parser.parse_args()
    # A choice of kernels in the environment would bind NumPy and not torch.
    os.environ.pop("OPENBLAS_CORETYPE", None)
    # Both libraries read this when they are loaded.
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = str(arguments.threads)

    import numpy as np
    import torch
    from threadpoolctl import threadpool_info, threadpool_limits

    from bench import conv, step

    torch.set_num_threads(arguments.threads)
    kernels = {b["architecture"] for b in threadpool_info() if "architecture" in b}
    print(
        f"{platform.machine()}, {arguments.threads} thread(s), "
        f"numpy {np.__version__} (OpenBLAS {'/'.join(sorted(kernels))}), "
        f"torch {torch.__version__}; ratios below 1: ours is faster\n"
    )
    columns = ["forward ours/default", "forward ours/best", "both ours/default", "both ours/best"]
    print(f"{'':28}{'forward':>16}{'with backward':>18}{'ours':>10}{'':>10}{'error':>10}")
    print(f"{'shape':28}{'/default':>8}{'/best':>8}{'/default':>10}{'/best':>8}", end="")
    print(f"{'ms':>10}{'GFLOP/s':>10}")
    figures: dict[str, dict[str, float]] = {}
    with threadpool_limits(arguments.threads):
        for shape in conv.SHAPES + conv.APART:
            row = figures[shape.name] = conv.measure(shape, rounds=arguments.rounds)
            print(
                f"{shape.name:28}{row[columns[0]]:8.2f}{row[columns[1]]:8.2f}{row[columns[2]]:10.2f}"
                f"{row[columns[3]]:8.2f}{row['forward ms']:10.2f}{row['GFLOP/s']:10.0f}"
                f"{row['error']:10.0e}",
                flush=True,
            )
        steps = step.measure(rounds=arguments.rounds)
        loops = conv.against_the_definition(rounds=arguments.rounds)
    mean = {
        column: math.exp(
            sum(math.log(figures[s.name][column]) for s in conv.SHAPES) / len(conv.SHAPES)
        )
        for column in columns
    }
    print(f"{'geometric mean of the 13':28}{mean[columns[0]]:8.2f}{mean[columns[1]]:8.2f}", end="")
    print(f"{mean[columns[2]]:10.2f}{mean[columns[3]]:8.2f}")
    print("\ntraining step               ours/default  ours/best   ours ms")
    for name, timings in steps.items():
        ours, best = timings["ours"], min(1.0, timings["channels_last"].ratio)
        figures[name] = {"ours/default": ours.ratio, "ours/best": ours.ratio / best}
        print(f"{name:28}{ours.ratio:12.2f}{ours.ratio / best:11.2f}{ours.seconds * 1e3:10.1f}")
    print(f"\nThe loops that define it take {loops:.0f} times as long (2×3×12×10, 4 kernels 3×3).")
    if arguments.json:
        arguments.json.write_text(
            json.dumps({"figures": figures, "geometric mean": mean, "loops": loops}, indent=1)
            + "\n"
        )


if __name__ == "__main__":
    main()
