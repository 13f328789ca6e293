"""Optimisers, how a gradient changes a parameter; schedules, how the learning rate changes.

``clip_grad_norm_`` and ``clip_grad_value_`` bound the gradients between ``backward`` and ``step``.
"""

from cnnlab.optim.adam import Adam, AdamW
from cnnlab.optim.clip import clip_grad_norm_, clip_grad_value_
from cnnlab.optim.optimizer import Optimizer
from cnnlab.optim.rmsprop import RMSprop
from cnnlab.optim.schedules import Schedule, constant, cosine, one_cycle, step, warm_up
from cnnlab.optim.sgd import SGD

__all__ = [
    "SGD",
    "Adam",
    "AdamW",
    "Optimizer",
    "RMSprop",
    "Schedule",
    "clip_grad_norm_",
    "clip_grad_value_",
    "constant",
    "cosine",
    "one_cycle",
    "step",
    "warm_up",
]
