"""What a network is made of, layer by layer, from shapes alone: nothing is computed or allocated.

multiply-adds      products that the layer sums up; half of the "operations" that some count
activations        bytes of the layer's output, in the parameters' precision
receptive field    how many of the network's inputs an output sees, (vertical, horizontal)
jump               how far apart, in the input, neighbouring outputs look
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any, NamedTuple

from cnnlab.nn import Module
from cnnlab.nn.sizes import of_input
from cnnlab.nn.window import Shape, Step


class Row(NamedTuple):
    """One layer."""

    name: str
    layer: str
    output_shape: Shape
    parameters: int
    multiply_adds: int
    activation_bytes: int
    receptive_field: Shape
    jump: tuple[int | Fraction, ...]


HEADS = ("layer", "", "output", "parameters", "multiply-adds", "activations", "sees", "jump")


@dataclass(frozen=True)
class Summary:
    """A table of a network's layers; ``print`` it, or take its records."""

    rows: tuple[Row, ...]
    input_shape: Shape

    @property
    def parameters(self) -> int:
        """How many numbers are learned."""
        return sum(row.parameters for row in self.rows)

    @property
    def multiply_adds(self) -> int:
        """Of one forward pass."""
        return sum(row.multiply_adds for row in self.rows)

    @property
    def activation_bytes(self) -> int:
        """Of all layers' outputs together, as training keeps them."""
        return sum(row.activation_bytes for row in self.rows)

    def records(self) -> list[dict[str, Any]]:
        """A dictionary a layer, for ``pandas.DataFrame`` and the like."""
        return [row._asdict() for row in self.rows]

    def to_json(self) -> str:
        """The records and totals as JSON."""
        totals = {
            "input_shape": self.input_shape,
            "parameters": self.parameters,
            "multiply_adds": self.multiply_adds,
            "activation_bytes": self.activation_bytes,
        }
        return json.dumps(totals | {"layers": self.records()}, indent=1, default=float)

    def to_markdown(self) -> str:
        """A table for a page of text; notebooks show it so."""
        head, *lines, last = self._cells()
        ruler = ["---", "---", "---", "--:", "--:", "--:", "---", "---"]
        last = [f"**{cell}**" if cell else "" for cell in last]
        return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ruler, *lines, last))

    _repr_markdown_ = to_markdown

    def __str__(self) -> str:
        cells = self._cells()
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = ["  ".join(map(_aligned, range(8), line, widths)).rstrip() for line in cells]
        return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:-1], "", lines[-1]])

    def _cells(self) -> list[list[str]]:
        """The table as text, head first and totals last."""
        totals = (
            f"{self.parameters:,}",
            f"{self.multiply_adds:,}",
            _bytes(self.activation_bytes),
        )
        lines = [
            [
                row.name,
                row.layer,
                "×".join(map(str, row.output_shape[1:])),
                f"{row.parameters:,}",
                f"{row.multiply_adds:,}",
                _bytes(row.activation_bytes),
                "×".join(map(str, row.receptive_field)),
                "×".join(map(str, row.jump)),
            ]
            for row in self.rows
        ]
        sees = "×".join(map(str, self.input_shape))
        return [list(HEADS), *lines, ["total", "", f"for {sees}", *totals, "", ""]]


def summary(model: Module, input_shape: Iterable[int]) -> Summary:
    """The layers of ``model`` at work on an input of ``input_shape``: (N, C, H, W), or (N, ...).

    Raises ShapeError for an input that the network cannot take.
    """
    shape = of_input("summary", input_shape)
    itemsize = max((parameter.dtype.itemsize for parameter in model.parameters()), default=4)
    return Summary(
        tuple(_row(step, itemsize, len(shape) - 2) for step in model.steps(shape)), shape
    )


def _row(step: Step, itemsize: int, axes: int) -> Row:
    extent, stride, _ = step.window if step.window.extent else ((1,) * axes, (1,) * axes, ())
    return Row(
        step.name,
        type(step.layer).__name__,
        step.output_shape,
        sum(parameter.size for parameter in step.layer.parameters()),
        step.layer.multiply_adds(step.input_shape),
        prod(step.output_shape) * itemsize,
        tuple(-int(-seen // 1) for seen in extent),  # rounded up: whole inputs are seen
        stride,
    )


def _aligned(column: int, text: str, width: int) -> str:
    """Numbers to the right, words to the left."""
    return text.rjust(width) if 3 <= column <= 5 else text.ljust(width)


def _bytes(count: int) -> str:
    """In the unit that leaves one to three digits before the point."""
    size, unit = float(count), "B"
    for larger in ("KiB", "MiB", "GiB"):
        if size < 1024:
            break
        size, unit = size / 1024, larger
    return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
