"""Results kept between runs: a run that was killed goes on, a second one grades what has changed.

One SQLite file, one transaction a result, written by the process that began the run alone. A result
is known by the hash of all that it came from: the notebook, the lab as it is graded, and the
versions of what graded it. Nothing is ever looked up by a student's name.
"""

from __future__ import annotations

import hashlib
import json
import platform
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

import cnnlab
from cnnlab.grade.grading import Assignment
from cnnlab.grade.result import Result, from_json
from cnnlab.labs.bundle import bundled


class StoreError(Exception):
    """The file cannot be read or written, or is no store."""


class Store:
    """Results by key, in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database: sqlite3.Connection | None = None
        self._write("CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, result TEXT)")

    def find(self, key: str) -> Result | None:
        """The result kept under ``key``."""
        with self._connected() as database:
            row = database.execute("SELECT result FROM results WHERE key = ?", (key,)).fetchone()
        return from_json(json.loads(row[0])) if row else None

    def keep(self, key: str, result: Result) -> None:
        """Keep ``result``; once this returns, a kill does not lose it."""
        self._write(
            "INSERT OR REPLACE INTO results VALUES (?, ?)", key, json.dumps(result.to_json())
        )

    def close(self) -> None:
        if self._database is not None:
            self._database.close()

    def _write(self, statement: str, *values: str) -> None:
        with self._connected() as database, database:  # the second: one transaction
            database.execute(statement, values)

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        try:
            if self._database is None:
                self._database = sqlite3.connect(self._path)
            yield self._database
        except sqlite3.Error as error:
            self.close()
            raise StoreError(
                f"{self._path} cannot be used as the store of grades ({error}); "
                "where it is damaged, remove it"
            ) from error

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def fingerprint(assignment: Assignment) -> str:
    """What every result of ``assignment`` depends on, beside the notebook."""
    parts = [
        cnnlab.__version__,
        platform.python_version(),
        np.__version__,
        _sources().hex(),
        bundled(assignment.checks),
        repr((assignment.template, assignment.setup, assignment.limits, assignment.sandboxed)),
    ]
    return _digest(*(part.encode() for part in parts))


def key(notebook: bytes, fingerprint: str) -> str:
    """Where the result of ``notebook`` is kept."""
    return _digest(fingerprint.encode(), notebook)


def _sources() -> bytes:
    """A hash of this package: its version stays the same while it is being worked on."""
    digest = hashlib.sha256()
    for path in sorted(Path(cnnlab.__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.digest()


def _digest(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:  # each with its length: no two lists of parts read the same
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
