"""Notebook lines that are not Python: ``%matplotlib inline``, ``!pip install``, ``np.dot?``.

Only lines on which Python's own parser stumbles are touched, so that a ``%`` inside a string or a
formula stays what it is. Each becomes ``pass``, and the numbers of all other lines stay.
"""

from __future__ import annotations

import re

from cnnlab.grade.code import parse

MAX_MAGICS = 100  # in one cell: each costs a parse

# These run the rest of their cell as Python; all others (%%bash, %%html) hold something else.
PYTHON_CELL = re.compile(r"\s*%%(time|timeit|capture|prun|python3?)\b")
CELL = re.compile(r"\s*%%\w+")
LINE = re.compile(r"(?P<indent>\s*)([\w, .]+=\s*)?([%!?][\w!?.%~/]|.*\?\s*$)")


def neutralised(source: str) -> str:
    """``source`` with its magics and shell lines taken out, line for line."""
    lines = source.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if CELL.match(lines[first]):
        if not PYTHON_CELL.match(lines[first]):
            return ""
        lines[first] = ""
    for _ in range(MAX_MAGICS):
        try:
            parse("\n".join(lines))
        except SyntaxError as error:
            number = (error.lineno or 0) - 1
            magic = LINE.match(lines[number]) if 0 <= number < len(lines) else None
            if magic is None:
                break
            lines[number] = magic["indent"] + "pass"
        else:
            break
    return "\n".join(lines)
