"""What a convolution asks of its arrays, in any number of dimensions."""

from __future__ import annotations

from cnnlab.ops.arrays import Array, axes, floating, given
from cnnlab.shapes import ShapeError, is_whole

SPACE = {1: ("W", "L"), 2: ("H W", "K L"), 3: ("D H W", "J K L")}  # an input's axes, a kernel's


def convolvable(
    operation: str, dimensions: int, x: Array, weight: Array, bias: Array | None, groups: int
) -> None:
    """Raise ShapeError unless x (N, C, ...), weight (O, C/G, ...) and bias (O,) fit together."""
    _ranks(operation, dimensions, "O C/G", x, weight, bias)
    o, c = weight.shape[:2]
    _divides(operation, groups, o, "output")
    _channels(operation, dimensions, x, weight, c * groups, groups)
    _one_an_output(operation, bias, o)


def transposable(
    operation: str, dimensions: int, x: Array, weight: Array, bias: Array | None, groups: int
) -> None:
    """Raise ShapeError unless x (N, C, ...), weight (C, O/G, ...) and bias (O,) fit together."""
    _ranks(operation, dimensions, "C O/G", x, weight, bias)
    c, o = weight.shape[:2]
    _divides(operation, groups, c, "input")
    _channels(operation, dimensions, x, weight, c, groups)
    _one_an_output(operation, bias, o * groups)


def _ranks(
    operation: str, dimensions: int, ends: str, x: Array, weight: Array, bias: Array | None
) -> None:
    space, kernel = SPACE[dimensions]
    floating(operation, x=x, weight=weight, **given(bias=bias))
    axes(operation, f"N C {space}", x=x)
    axes(operation, f"{ends} {kernel}", weight=weight)
    if 0 in weight.shape[2:]:
        raise ShapeError(
            f"{operation}: the kernel has no weights",
            expected=f"weight ({', '.join([*ends.split(), *kernel.split()])}), "
            f"{kernel.replace(' ', ', ')} at least 1",
            got=f"weight {weight.shape}",
        )


def _divides(operation: str, groups: int, channels: int, which: str) -> None:
    if not is_whole(groups) or groups < 1 or channels % groups:
        raise ShapeError(
            f"{operation}: the {which} channels cannot be divided into these groups",
            expected=f"groups ≥ 1 that divide the {channels} {which} channels",
            got=f"groups = {groups!r}",
        )


def _channels(
    operation: str, dimensions: int, x: Array, weight: Array, wanted: int, groups: int
) -> None:
    if x.shape[1] != wanted:
        shape = ", ".join(["N", str(wanted), *SPACE[dimensions][0].split()])
        first = ", ".join(map(str, [0, dimensions + 1, *range(1, dimensions + 1)]))
        raise ShapeError(
            f"{operation}: channels of x and weight differ",
            expected=f"x ({shape}) for weight {weight.shape}"
            + (f" in {groups} groups" if groups > 1 else ""),
            got=f"x {x.shape}",
            hint=f"x looks channels-last: x.transpose({first})" if x.shape[-1] == wanted else "",
        )


def _one_an_output(operation: str, bias: Array | None, channels: int) -> None:
    if bias is not None and bias.shape != (channels,):
        raise ShapeError(
            f"{operation}: bias has not one number an output channel",
            expected=f"bias ({channels},)",
            got=f"bias {bias.shape}",
        )
