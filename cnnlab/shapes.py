"""Shapes: the arithmetic of output sizes, and the error that explains a wrong one.

Output size of a convolution or a pooling along one axis (Dumoulin and Visin 2016,
arXiv:1603.07285):

    extent = d (k - 1) + 1                    what a dilated kernel covers
    output = ⌊(m + p_left + p_right - extent) / s⌋ + 1

with m the input size, k the kernel size, s the stride, p the padding, d the dilation.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, cast

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


def pair(value: IntOrPair, name: str, *, operation: str, minimum: int = 1) -> Pair:
    """``value`` as (vertical, horizontal); one number stands for both.

    Raises ShapeError unless it is one or two whole numbers of at least ``minimum``.
    """
    items = tuple(value) if isinstance(value, Iterable) else (value, value)
    if len(items) == 2 and all(is_whole(i) and i >= minimum for i in items):
        return int(items[0]), int(items[1])
    raise ShapeError(
        f"{operation}: {name} cannot be used",
        expected=f"{name} a whole number ≥ {minimum}, or a pair of them (vertical, horizontal)",
        got=f"{name} = {value!r}",
    )


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
    if isinstance(padding, str):
        if padding not in ("valid", "same", "full"):
            raise ShapeError(
                f"{operation}: this padding has no meaning",
                expected='"valid", "same", "full", a number, or a pair of numbers',
                got=f"padding = {padding!r}",
            )
        if padding == "same" and stride != (1, 1):
            raise ShapeError(
                f'{operation}: padding "same" is for stride 1',
                expected="stride 1",
                got=f"stride = {stride}",
                hint="with a stride, give the padding as a number",
            )
        return cast(
            "tuple[Pair, Pair]",
            tuple(scheme_padding(padding, k, d) for k, d in zip(kernel, dilation, strict=True)),
        )
    vertical, horizontal = pair(padding, "padding", operation=operation, minimum=0)
    return (vertical, vertical), (horizontal, horizontal)


def scheme_padding(scheme: PaddingMode, kernel: int, dilation: int = 1) -> Pair:
    """Zeros (before, after) along one axis of length-k kernels: 0, k - 1 in all, or 2 (k - 1)."""
    reach = dilation * (kernel - 1)
    if scheme == "valid":
        return 0, 0
    if scheme == "full":
        return reach, reach
    return reach // 2, reach - reach // 2
