"""Modules by name, and networks that part into branches and meet again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce

import numpy as np

from cnnlab.nn.module import Held, Module
from cnnlab.nn.sizes import takes
from cnnlab.nn.window import Shape, Step, Window
from cnnlab.ops.arrays import Array
from cnnlab.shapes import ShapeError


def named(
    container: str, layers: tuple[Module, ...], by_name: Mapping[str, Module]
) -> dict[str, Module]:
    """The modules under their names, or "0", "1", ...

    Raises TypeError for what is not a Module, ValueError for one that stands in it twice, or where
    some have names and some have not.
    """
    if layers and by_name:
        raise ValueError(f"{container}: give all of its modules names, or none")
    modules = dict(by_name) or {str(i): layer for i, layer in enumerate(layers)}
    for layer in modules.values():
        if not isinstance(layer, Module):
            raise TypeError(f"{container} takes modules, not {type(layer).__name__}: {layer!r}")
    if len({id(layer) for layer in modules.values()}) < len(modules):
        raise ValueError(f"{container}: the same layer stands in it twice; make two layers")
    return modules


class Identity(Module):
    """What comes in goes out."""

    def forward(self, x: Array) -> Array:
        """x."""
        return x

    def backward(self, dy: Array) -> Array:
        """dy."""
        return dy

    def steps(self, shape: Shape, seen: Window | None = None, name: str = "") -> Iterator[Step]:
        return iter(())  # nothing is done


class Branches(Module):
    """Modules that all see the same x, and whose outputs meet."""

    def branches(self) -> tuple[tuple[str, Module], ...]:
        """The branches, with their names."""
        return tuple(self.children())

    def multiply_adds(self, shape: Shape) -> int:
        return sum(branch.multiply_adds(shape) for _, branch in self.branches())

    def window(self, shape: Shape) -> Window:
        return reduce(Window.beside, (branch.window(shape) for _, branch in self.branches()))

    def steps(self, shape: Shape, seen: Window | None = None, name: str = "") -> Iterator[Step]:
        for own, branch in self.branches():
            yield from branch.steps(shape, seen, f"{name}.{own}".strip("."))


class Concat(Branches):
    """The branches' outputs as one, channels after channels.

    With an Identity among the branches, the input itself is carried past the others, as in a U-Net.
    """

    def __init__(self, *branches: Module, **by_name: Module) -> None:
        self._children = named("Concat", branches, by_name)
        if not self._children:
            raise ValueError("Concat: without a branch there is nothing to put together")

    def children(self) -> Iterator[tuple[str, Module]]:
        return iter(self._children.items())

    def up_to(self, name: str) -> Module:
        own, _, rest = name.partition(".")
        return self._children[own].up_to(rest) if name else self

    def forward(self, x: Array) -> Array:
        """x (N, C, ...) → y (N, ΣC, ...)."""
        parts = [branch(x) for branch in self._children.values()]
        _meet("Concat", [_apart(part.shape) for part in parts])
        parts = [np.moveaxis(part, 1, -1) for part in parts]
        self._keep([part.shape[-1] for part in parts])
        return np.moveaxis(np.concatenate(parts, axis=-1), -1, 1)  # in channels-last memory

    def backward(self, dy: Array) -> Array:
        """dy (N, ΣC, ...) → dx (N, C, ...)."""
        ends = np.cumsum(self._take())[:-1]
        parts = zip(self._children.values(), np.split(dy, ends, axis=1), strict=True)
        return _sum([branch.backward(part) for branch, part in parts])

    def output_shape(self, shape: Shape) -> Shape:
        shapes = [branch.output_shape(shape) for branch in self._children.values()]
        _meet("Concat", [_apart(each) for each in shapes])
        return shape[0], sum(each[1] for each in shapes), *shapes[0][2:]


class Residual(Branches):
    """y = after(body(x) + shortcut(x)): the body learns what to change.

    The shortcut is x itself unless given. In the state dictionary the body's layers stand by their
    own names, and the shortcut as "downsample", as in torchvision.

    Source: He et al. 2016, "Deep Residual Learning for Image Recognition", arXiv:1512.03385,
    equations 1 and 2.
    """

    def __init__(
        self, body: Module, shortcut: Module | None = None, after: Module | None = None
    ) -> None:
        self.body, self.shortcut, self.after = body, shortcut or Identity(), after or Identity()

    def children(self) -> Iterator[tuple[str, Module]]:
        inside = list(self.body.children())
        yield from inside or [("body", self.body)]
        yield "downsample", self.shortcut
        yield "after", self.after

    def modules(self) -> Iterator[Module]:
        yield self
        for part in (self.body, self.shortcut, self.after):  # the body may keep things of its own
            yield from part.modules()

    def _named(self, kind: type[Held], prefix: str) -> Iterator[tuple[str, Held]]:
        (own, _), _ = self.branches()
        parts = (own, self.body), ("downsample", self.shortcut), ("after", self.after)
        for name, part in parts:
            yield from part._named(kind, f"{prefix}{name}." if name else prefix)

    def branches(self) -> tuple[tuple[str, Module], ...]:
        inside = any(self.body.children())
        return ("" if inside else "body", self.body), ("downsample", self.shortcut)

    def up_to(self, name: str) -> Module:
        own, _, rest = name.partition(".")
        if own == "downsample":
            return self.shortcut.up_to(rest)
        if own in ("", "after"):
            return self
        return self.body.up_to(rest if own == "body" else name)

    def forward(self, x: Array) -> Array:
        """Both branches of x, added."""
        y, past = self.body(x), self.shortcut(x)
        _meet("Residual", [y.shape, past.shape])
        return self.after(y + past)

    def backward(self, dy: Array) -> Array:
        """dy handed to both branches, and what they hand back, added."""
        dy = self.after.backward(dy)
        return _sum([self.body.backward(dy), self.shortcut.backward(dy)])

    def output_shape(self, shape: Shape) -> Shape:
        shapes = [branch.output_shape(shape) for _, branch in self.branches()]
        _meet("Residual", shapes)
        return self.after.output_shape(shapes[0])

    def window(self, shape: Shape) -> Window:
        return super().window(shape).then(self.after.window(self.body.output_shape(shape)))

    def steps(self, shape: Shape, seen: Window | None = None, name: str = "") -> Iterator[Step]:
        yield from super().steps(shape, seen, name)
        met = (seen or Window()).then(super().window(shape))
        yield from self.after.steps(self.body.output_shape(shape), met, f"{name}.after".strip("."))


def _apart(shape: Shape) -> Shape:
    """A shape (N, C, ...) without its channels. Raises ShapeError where it has none."""
    if len(shape) < 2:
        takes("Concat", "N C", shape)
    return shape[0], *shape[2:]


def _meet(container: str, shapes: list[Shape]) -> None:
    """Raise ShapeError unless all are the same."""
    if len(set(shapes)) > 1:
        raise ShapeError(
            f"{container}: the branches end in different shapes",
            expected=f"{shapes[0]} from each",
            got=", ".join(str(shape) for shape in shapes),
            hint="the branches' strides, paddings or channels differ",
        )


def _sum(parts: list[Array]) -> Array:
    """All of them added."""
    total: Array = reduce(np.add, parts)
    return total
