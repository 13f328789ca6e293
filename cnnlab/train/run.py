"""What was asked for on the command line, and what is made of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from cnnlab import optim
from cnnlab.data import DATASETS, Dataset, load, standardised, transforms
from cnnlab.data.transforms import Transform, in_turn
from cnnlab.optim import Schedule
from cnnlab.train.networks import CommandError

OPTIMIZERS = {"sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "rmsprop": "RMSprop"}
SCHEDULES: dict[str, Callable[[], Schedule]] = {
    "constant": lambda: optim.constant,
    "cosine": lambda: optim.cosine,
    "step": optim.step,
    "one-cycle": optim.one_cycle,
    "warm-up": optim.warm_up,
}
# Each transform, and the setting that a number on the command line is for.
TRANSFORMS: dict[str, tuple[Callable[..., Any], str]] = {
    "flip": (transforms.flip, "p"),
    "shift": (transforms.shift, "by"),
    "rotate": (transforms.rotate, "degrees"),
    "scale": (transforms.scale, "by"),
    "noise": (transforms.noise, "std"),
    "cutout": (transforms.cutout, "size"),
}


@dataclass(frozen=True)
class Run:
    """What was asked for. What is None is as the optimiser has it."""

    model: str
    data: str
    backend: str = "numpy"
    dtype: str = "float32"
    epochs: int = 10
    batch_size: int = 32
    optimizer: str = "sgd"
    lr: float | None = None
    momentum: float | None = None
    weight_decay: float | None = None
    schedule: str = "cosine"
    transform: tuple[str, ...] = ()
    clip_norm: float | None = None
    patience: int | None = None
    seed: int = 0
    device: str = "auto"
    amp: bool = False
    channels_last: bool = False
    compile: bool = False

    def dataset(self) -> Dataset:
        """The data set, standardised. Raises CommandError for a name that there is not."""
        if self.data not in DATASETS:
            raise CommandError(
                "train: there is no such data set",
                expected=", ".join(DATASETS),
                got=repr(self.data),
            )
        return standardised(load(self.data))

    def make_optimizer(self, kinds: Any, parameters: Any) -> Any:
        """The optimiser: ``kinds`` is ``cnnlab.optim`` or ``torch.optim``.

        Raises CommandError for a momentum that it has not, ExplainedError for useless numbers.
        """
        takes_momentum = self.optimizer in ("sgd", "rmsprop")
        if self.momentum is not None and not takes_momentum:
            raise CommandError(
                f"train: {self.optimizer} has no momentum to set",
                expected="--momentum with sgd or rmsprop",
                got=f"--optimizer {self.optimizer} --momentum {self.momentum}",
            )
        usual = {"lr": 0.02, "momentum": 0.9} if self.optimizer == "sgd" else {"lr": 1e-3}
        asked = {"lr": self.lr, "momentum": self.momentum, "weight_decay": self.weight_decay}
        settings = usual | {name: value for name, value in asked.items() if value is not None}
        return getattr(kinds, OPTIMIZERS[self.optimizer])(parameters, **settings)

    def make_schedule(self) -> Schedule:
        """The schedule of the learning rate."""
        return SCHEDULES[self.schedule]()

    def make_transform(self) -> Transform | None:
        """The transforms, each by name or as NAME=NUMBER, as one; None where there is none.

        Raises CommandError for a name or a number that there is not.
        """
        return in_turn(*map(_transform, self.transform)) if self.transform else None


def _transform(asked: str) -> Transform:
    """The transform that ``asked`` stands for."""
    name, equals, number = asked.partition("=")
    if name not in TRANSFORMS:
        raise CommandError(
            "train: there is no such transform", expected=", ".join(TRANSFORMS), got=repr(asked)
        )
    function, setting = TRANSFORMS[name]
    if not equals:
        return function
    try:
        value = float(number)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise CommandError(
            f"train: {name} cannot be given this", expected=f"{name}=NUMBER", got=repr(asked)
        )
    return partial(function, **{setting: int(value) if value == int(value) else value})
