"""Wrong answers to exercise 4 that students may well give."""

from __future__ import annotations

import copy

from cnnlab.labs.answers import wrong


class Right:
    """A right container, to be spoilt below."""

    def __init__(self, *layers):
        self.layers = list(layers)

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dy):
        for layer in self.layers[::-1]:
            dy = layer.backward(dy)
        return dy


@wrong("Sequential", caught_by="three_layers", hint="the order turns round")
class GoesBackFromTheFirst(Right):
    def backward(self, dy):
        for layer in self.layers:
            dy = layer.backward(dy)
        return dy


@wrong("Sequential", caught_by="three_layers", hint="forward begins with the first")
class RunsFromTheLast(Right):
    def forward(self, x):
        for layer in self.layers[::-1]:
            x = layer.forward(x)
        return x


@wrong("Sequential", caught_by="three_layers", hint="what the one before it returned")
class GivesXToEveryLayer(Right):
    def forward(self, x):
        for layer in self.layers:
            y = layer.forward(x)
        return y


@wrong("Sequential", caught_by="three_layers", hint="not dy itself")
class GivesDyToEveryLayer(Right):
    def backward(self, dy):
        for layer in self.layers[::-1]:
            dx = layer.backward(dy)
        return dx


@wrong("Sequential", caught_by="three_layers", hint="dy comes back as it is")
class ReturnsDy(Right):
    def backward(self, dy):
        super().backward(dy)
        return dy


@wrong("Sequential", caught_by="three_layers", hint="x comes back as it is")
class ForgetsToKeepWhatComesOut(Right):
    def forward(self, x):
        for layer in self.layers:
            layer.forward(x)
        return x


@wrong("Sequential", caught_by="three_layers", hint="only the first layer")
class ReturnsInsideTheLoop(Right):
    def forward(self, x):
        for layer in self.layers:
            return layer.forward(x)


@wrong("Sequential", caught_by="three_layers", hint="the last layer is left out")
class LeavesTheLastLayerOut(Right):
    def forward(self, x):
        for i in range(len(self.layers) - 1):
            x = self.layers[i].forward(x)
        return x


@wrong("Sequential", caught_by="three_layers", hint="after all the others")
class StopsBeforeTheFirst(Right):
    def backward(self, dy):
        for i in range(len(self.layers) - 1, 0, -1):
            dy = self.layers[i].backward(dy)
        return dy


@wrong("Sequential", caught_by="again_and_again", hint="of the second batch")
class TurnsItsOwnListRound(Right):
    def backward(self, dy):
        self.layers.reverse()
        for layer in self.layers:
            dy = layer.backward(dy)
        return dy


@wrong("Sequential", caught_by="again_and_again", hint="IndexError")
class TakesLayersOffTheList(Right):
    def __init__(self, *layers):
        super().__init__(*layers)
        self.left = list(layers)

    def backward(self, dy):
        for _ in self.layers:
            dy = self.left.pop().backward(dy)
        return dy


@wrong("Sequential", caught_by="again_and_again", hint="of the")
class SharesOneListOfLayers(Right):
    shared = []  # noqa: RUF012

    def __init__(self, *layers):
        self.shared[:] = layers
        self.layers = self.shared


@wrong("Sequential", caught_by="its_layers", hint="not copies")
class CopiesItsLayers(Right):
    def __init__(self, *layers):
        self.layers, self.own = copy.deepcopy(list(layers)), layers

    def forward(self, x):
        for layer in self.own:
            x = layer.forward(x)
        return x

    def backward(self, dy):
        for layer in self.own[::-1]:
            dy = layer.backward(dy)
        return dy


@wrong("Sequential", caught_by="its_layers", hint="has no layers")
class NamesItsListOtherwise(Right):
    def __init__(self, *layers):
        self.modules = layers

    def forward(self, x):
        for module in self.modules:
            x = module.forward(x)
        return x


@wrong("Sequential", caught_by="three_layers", hint="TypeError")
class WantsAList(Right):
    def __init__(self, layers):
        self.layers = layers


@wrong("Sequential", caught_by="inside_each_other", hint="without layers")
class AsksItsFirstLayer(Right):
    def forward(self, x):
        if not self.layers:
            return 0 * x
        return super().forward(x)


@wrong("Sequential", caught_by="three_layers", hint="a layer here is not called")
class CallsItsLayers(Right):
    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


@wrong("Sequential", caught_by="three_layers", hint="not [layers]")
class PutsTheTupleIntoAList(Right):
    def __init__(self, *layers):
        self.layers = [layers]


@wrong("Sequential", caught_by="again_and_again", hint="once only")
class KeepsAnIterator(Right):
    def __init__(self, *layers):
        super().__init__(*layers)
        self.last_first = reversed(self.layers)

    def backward(self, dy):
        for layer in self.last_first:
            dy = layer.backward(dy)
        return dy
