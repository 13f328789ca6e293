"""One layer after another."""

from __future__ import annotations

from collections.abc import Iterator

from cnnlab.nn.branches import named
from cnnlab.nn.module import Module
from cnnlab.nn.window import Shape, Step, Window
from cnnlab.ops.arrays import Array


class Sequential(Module):
    """The first module's output is the second's input, and so on.

    Its children are named "0", "1", ..., or by the keywords: ``Sequential(features=..., head=...)``
    has ``model.features``. ``model[i]`` is the i-th, ``model[:i]`` the network up to there, of the
    same layers.

    Raises TypeError for what is not a Module, ValueError for a layer that stands in it twice.
    """

    def __init__(self, *layers: Module, **by_name: Module) -> None:
        self._children = named("Sequential", layers, by_name)

    @property
    def layers(self) -> tuple[Module, ...]:
        """The modules, in order."""
        return tuple(self._children.values())

    def forward(self, x: Array) -> Array:
        """The last layer's output."""
        for layer in self.layers:
            x = layer(x)
        return x

    def backward(self, dy: Array) -> Array:
        """dy handed back through the layers, the last one first."""
        with self._nothing_waits_after_a_failure():
            for layer in reversed(self.layers):
                dy = layer.backward(dy)
        return dy

    def backward_parameters(self, dy: Array) -> None:
        with self._nothing_waits_after_a_failure():
            for layer in reversed(self.layers[1:]):
                dy = layer.backward(dy)
            for first in self.layers[:1]:
                first.backward_parameters(dy)

    def output_shape(self, shape: Shape) -> Shape:
        for layer in self.layers:
            shape = layer.output_shape(shape)
        return shape

    def multiply_adds(self, shape: Shape) -> int:
        return sum(step.layer.multiply_adds(step.input_shape) for step in self.steps(shape))

    def window(self, shape: Shape) -> Window:
        seen = Window()
        for layer in self.layers:
            seen, shape = seen.then(layer.window(shape)), layer.output_shape(shape)
        return seen

    def steps(self, shape: Shape, seen: Window | None = None, name: str = "") -> Iterator[Step]:
        seen = seen or Window()
        for own, layer in self.children():
            yield from layer.steps(shape, seen, f"{name}.{own}".lstrip("."))
            seen, shape = seen.then(layer.window(shape)), layer.output_shape(shape)

    def up_to(self, name: str) -> Module:
        own, _, rest = name.partition(".")
        if not name:
            return self
        upto = self[: list(self._children).index(own) + 1] if own in self._children else None
        if not isinstance(upto, Sequential):
            raise KeyError(name)
        upto._children[own] = self._children[own].up_to(rest)
        return upto

    def children(self) -> Iterator[tuple[str, Module]]:
        return iter(self._children.items())

    def __len__(self) -> int:
        return len(self._children)

    def __iter__(self) -> Iterator[Module]:
        return iter(self.layers)

    def __getitem__(self, index: int | slice) -> Module:
        if not isinstance(index, slice):
            return self.layers[index]
        part = Sequential()
        part._children = dict(list(self._children.items())[index])
        return part

    def __getattr__(self, name: str) -> Module:
        if name in vars(self).get("_children", {}):
            return self._children[name]
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
