"""Training: one loop for networks in NumPy and in torch."""

from cnnlab.train.checkpoint import Checkpoint, CheckpointError
from cnnlab.train.history import Epoch, no_better_for, write_history
from cnnlab.train.loop import DivergedError, train

__all__ = [
    "Checkpoint",
    "CheckpointError",
    "DivergedError",
    "Epoch",
    "no_better_for",
    "train",
    "write_history",
]
