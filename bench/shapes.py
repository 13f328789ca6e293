"""Thirteen convolutions from real networks, and one with a large kernel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod

from cnnlab.shapes import output_size


@dataclass(frozen=True)
class Shape:
    """One convolution: x (N, C, H, W), weight (O, C/G, K, K)."""

    name: str
    x: tuple[int, int, int, int]
    out_channels: int
    kernel: int
    stride: int = 1
    padding: int = 0
    dilation: int = 1
    groups: int = 1

    @property
    def geometry(self) -> dict[str, int]:
        names = ("stride", "padding", "dilation", "groups")
        return {name: getattr(self, name) for name in names}

    @property
    def weight(self) -> tuple[int, int, int, int]:
        return self.out_channels, self.x[1] // self.groups, self.kernel, self.kernel

    @property
    def output(self) -> tuple[int, int, int, int]:
        rows, columns = (
            output_size(m, self.kernel, self.stride, self.padding, self.dilation)
            for m in self.x[2:]
        )
        return self.x[0], self.out_channels, rows, columns

    @property
    def multiply_adds(self) -> int:
        """Of the definition; a faster algorithm needs fewer."""
        return prod(self.output) * prod(self.weight[1:])

    @property
    def intensity(self) -> float:
        """Operations a byte: the definition's, over x, weight and y each moved once in float32."""
        return 2 * self.multiply_adds / (4 * (prod(self.x) + prod(self.weight) + prod(self.output)))

    def images(self, n: int) -> Shape:
        """The same for ``n`` images."""
        return replace(self, x=(n, *self.x[1:]))


SHAPES = [
    Shape("S1 LeNet 5×5", (128, 1, 28, 28), 6, 5, padding=2),
    Shape("C1 CIFAR first 3×3", (64, 3, 32, 32), 32, 3, padding=1),
    Shape("L2 LeNet second 5×5", (128, 6, 14, 14), 16, 5),
    Shape("V32 3×3, 32 channels", (64, 32, 32, 32), 32, 3, padding=1),
    Shape("S2 3×3, 64 channels", (64, 64, 32, 32), 64, 3, padding=1),
    Shape("S3 3×3, 128 channels", (32, 128, 16, 16), 128, 3, padding=1),
    Shape("R14 3×3, 256 channels", (32, 256, 14, 14), 256, 3, padding=1),
    Shape("R7 3×3, 512 channels", (32, 512, 7, 7), 512, 3, padding=1),
    Shape("S4 3×3, stride 2", (32, 64, 32, 32), 128, 3, stride=2, padding=1),
    Shape("S5 1×1", (32, 256, 14, 14), 64, 1),
    Shape("S6 depthwise 3×3", (32, 64, 32, 32), 64, 3, padding=1, groups=64),
    Shape("S7 AlexNet 11×11, stride 4", (8, 3, 227, 227), 96, 11, stride=4),
    Shape("S9 3×3, dilation 2", (32, 64, 32, 32), 64, 3, padding=2, dilation=2),
]
APART = [Shape("S8 31×31, one channel", (4, 1, 256, 256), 1, 31, padding=15)]

_base = Shape("", (32, 32, 32, 32), 32, 3, padding=1)
GROWTH = {
    "images": [replace(_base, name=f"{n}", x=(n, 32, 32, 32)) for n in (8, 16, 32, 64, 128)],
    "channels": [
        replace(_base, name=f"{c}", x=(32, c, 32, 32), out_channels=c) for c in (8, 16, 32, 64, 128)
    ],
    "kernel": [replace(_base, name=f"{k}", kernel=k, padding=k // 2) for k in (1, 3, 5, 7, 9)],
    "size": [replace(_base, name=f"{m}", x=(32, 32, m, m)) for m in (8, 16, 32, 64, 128)],
}
