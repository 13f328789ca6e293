"""Verdicts as a reader sees them: HTML in a notebook, plain text elsewhere, the same words."""

from __future__ import annotations

import html
import sys
from dataclasses import dataclass
from typing import Protocol

from cnnlab.labs.verdict import Status, Verdict, earned

MARKS: dict[Status, str] = {"passed": "✓", "failed": "✗", "not begun": "○", "skipped": "–"}
COLOURS: dict[Status, str] = {  # beside the mark and the word, never instead of them
    "passed": "#1a7f37",
    "failed": "#cf222e",
    "not begun": "#6e7781",
    "skipped": "#6e7781",
}


class Shown(Protocol):
    """Something with two faces."""

    def text(self) -> str: ...

    def _repr_html_(self) -> str: ...


@dataclass(frozen=True)
class Notice:
    """One sentence."""

    sentence: str

    def text(self) -> str:
        return self.sentence

    def _repr_html_(self) -> str:
        return f'<div role="status">{html.escape(self.sentence)}</div>'

    __repr__ = text


@dataclass(frozen=True)
class Report:
    """The verdicts on one exercise."""

    exercise: str
    verdicts: tuple[Verdict, ...]
    doubtful: tuple[str, ...]  # exercises that it builds on and that do not pass
    seen: int  # points in this session, all exercises together
    total: int

    def headline(self) -> str:
        points = sum(verdict.points for verdict in self.verdicts)
        if all(verdict.status == "not begun" for verdict in self.verdicts):
            return f"{self.exercise}: not begun ({_points(points)})"
        passed = sum(verdict.status == "passed" for verdict in self.verdicts)
        return (
            f"{self.exercise}: {passed} of {len(self.verdicts)} checks pass, "
            f"{earned(self.verdicts)} of {points} points"
        )

    def footer(self) -> str:
        return f"This session: {self.seen} of {self.total} points of the lab's public checks."

    def advice(self) -> str:
        """What to mend first. It takes the place of the hints: they name mistakes made here."""
        failed = any(verdict.status == "failed" for verdict in self.verdicts)
        if not (failed and self.doubtful):
            return ""
        *others, last = self.doubtful
        names, those = (
            (f"{', '.join(others)} and {last}", "they do") if others else (last, "it does")
        )
        return f"It calls {names}: {those} not pass yet. Begin there; the hints come after that."

    def lines(self) -> list[Verdict]:
        """The verdicts to list; where nothing is begun, the headline says so already."""
        if all(verdict.status == "not begun" for verdict in self.verdicts):
            return [verdict for verdict in self.verdicts[:1] if verdict.hint]
        return list(self.verdicts)

    def said(self, verdict: Verdict) -> list[str]:
        """What is told of a check beyond its name."""
        hint = verdict.hint and not (self.advice() and verdict.status == "failed")
        return [verdict.message] * bool(verdict.message) + [_hint(verdict)] * bool(hint)

    def text(self) -> str:
        lines = [self.headline()]
        for verdict in self.lines():
            lines.append(f"  {MARKS[verdict.status]} {_told(verdict)}")
            lines += [f"      {line}" for line in self.said(verdict)]
        return "\n".join([*lines, *filter(None, [self.advice()]), self.footer()])

    def _repr_html_(self) -> str:
        items = []
        for verdict in self.lines():
            colour = COLOURS[verdict.status]
            mark = f'<span style="color:{colour}" aria-hidden="true">{MARKS[verdict.status]}</span>'
            said = html.escape(_told(verdict))
            said += "".join(f"<br>{html.escape(line)}" for line in self.said(verdict))
            items.append(f"<li>{mark} {said}</li>")
        advice = f"<p>{html.escape(self.advice())}</p>" if self.advice() else ""
        return (
            f'<div role="status"><strong>{html.escape(self.headline())}</strong>'
            f'<ul style="list-style:none;padding-left:1em">{"".join(items)}</ul>{advice}'
            f"<small>{html.escape(self.footer())}</small></div>"
        )

    __repr__ = text


@dataclass(frozen=True)
class Progress:
    """Points of every exercise."""

    exercises: tuple[tuple[str, tuple[Verdict, ...]], ...]

    def rows(self) -> list[tuple[str, int, int, str]]:
        rows = []
        for name, verdicts in self.exercises:
            points, most = earned(verdicts), sum(verdict.points for verdict in verdicts)
            begun = any(verdict.status != "not begun" for verdict in verdicts)
            state = "done" if points == most else "begun" if begun else "not begun"
            rows.append((name, points, most, state))
        return rows

    def total(self) -> str:
        rows = self.rows()
        have, most = sum(row[1] for row in rows), sum(row[2] for row in rows)
        return f"{have} of {most} points of the public checks"

    def text(self) -> str:
        width = max(16, *(len(name) for name, _ in self.exercises))
        rows = [
            f"  {name:<{width}} {have:>3} of {most:>2}  {state}"
            for name, have, most, state in self.rows()
        ]
        return "\n".join([self.total(), *rows])

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><td style="text-align:left"><code>{html.escape(name)}</code></td>'
            f"<td>{have} of {most}</td>"
            f'<td><progress value="{have}" max="{max(most, 1)}" aria-label="{html.escape(name)}">'
            f'</progress></td><td style="text-align:left">{state}</td></tr>'
            for name, have, most, state in self.rows()
        )
        return (
            f'<div role="status"><strong>{self.total()}</strong><table><thead><tr>'
            '<th style="text-align:left">exercise</th><th>points</th><th>so far</th><th>state</th>'
            f"</tr></thead><tbody>{rows}</tbody></table></div>"
        )

    __repr__ = text


def show(shown: Shown) -> None:
    """Display it: as HTML where IPython is running, else as text."""
    if "IPython" in sys.modules:
        from IPython import get_ipython
        from IPython.display import display

        if get_ipython() is not None:
            display(shown)
            return
    print(shown.text())


def _told(verdict: Verdict) -> str:
    """A check and its verdict in words: colour and mark only repeat them."""
    if verdict.status == "not begun":
        return "not begun"
    return f"{verdict.status}: {verdict.title} ({_points(verdict.points)})"


def _points(count: int) -> str:
    return f"{count} point" + ("s" if count != 1 else "")


def _hint(verdict: Verdict) -> str:
    return f"Hint: {verdict.hint}"
