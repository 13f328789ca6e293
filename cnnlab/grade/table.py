"""Tables that an instructor keeps or downloads, read as they come; complaints name the file."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

BOM = "\ufeff"
MAX_BYTES = 16 << 20


class TableError(ValueError):
    """Why a table cannot be used: its file, its line, what is wrong."""


@dataclass(frozen=True)
class Table:
    """Rows of text, and how the file wrote them."""

    rows: list[list[str]]
    delimiter: str = ","
    bom: bool = False

    def text(self) -> str:
        """The table as its file was written."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=self.delimiter, lineterminator="\r\n")
        writer.writerows(self.rows)
        return BOM * self.bom + out.getvalue()


def open_table(file: Path) -> Table:
    """The table in ``file``: commas, semicolons or tabs, with a byte order mark or without."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise TableError(f"{file} cannot be read: {error.strerror}") from error
    if len(content) > MAX_BYTES:
        raise TableError(f"{file} is larger than {MAX_BYTES >> 20} MB: is it a table?")
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    except UnicodeDecodeError as error:
        raise TableError(f"{file} is no text in UTF-8: save it as CSV UTF-8") from error
    bom = text.startswith(BOM)
    text = text.removeprefix(BOM)
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)  # the first of them where there is but one column
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise TableError(f"{file} is no CSV table: {error}") from error
    if not rows:
        raise TableError(f"{file} is empty")
    return Table(rows, delimiter, bom)


def read_table(file: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """The rows of ``file`` by column; TableError where one of ``columns`` is missing."""
    head, *rows = open_table(file).rows
    names = [name.strip().casefold() for name in head]
    if missing := [column for column in columns if column not in names]:
        raise TableError(f"{file} has no column {missing[0]!r}; it has {', '.join(head)}")
    empty = dict.fromkeys(names, "")
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    return [{**empty, **dict(zip(names, row, strict=False))} for row in rows]


def one_each(
    rows: Sequence[dict[str, str]], students: Iterable[str], file: Path
) -> dict[str, dict[str, str]]:
    """The row of each student that has one. TableError for one unknown, or there twice."""
    found: dict[str, dict[str, str]] = {}
    for student, row in named(rows, students, file):
        if student in found:
            raise TableError(f"{file}: {student} is there twice")
        found[student] = row
    return found


def named(
    rows: Sequence[dict[str, str]], students: Iterable[str], file: Path
) -> list[tuple[str, dict[str, str]]]:
    """Each row with the student that it names."""
    known = {plain(student): student for student in students}
    found = []
    for row in rows:
        name = row["student"]
        if plain(name) not in known:
            raise TableError(f"{file}: there is no submission of {name!r}")
        found.append((known[plain(name)], row))
    return found


def plain(name: str) -> str:
    """A name for comparing: whatever the case, the spacing and the way an accent is written."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
