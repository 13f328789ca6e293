"""A training step in NumPy."""

from __future__ import annotations

from cnnlab import ops
from cnnlab.data import Images
from cnnlab.nn import Module, no_grad
from cnnlab.ops.arrays import Array
from cnnlab.optim import SGD
from cnnlab.train.learner import Score


class NumpyLearner:
    """A network of ``cnnlab.nn``. Images are cast to its parameters' precision."""

    def __init__(self, model: Module, optimizer: SGD) -> None:
        self.model, self.optimizer = model, optimizer
        self.lr, self.dtype = optimizer.lr, next(model.parameters()).dtype

    def scale(self, factor: float) -> None:
        """Learn at ``factor`` times the optimiser's own learning rate."""
        self.optimizer.lr = factor * self.lr

    def learn(self, batch: Images) -> Score:
        """One step of the optimiser, and how the network did before it."""
        images, labels = batch.images.astype(self.dtype, copy=False), batch.labels
        logits = self.model.train()(images)
        loss, cache = ops.softmax_cross_entropy(logits, labels)
        self.model.backward_parameters(ops.softmax_cross_entropy_backward(1.0, cache))
        self.optimizer.step()
        self.optimizer.zero_grad()
        return score(logits, loss, batch)

    def judge(self, batch: Images) -> Score:
        """How the network does; it learns nothing."""
        with no_grad():
            logits = self.model.eval()(batch.images.astype(self.dtype, copy=False))
        return score(logits, ops.softmax_cross_entropy(logits, batch.labels)[0], batch)


def score(logits: Array, loss: float, batch: Images) -> Score:
    """Count the rows of logits (N, classes) whose largest is the label's."""
    n = len(batch.labels)
    return Score(n, loss * n, int((logits.argmax(axis=1) == batch.labels).sum()))
