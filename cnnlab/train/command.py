"""What ``cnnlab train`` does."""

from __future__ import annotations

import io
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from cnnlab.files import write_whole
from cnnlab.train.backends import ready
from cnnlab.train.checkpoint import Checkpoint
from cnnlab.train.history import Epoch, no_better_for, write_history
from cnnlab.train.loop import train
from cnnlab.train.networks import CommandError, fitted
from cnnlab.train.run import Run


def train_and_save(
    run: Run,
    *,
    save: Path | None = None,
    history: Path | None = None,
    checkpoint: Path | None = None,
) -> None:
    """Train as ``run`` says, telling how it goes; then write the weights and the history.

    Files are written whole or not at all. Raises ExplainedError or DivergedError.
    """
    for path in (save, history, checkpoint):
        if path is not None and not os.access(path.parent, os.W_OK):  # said now, not after an hour
            raise CommandError(
                f"train: {path} cannot be written",
                expected="a folder that exists and may be written to",
                got=path.parent,
            )
    model, dataset = fitted(run.model, run.dataset(), np.random.default_rng(run.seed))
    model.astype(run.dtype)
    parameters = sum(parameter.size for parameter in model.parameters())
    with ready(run, model) as network:
        tell = print if network.leads else _silent
        tell(f"{run.model}, {parameters:,} parameters, {network.where}, {run.dtype}")
        tell(
            f"{run.data}, {len(dataset.train.labels):,} images to learn from, "
            f"{len(dataset.test.labels):,} held out"
        )
        epochs = train(
            network.model,
            network.optimizer,
            dataset,
            epochs=run.epochs,
            batch_size=run.batch_size,
            rng=np.random.default_rng([run.seed, 1]),  # a stream of its own: the batches
            schedule=run.make_schedule(),
            transform=run.make_transform(),
            clip_norm=run.clip_norm,
            amp=run.amp,
            callbacks=[lambda epoch: tell(line(epoch, run.epochs), flush=True)],
            stop=no_better_for(run.patience) if run.patience else None,
            checkpoint=Checkpoint(checkpoint, asdict(run)) if checkpoint else None,
            progress=network.leads and sys.stderr.isatty(),
        )
        tell(
            f"{epochs[-1].held_out_accuracy:.2%} of the held-out images are named rightly, "
            f"after {sum(epoch.seconds for epoch in epochs):.1f} s of learning"
        )
        if save is not None and network.leads:
            write_whole(save, _npz(network.weights()))
            tell(f"weights in {save}")
        if history is not None and network.leads:
            write_history(history, asdict(run), epochs)
            tell(f"history in {history}")


def line(epoch: Epoch, epochs: int) -> str:
    """An epoch as a line of the report."""
    return (
        f"epoch {epoch.number:{len(str(epochs))}}/{epochs}   loss {epoch.loss:.4f}   "
        f"right {epoch.accuracy:7.2%}   held out {epoch.held_out_accuracy:7.2%}   "
        f"{epoch.seconds:.1f} s"
    )


def _silent(*_: object, **__: object) -> None:
    """What the processes say that do not lead."""


def _npz(state: dict[str, Any]) -> bytes:
    """A state dictionary as an .npz file."""
    buffer = io.BytesIO()
    np.savez(buffer, **state)
    return buffer.getvalue()
