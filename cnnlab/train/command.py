"""What ``cnnlab train`` does."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cnnlab import data, models, nn
from cnnlab.data import Dataset
from cnnlab.files import write_whole
from cnnlab.optim import SGD, constant, cosine
from cnnlab.shapes import ExplainedError
from cnnlab.train.loop import Epoch, train


class CommandError(ExplainedError):
    """The command cannot be carried out."""


@dataclass(frozen=True)
class Run:
    """What was asked for."""

    model: str
    data: str
    backend: str = "numpy"
    dtype: str = "float32"
    epochs: int = 10
    batch_size: int = 32
    lr: float = 0.02
    schedule: str = "cosine"
    momentum: float = 0.9
    weight_decay: float = 0.0
    seed: int = 0


def lenet5(dataset: Dataset, rng: np.random.Generator) -> tuple[nn.Module, Dataset]:
    """LeNet-5, and the images magnified by the whole number that brings them nearest to 32×32."""
    dataset = data.magnified(dataset, models.LENET5_INPUT // max(dataset.size))
    model = models.lenet5(len(dataset.classes), input_size=dataset.size[0], rng=rng)
    return model, dataset


MODELS: dict[str, Callable[[Dataset, np.random.Generator], tuple[nn.Module, Dataset]]] = {
    "lenet5": lenet5,
}


SCHEDULES = {"constant": constant, "cosine": cosine}


def train_and_save(run: Run, *, save: Path | None = None, history: Path | None = None) -> None:
    """Train as ``run`` says, telling how it goes; then write the weights and the history.

    Both files are written whole or not at all. Raises ExplainedError or DivergedError.
    """
    for path in (save, history):
        if path is not None and not os.access(path.parent, os.W_OK):  # said now, not after an hour
            raise CommandError(
                f"train: {path} cannot be written",
                expected="a folder that exists and may be written to",
                got=path.parent,
            )
    if run.model not in MODELS:
        raise CommandError("train: no such model", expected=", ".join(MODELS), got=repr(run.model))
    dataset = data.standardised(data.load(run.data))
    model, dataset = MODELS[run.model](dataset, np.random.default_rng(run.seed))
    model.astype(run.dtype)
    learning, optimizer = _backend(run, model)
    parameters = sum(parameter.size for parameter in model.parameters())
    print(f"{run.model}, {parameters:,} parameters, {run.backend}, {run.dtype}")
    print(
        f"{run.data}, {len(dataset.train.labels):,} images to learn from, "
        f"{len(dataset.test.labels):,} held out"
    )
    epochs = train(
        learning,
        optimizer,
        dataset,
        epochs=run.epochs,
        batch_size=run.batch_size,
        rng=np.random.default_rng([run.seed, 1]),  # a stream of its own: the batches' order
        schedule=SCHEDULES[run.schedule],
        callbacks=[lambda epoch: print(line(epoch, run.epochs), flush=True)],
        progress=sys.stderr.isatty(),
    )
    print(
        f"{epochs[-1].held_out_accuracy:.2%} of the held-out images are named rightly, "
        f"after {sum(epoch.seconds for epoch in epochs):.1f} s of learning"
    )
    if save is not None:
        write_whole(save, _npz(learning.state_dict()))
        print(f"weights in {save}")
    if history is not None:
        record = {"run": asdict(run), "epochs": [epoch._asdict() for epoch in epochs]}
        write_whole(history, (json.dumps(record, indent=1) + "\n").encode())
        print(f"history in {history}")


def line(epoch: Epoch, epochs: int) -> str:
    """An epoch as a line of the report."""
    return (
        f"epoch {epoch.number:{len(str(epochs))}}/{epochs}   loss {epoch.loss:.4f}   "
        f"right {epoch.accuracy:7.2%}   held out {epoch.held_out_accuracy:7.2%}   "
        f"{epoch.seconds:.1f} s"
    )


def _backend(run: Run, model: nn.Module) -> tuple[Any, Any]:
    """The network and its optimiser, in NumPy or as torch twins."""
    if run.backend == "numpy":
        return model, SGD(model.parameters(), run.lr, run.momentum, weight_decay=run.weight_decay)
    try:
        import torch

        from cnnlab.twin import to_torch
    except ImportError as error:
        raise CommandError(
            "train: torch is not installed",
            expected="torch, for --backend torch",
            got=str(error),
            hint="pip install 'cnnlab[torch]', or --backend numpy",
        ) from error
    twin = to_torch(model)
    optimizer = torch.optim.SGD(
        twin.parameters(), run.lr, run.momentum, weight_decay=run.weight_decay
    )
    return twin, optimizer


def _npz(state: dict[str, Any]) -> bytes:
    """A state dictionary, of either kind, as an .npz file."""
    buffer = io.BytesIO()
    arrays: dict[str, Any] = {name: np.asarray(values) for name, values in state.items()}
    np.savez(buffer, **arrays)
    return buffer.getvalue()
