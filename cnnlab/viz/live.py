"""Learning curves that grow in a notebook while a network learns."""

from __future__ import annotations

from typing import Any, Protocol

from matplotlib.figure import Figure


class Measured(Protocol):
    """What ``cnnlab.train`` tells of an epoch, as far as it is drawn here."""

    @property
    def number(self) -> int: ...
    @property
    def loss(self) -> float: ...
    @property
    def accuracy(self) -> float: ...
    @property
    def held_out_loss(self) -> float: ...
    @property
    def held_out_accuracy(self) -> float: ...


class LiveCurves:
    """A callback for ``train``: loss and accuracy by epoch, drawn anew after each.

        train(model, optimizer, data, epochs=10, rng=rng, callbacks=[LiveCurves()])

    In a notebook the figure is shown in its place in the output, and changes there. Elsewhere it is
    only drawn: ``figure`` holds it.
    """

    def __init__(self) -> None:
        self.figure = Figure(figsize=(8.0, 3.0), layout="constrained")
        self.epochs: list[Measured] = []
        self._place: Any = None  # in the notebook's output

    def __call__(self, epoch: Measured) -> None:
        """Add ``epoch`` to the curves."""
        from IPython.display import display

        self.epochs.append(epoch)
        self.draw()
        if self._place is not None:
            self._place.update(self.figure)
        elif in_a_notebook():
            self._place = display(self.figure, display_id=True)

    def draw(self) -> None:
        """Draw all epochs so far."""
        self.figure.clear()
        loss, accuracy = self.figure.subplots(1, 2)
        numbers = [epoch.number for epoch in self.epochs]
        for ax, name in ((loss, "loss"), (accuracy, "accuracy")):
            for prefix, label in (("", "learned from"), ("held_out_", "held out")):
                values = [getattr(epoch, prefix + name) for epoch in self.epochs]
                ax.plot(numbers, values, marker=".", label=label)
            ax.set(xlabel="epoch", ylabel=name)
        accuracy.set_ylim(top=1)
        loss.legend()


def in_a_notebook() -> bool:
    """True where output can be changed after it was shown: in a kernel of Jupyter's."""
    from IPython.core.getipython import get_ipython

    return getattr(get_ipython(), "kernel", None) is not None
