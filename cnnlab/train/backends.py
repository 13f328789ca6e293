"""A network made ready to learn: in NumPy, or as its torch twin on some device."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from cnnlab import nn, optim
from cnnlab.train.learner import State
from cnnlab.train.networks import CommandError
from cnnlab.train.run import Run

TORCH_ALONE = {"device": "auto", "amp": False, "channels_last": False, "compile": False}


class Ready(NamedTuple):
    """A network and its optimiser, both of one kind."""

    model: Any
    optimizer: Any
    weights: Callable[[], State]  # its state dictionary, as arrays
    where: str  # how it computes, in words
    leads: bool = True  # False in all processes but one, where several train together


@contextmanager
def ready(run: Run, model: nn.Module) -> Iterator[Ready]:
    """``model``, or its torch twin, as ``run`` wants it.

    Raises CommandError for what cannot be had, ExplainedError for useless numbers.
    """
    if run.backend == "torch":
        try:
            import torch  # noqa: F401 - to tell a missing torch from a missing part of it
        except ImportError as error:
            raise CommandError(
                "train: torch is not installed",
                expected="torch, for --backend torch",
                got=str(error),
                hint="pip install 'cnnlab[torch]', or --backend numpy",
            ) from error
        from cnnlab.train.devices import ready_in_torch

        with ready_in_torch(run, model) as twin:
            yield twin
        return
    asked = [name for name, usual in TORCH_ALONE.items() if getattr(run, name) != usual]
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        asked.append("torchrun")
    if asked:
        raise CommandError(
            "train: NumPy computes on one processor, in full precision",
            expected="--backend torch",
            got=", ".join(asked),
        )
    optimizer = run.make_optimizer(optim, model.parameters())
    yield Ready(model, optimizer, model.state_dict, "numpy")
