"""Which notebooks are there to grade, and whose they are."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from cnnlab.grade.notebook import MAX_BYTES, NotANotebook


@dataclass(frozen=True)
class Submission:
    """A notebook to grade, and whose it is."""

    student: str  # no two alike, whatever the file names
    path: Path
    page: str  # file name of the feedback page, without suffix; no two alike either

    def read(self) -> bytes:
        """Its bytes. NotANotebook for a link, a device or a file that cannot be read."""
        try:
            # No link is followed and no pipe waited on, whatever was put into the folder.
            handle = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError as error:
            link = self.path.is_symlink()
            reason = "is a link, not a file" if link else f"cannot be read ({error.strerror})"
            raise NotANotebook(f"the file {reason}") from error
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise NotANotebook("the file is a device or a folder, not a notebook")
            return file.read(MAX_BYTES + 1)


def find_submissions(folder: Path) -> list[Submission]:
    """The notebooks in ``folder`` and in its folders, one level down, sorted by student.

    ``ada.ipynb`` is Ada's. ``ada/lab.ipynb`` is Ada's too, as course platforms hand them out; where
    her folder holds several, each stands under its own name: ``ada - lab``, ``ada - lab 2``.
    """
    named: list[tuple[str, Path]] = []
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir() and not entry.is_symlink():
            notebooks = sorted(p for p in entry.iterdir() if _is_notebook(p))
            alone = len(notebooks) == 1
            named += [(entry.name if alone else f"{entry.name} - {p.stem}", p) for p in notebooks]
        elif _is_notebook(entry):
            named.append((entry.stem, entry))
    taken_names, taken_pages = set[str](), set[str]()
    return sorted(
        (
            Submission(
                student=_free(_readable(name), taken_names),
                path=path,
                page=_free(_page_name(name), taken_pages),
            )
            for name, path in named
        ),
        key=lambda submission: (submission.student.casefold(), submission.student),
    )


def _is_notebook(path: Path) -> bool:
    return path.suffix.lower() == ".ipynb" and not path.name.startswith(".")


def _readable(name: str) -> str:
    """A file name as text that every program can print: composed, on one line."""
    text = unicodedata.normalize("NFC", os.fsencode(name).decode("utf-8", "replace"))
    kept = "\u200c\u200d"  # joiners, which some scripts need between letters
    return "".join(c if c.isprintable() or c in kept else "\ufffd" for c in text)


def _page_name(name: str) -> str:
    clean = re.sub(r"[^\w.+@ -]", "_", _readable(name)).strip(". ")
    return clean.encode()[:150].decode("utf-8", "ignore") or "student"  # names end at 255 bytes


def _free(name: str, taken: set[str]) -> str:
    """``name``, numbered where it is taken; some file systems hold ``Ada`` and ``ada`` for one."""
    free, number = name, 1
    while free.casefold() in taken:
        number += 1
        free = f"{name} ({number})"
    taken.add(free.casefold())
    return free
