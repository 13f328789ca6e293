"""Shapes: the arithmetic of output sizes, and the error that explains a wrong one.

Output size of a convolution or a pooling along one axis (Dumoulin and Visin 2016,
arXiv:1603.07285):

    extent = d (k - 1) + 1                    what a dilated kernel covers
    output = ⌊(m + p_left + p_right - extent) / s⌋ + 1

with m the input size, k the kernel size, s the stride, p the padding, d the dilation.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

Pair = tuple[int, int]
IntOrPair = int | tuple[int, int]
PaddingMode = Literal["valid", "same", "full"]
Padding = int | tuple[int, int] | PaddingMode


class ExplainedError(ValueError):
    """An error that says four things.

    The operation and what is wrong, what was expected, what came, and, where one is likely, how to
    mend it.
    """

    def __init__(self, problem: str, *, expected: object, got: object, hint: str = "") -> None:
        self.problem, self.expected, self.got, self.hint = problem, expected, got, hint
        lines = [problem, f"  expected {expected}", f"  got      {got}"]
        if hint:
            lines.append(f"  hint     {hint}")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[object, ...]:  # the default would lose the keyword arguments
        return _rebuild, (type(self), self.problem, self.expected, self.got, self.hint)


def _rebuild(
    kind: type[ExplainedError], problem: str, expected: object, got: object, hint: str
) -> ExplainedError:
    return kind(problem, expected=expected, got=got, hint=hint)


class ShapeError(ExplainedError):
    """An operation was given something that it cannot work on."""


def per_axis(
    value: int | tuple[int, ...], axes: int, name: str, *, operation: str, minimum: int = 1
) -> tuple[int, ...]:
    """``value`` as a number for each of 1, 2 or 3 axes; one number stands for all.

    Raises ShapeError unless they are whole numbers of at least ``minimum``.
    """
    items = tuple(value) if isinstance(value, Iterable) else (value,) * axes
    if len(items) == axes and all(is_whole(i) and i >= minimum for i in items):
        return tuple(int(i) for i in items)
    several = ("", ", or a pair of them (vertical, horizontal)", ", or three of them, depth first")
    raise ShapeError(
        f"{operation}: {name} cannot be used",
        expected=f"{name} a whole number ≥ {minimum}{several[axes - 1]}",
        got=f"{name} = {value!r}",
    )


def pair(value: IntOrPair, name: str, *, operation: str, minimum: int = 1) -> Pair:
    """``value`` as (vertical, horizontal); one number stands for both.

    Raises ShapeError unless it is one or two whole numbers of at least ``minimum``.
    """
    vertical, horizontal = per_axis(value, 2, name, operation=operation, minimum=minimum)
    return vertical, horizontal


def is_whole(value: object) -> bool:
    """True for Python and NumPy integers; False for booleans and floats."""
    return hasattr(value, "__index__") and not isinstance(value, bool)


def kernel_extent(kernel: int, dilation: int = 1) -> int:
    """How many input elements a dilated kernel spans along one axis."""
    return dilation * (kernel - 1) + 1


def output_size(
    size: int,
    kernel: int,
    stride: int = 1,
    padding: int | Pair = 0,
    dilation: int = 1,
    *,
    operation: str = "output_size",
) -> int:
    """Length of the output along one axis.

    ``padding`` is a number for both ends, or (before, after). A last step that does not fit is
    dropped, as in torch.

    Raises ShapeError where the kernel is larger than the padded input.
    """
    before, after = padding if isinstance(padding, tuple) else (padding, padding)
    padded, extent = size + before + after, kernel_extent(kernel, dilation)
    if extent > padded:
        raise ShapeError(
            f"{operation}: the kernel is larger than the padded input",
            expected=f"an extent of at most {padded} (input {size}, padding {before} + {after})",
            got=f"{extent} (kernel {kernel}, dilation {dilation})",
            hint="pad more, or use a smaller kernel or dilation",
        )
    return (padded - extent) // stride + 1


def transposed_size(
    size: int,
    kernel: int,
    stride: int = 1,
    padding: int = 0,
    output_padding: int = 0,
    dilation: int = 1,
    *,
    operation: str = "transposed_size",
) -> int:
    """Length of a transposed convolution's output along one axis.

        (m - 1) s + d (k - 1) + 1 - 2p + output_padding

    A convolution leaves several input sizes the same output size, where steps do not fit;
    ``output_padding`` says which of them it is.

    Raises ShapeError where nothing is left, or ``output_padding`` is as large as both the stride
    and the dilation.
    """
    if output_padding >= max(stride, dilation):
        raise ShapeError(
            f"{operation}: output_padding is too large",
            expected=f"output_padding below the stride or the dilation, {max(stride, dilation)}",
            got=f"output_padding = {output_padding}",
        )
    length = (size - 1) * stride + kernel_extent(kernel, dilation) - 2 * padding + output_padding
    if length < 1:
        raise ShapeError(
            f"{operation}: the padding cuts everything off",
            expected="an output of at least 1",
            got=f"{length} (input {size}, kernel {kernel}, stride {stride}, padding {padding})",
        )
    return length


def fits(size: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> bool:
    """True where the steps end exactly at the padded input's edge: nothing is dropped."""
    slack = size + 2 * padding - kernel_extent(kernel, dilation)
    return slack >= 0 and slack % stride == 0


def resolve_padding(
    padding: Padding, kernel: Pair, stride: Pair, dilation: Pair, *, operation: str
) -> tuple[Pair, Pair]:
    """Zeros to add: ((above, below), (left, right)).

    ``"valid"`` adds none. ``"same"`` keeps the size (stride 1 only; the odd zero of an even kernel
    goes after, as in torch). ``"full"`` lets every input element meet every weight.
    """
    vertical, horizontal = resolve_paddings(padding, kernel, stride, dilation, operation=operation)
    return vertical, horizontal


def resolve_paddings(
    padding: int | tuple[int, ...] | PaddingMode,
    kernel: tuple[int, ...],
    stride: tuple[int, ...],
    dilation: tuple[int, ...],
    *,
    operation: str,
) -> tuple[Pair, ...]:
    """``resolve_padding`` along any number of axes: (before, after) for each."""
    if isinstance(padding, str):
        if padding not in ("valid", "same", "full"):
            numbers = ("a number", "a number, or a pair of numbers", "a number, or three numbers")
            raise ShapeError(
                f"{operation}: this padding has no meaning",
                expected=f'"valid", "same", "full", {numbers[len(kernel) - 1]}',
                got=f"padding = {padding!r}",
            )
        if padding == "same" and any(s != 1 for s in stride):
            raise ShapeError(
                f'{operation}: padding "same" is for stride 1',
                expected="stride 1",
                got=f"stride = {stride}",
                hint="with a stride, give the padding as a number",
            )
        return tuple(scheme_padding(padding, k, d) for k, d in zip(kernel, dilation, strict=True))
    zeros = per_axis(padding, len(kernel), "padding", operation=operation, minimum=0)
    return tuple((z, z) for z in zeros)


def scheme_padding(scheme: PaddingMode, kernel: int, dilation: int = 1) -> Pair:
    """Zeros (before, after) along one axis of length-k kernels: 0, k - 1 in all, or 2 (k - 1)."""
    reach = dilation * (kernel - 1)
    if scheme == "valid":
        return 0, 0
    if scheme == "full":
        return reach, reach
    return reach // 2, reach - reach // 2
