"""The page that a student gets: one file, no script, everything from the submission escaped."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

import cnnlab
from cnnlab.grade.exports import number
from cnnlab.grade.marks import Mark
from cnnlab.labs.lab import Lab
from cnnlab.labs.verdict import Verdict

SHOWN = 4_000  # characters of an exercise's printed text

WORDS = {"passed": "passed", "failed": "not yet", "not begun": "not begun", "skipped": "not tried"}


@dataclass(frozen=True)
class _Exercise:
    name: str
    earned: int
    points: int
    verdicts: list[Verdict]
    printed: str
    cut: bool
    mend_first: list[str]  # exercises that it builds on and that do not pass


def page(lab: Lab, mark: Mark) -> str:
    """The feedback page on ``mark``, as HTML."""
    result = mark.result
    exercises = []
    answers = result.by_exercise()
    unsolved = {n for n, vs in answers.items() if any(v.status != "passed" for v in vs)}
    for name, verdicts in answers.items():
        printed = result.printed.get(name, "")
        exercises.append(
            _Exercise(
                name=name,
                earned=sum(v.earned for v in verdicts),
                points=sum(v.points for v in verdicts),
                verdicts=verdicts,
                printed=printed[:SHOWN],
                cut=len(printed) > SHOWN,
                mend_first=[
                    earlier
                    for earlier in lab.exercises[name].builds_on
                    if {earlier, name} <= unsolved and any(v.status == "failed" for v in verdicts)
                ],
            )
        )
    return template("feedback.html").render(
        title=lab.title,
        mark=mark,
        result=result,
        exercises=exercises,
        printed=result.printed.get("", "")[:SHOWN],
        words=WORDS,
        version=cnnlab.__version__,
    )


@cache
def template(name: str) -> Template:
    """A page's template, compiled once: that takes longer than the page."""
    environment = Environment(
        loader=PackageLoader("cnnlab.grade"),
        autoescape=True,
        finalize=_printable,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = number
    return environment.get_template(name)


def _printable(value: object) -> object:
    """A text without its control characters: no colour codes, no bells, no turned-round lines."""
    if not isinstance(value, str):
        return value
    return "".join(c for c in value if c.isprintable() or c in "\n\t\u200c\u200d")
