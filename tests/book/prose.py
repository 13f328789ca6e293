"""The numbers in a page's prose, and those that its cells know.

A number counts as *told* if a reader would take it for a result: a decimal, a percentage, or a
whole number of three digits or more. Captions and alt texts are prose; code, citations, section
numbers and years are not. A cell knows a number that its code holds: nearly always in an assert.
"""

from __future__ import annotations

import ast
import re

CELL = re.compile(r"^```\{code-cell\}.*?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
YAML = re.compile(r"\A---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)
SEEN = re.compile(r"^    (?:alt|caption): ?(?:>-)?\n?((?:(?:      .*)?\n)+)", re.MULTILINE)
SILENT = [
    r"\A---\n.*?^---\n",  # the page's head
    r"^\|?[-:| ]+\|$",  # the rule of a table
    r"```\{cnn-widget\}[^\n]*\n(?::[^\n]*\n)*",  # a widget's settings
    r"\{(?:cite|cite:t|ref|eq|doc|numref|glue:text)\}`[^`]*`",
    r"`[^`\n]*`",  # code in a line
    r"\]\([^)]*\)",  # where a link leads
    r"\\begin\{[a-z]+\}|\\(?:hat|bar|tfrac|frac)\b",
    r"[Ss]ections?\s+\d+\.\d+(?:\s*(?:to|and|,)\s*\d+\.\d+)*",
    r"^#+ [^\n]*$",  # headings carry section numbers
    r"\b(?:1[89]\d\d|20[0-3]\d)\b(?!\s*(?:×|pixels|weights|units|images))",  # years
    r"\b(?:float|complex|int|uint)\d+",
    r"https?://\S+",
]
NUMBER = re.compile(
    r"(about |nearly )?(?<![\w.^_{\\])"
    r"(\d{1,3}(?:(?:,|\\,|\{,\}|\s)\d{3})+(?!\d)|\d+)(\.\d+)?(?!\w)"
    r"(\s?(?:\\?%|per cent)|\smillion)?"
)


def told(page: str) -> set[tuple[float, bool]]:
    """The numbers that the prose of ``page`` tells, and of each whether it says "about"."""
    seen = [text for cell in CELL.findall(page) for text in SEEN.findall(cell)]
    text = CELL.sub("", page) + "\n".join(seen)
    for pattern in SILENT:
        text = re.sub(pattern, " ", text, flags=re.DOTALL | re.MULTILINE)
    found = set()
    for about, whole, part, unit in NUMBER.findall(text):
        digits = re.sub(r"\D", "", whole)
        if unit == " million":  # it is rounded
            found.add((float(digits + part) * 1e6, True))
        elif part or unit or len(digits) > 2:
            found.add((float(digits + part), bool(about)))
    return found


def known(page: str) -> set[float]:
    """The numbers in the code of ``page``: what its cells compute with, and assert."""
    numbers: set[float] = set()
    for cell in CELL.findall(page):
        code = re.sub(r"\A(?::.*\n)+", "", YAML.sub("", cell))
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Constant):
                numbers |= _of(node.value)
    return numbers


def _of(value: object) -> set[float]:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return set()
    if isinstance(value, str):  # what a line of output or a table says
        said = re.findall(r"\d+(?:\.\d+)?", value.replace(",", ""))
        return {float(number) for number in said}
    return {float(abs(value))}


def untold(page: str) -> list[float]:
    """What the prose tells and no cell knows.

    A share may stand as a percentage in the prose, and millions in the code; what is "about" so, or
    is given in millions, may be 5% off.
    """
    numbers = known(page)
    return sorted(
        number
        for number, about in told(page)
        if not any(
            abs(number - value) <= (0.05 * value if about else 1e-9)
            for k in numbers
            for value in (k, 100 * k, 1e6 * k)
        )
    )
