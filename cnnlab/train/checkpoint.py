"""A file that keeps a training, so that it can go on where it was.

It holds arrays alone (NumPy's .npz), and reading one runs no code.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from cnnlab.files import write_whole
from cnnlab.shapes import ExplainedError
from cnnlab.train.history import Epoch
from cnnlab.train.learner import Learner, State, named, within


class CheckpointError(ExplainedError):
    """A file is no checkpoint, or another training's."""


class Checkpoint:
    """Keeps a training in the file ``path`` after every epoch.

    ``about`` says which training it is, in JSON's words. A training goes on only from a file that
    says the same.
    """

    def __init__(self, path: Path, about: Mapping[str, Any] | None = None) -> None:
        self.path, self.about = path, json.loads(json.dumps(dict(about or {})))  # tuples: lists

    def save(self, learning: Learner, rng: np.random.Generator, history: Sequence[Epoch]) -> None:
        """Write all that is needed, whole or not at all."""
        state = learning.state()  # of all processes, where there are several
        if not learning.leads:
            return
        notes = {"about": self.about, "batches": rng.bit_generator.state, "history": history}
        buffer = io.BytesIO()
        arrays: dict[str, Any] = {"notes": np.array(json.dumps(notes)), **named("state", state)}
        np.savez(buffer, **arrays)
        write_whole(self.path, buffer.getvalue())

    def load(self, learning: Learner, rng: np.random.Generator) -> list[Epoch]:
        """The epochs that are done; ``learning`` and ``rng`` are then as they were after them.

        None where there is no file. Raises CheckpointError for a file that is no checkpoint, or
        another training's, ExplainedError for another network's.
        """
        if not self.path.exists():
            return []
        notes, state = self._read()
        if notes["about"] != self.about:
            keys = sorted({*notes["about"], *self.about})
            other = [k for k in keys if notes["about"].get(k) != self.about.get(k)]
            raise CheckpointError(
                f"{self.path}: is the checkpoint of another training",
                expected=", ".join(f"{k} = {self.about.get(k)!r}" for k in other),
                got=", ".join(f"{k} = {notes['about'].get(k)!r}" for k in other),
                hint="delete it, or give another file",
            )
        learning.load(state)
        rng.bit_generator.state = notes["batches"]
        return [Epoch(*epoch) for epoch in notes["history"]]

    def _read(self) -> tuple[dict[str, Any], State]:
        try:
            with np.load(io.BytesIO(self.path.read_bytes())) as file:
                return json.loads(str(file["notes"])), within(dict(file), "state")
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise CheckpointError(
                f"{self.path}: is no checkpoint",
                expected="a file that an earlier run wrote",
                got=str(error) or type(error).__name__,
                hint="delete it, or give another file",
            ) from error
