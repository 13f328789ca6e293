"""What im2col and col2im are tried on."""

from __future__ import annotations

from typing import NamedTuple

from .common import Pair


class Patches(NamedTuple):
    """Shapes of an unfolding."""

    n: int = 2
    c: int = 3
    h: int = 5
    w: int = 7
    k: int = 2
    l: int = 3
    stride: int = 1
    padding: int = 0
    dilation: int = 1

    @property
    def how(self) -> tuple[Pair, int, int, int]:
        return (self.k, self.l), self.stride, self.padding, self.dilation

    @property
    def outputs(self) -> Pair:
        (h, w), (k, l), d = (self.h, self.w), (self.k, self.l), self.dilation
        high, wide = (m + 2 * self.padding - d * (z - 1) - 1 for m, z in ((h, k), (w, l)))
        return high // self.stride + 1, wide // self.stride + 1


CHANGES = {
    "right without padding, wrong with it: pad height and width alone, on both sides, and count "
    "it once": {"padding": 0},
    "right at stride 1, wrong at others": {"stride": 1},
    "right without dilation, wrong with it": {"dilation": 1},
    "right for one image, wrong for a batch": {"n": 1},
    "right for one channel, wrong for several": {"c": 1},
}


def easier_cases(case: Patches) -> dict[str, Patches]:
    """Hints, and the case that an answer must pass to get each."""
    square = {
        "right for square kernels: are height and width exchanged somewhere?": {"l": case.k},
        "right for square images: are height and width exchanged somewhere?": {"w": case.h},
        "right where all is square: are height and width exchanged somewhere?": {
            "l": case.k,
            "w": case.h,
        },
    }
    plain = {
        "wrong where several things meet: padding, stride and dilation": {
            "padding": 0,
            "stride": 1,
            "dilation": 1,
        }
    }
    cases = {hint: case._replace(**change) for hint, change in (CHANGES | square | plain).items()}
    return {hint: easy for hint, easy in cases.items() if easy != case and min(easy.outputs) > 0}


def described(case: Patches) -> str:
    s, p, d = case.stride, case.padding, case.dilation
    return f"the result for {case.k} × {case.l}, stride {s}, padding {p}, dilation {d}"
