"""What an output of a layer sees of the layer's input, and what it sees of the network's.

Along one axis output p of a layer sees ``extent`` inputs, from p · stride - padding on. One layer
after another is again such a window (``first.then(second)``):

    extent  = e₁ + (e₂ - 1) s₁
    stride  = s₁ s₂                 called the jump
    padding = p₁ + p₂ s₁

so that a deep unit's receptive field is found from the layers' own windows alone.

Source: Araujo, Norris and Sim 2019, "Computing Receptive Fields of Convolutional Neural Networks",
doi:10.23915/distill.00021.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cnnlab.nn.module import Module

Shape = tuple[int, ...]
Steps = tuple[int | Fraction, ...]


class Window(NamedTuple):
    """What an output sees, a number for each spatial axis; none: only what is at its own place.

    A layer that magnifies by s has the stride 1/s, as a Fraction.
    """

    extent: Steps = ()
    stride: Steps = ()
    padding: Steps = ()

    def then(self, later: Window) -> Window:
        """What an output of ``later`` sees through this window, in the input of this one."""
        if not self.extent or not later.extent:
            return self if self.extent else later
        axes = list(zip(self, later, strict=True))
        (e1, e2), (s1, s2), (p1, p2) = axes
        return Window(
            tuple(a + (b - 1) * s for a, b, s in zip(e1, e2, s1, strict=True)),
            tuple(a * b for a, b in zip(s1, s2, strict=True)),
            tuple(a + b * s for a, b, s in zip(p1, p2, s1, strict=True)),
        )

    def beside(self, other: Window) -> Window:
        """What an output sees that looks through both, as where branches meet."""
        if not self.extent or not other.extent:
            seen = self if self.extent else other
            one = Window(*((fill,) * len(seen.extent) for fill in (1, 1, 0)))
            return seen.beside(one) if seen.extent else seen
        first = tuple(max(pair) for pair in zip(self.padding, other.padding, strict=True))
        last = (  # the farthest input seen by output 0, in each window
            tuple(e - p for e, p in zip(window.extent, window.padding, strict=True))
            for window in (self, other)
        )
        extent = tuple(max(pair) + p for *pair, p in zip(*last, first, strict=True))
        return Window(extent, self.stride, first)


class Step(NamedTuple):
    """A layer at work in a network."""

    name: str  # as in the state_dict, dotted
    layer: Module
    input_shape: Shape
    output_shape: Shape
    window: Window  # what an output of it sees of the network's input
