"""One layer after another."""

from __future__ import annotations

from collections.abc import Iterator

from cnnlab.nn.module import Module
from cnnlab.ops.arrays import Array


class Sequential(Module):
    """The first module's output is the second's input, and so on.

    Its children are named "0", "1", ... ``model[i]`` is the i-th, ``model[:i]`` the network up to
    there, of the same layers.

    Raises TypeError for what is not a Module, ValueError for a layer that stands in it twice.
    """

    def __init__(self, *layers: Module) -> None:
        for layer in layers:
            if not isinstance(layer, Module):
                raise TypeError(f"Sequential takes modules, not {type(layer).__name__}: {layer!r}")
        if len({id(layer) for layer in layers}) < len(layers):
            raise ValueError("Sequential: the same layer stands in it twice; make two layers")
        self.layers = layers

    def forward(self, x: Array) -> Array:
        """The last layer's output."""
        for layer in self.layers:
            x = layer(x)
        return x

    def backward(self, dy: Array) -> Array:
        """dy handed back through the layers, the last one first."""
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
        return dy

    def children(self) -> Iterator[tuple[str, Module]]:
        return ((str(i), layer) for i, layer in enumerate(self.layers))

    def __len__(self) -> int:
        return len(self.layers)

    def __iter__(self) -> Iterator[Module]:
        return iter(self.layers)

    def __getitem__(self, index: int | slice) -> Module:
        return Sequential(*self.layers[index]) if isinstance(index, slice) else self.layers[index]
