"""Training: one loop for networks in NumPy and in torch."""

from cnnlab.train.loop import DivergedError, Epoch, train

__all__ = ["DivergedError", "Epoch", "train"]
