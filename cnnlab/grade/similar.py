"""Which notebooks have passages in common, beyond what the lab gave out.

Winnowing (Schleimer, Wilkerson, Aiken: "Winnowing: local algorithms for document fingerprinting",
SIGMOD 2003). An answer is read as tokens; names, numbers and texts are made alike, comments and
layout dropped, so that renaming changes nothing. Every run of K tokens is hashed, and of every W
runs in a row the smallest hash is kept: any passage of K + W - 1 tokens that two answers share
leaves a common fingerprint. Fingerprints of the handout and of the solution do not count, nor do
those that a tenth of the class has: an exercise has only so many short answers.

A high share says that two people should be asked, no more.
"""

from __future__ import annotations

import hashlib
import io
import keyword
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import cnnlab
from cnnlab.grade.grading import Assignment
from cnnlab.grade.notebook import NotANotebook, read_cells
from cnnlab.grade.rebuild import rebuild
from cnnlab.grade.report import template
from cnnlab.grade.submissions import Submission
from cnnlab.labs.lab import Lab

K = 12  # tokens in a run
W = 6  # runs of which one is kept
COMMON = 0.1  # of the class: what more of them have is the exercise's
FEWEST = 3  # students who may share a passage in the smallest class
LEAST = 0.3  # of the smaller answer: pairs below it are not reported
MOST_PAIRS = 100
SKIPPED = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENCODING, tokenize.ENDMARKER)

Fingerprints = dict[int, int]  # hash of a run, and the line where it begins


@dataclass(frozen=True)
class Pair:
    """Two notebooks, the part of the smaller that the larger has, and where."""

    one: Submission
    other: Submission
    share: float
    passages: tuple[tuple[str, str], ...]


def find_pairs(submissions: Sequence[Submission], assignment: Assignment) -> list[Pair]:
    """Pairs with much in common, the closest first."""
    given = [*assignment.setup, *(cell.source for cell in assignment.template)]
    lab_own = set(_of_cells([*given, *assignment.solutions]))
    written = {s: cells for s in submissions if (cells := _answers(s, assignment))}
    prints = {
        submission: {h: line for h, line in _of_cells(cells).items() if h not in lab_own}
        for submission, cells in written.items()
    }
    owners = defaultdict[int, list[Submission]](list)
    for submission, found in prints.items():
        for value in found:
            owners[value].append(submission)
    most = max(FEWEST, COMMON * len(written))
    rare = {value: who for value, who in owners.items() if len(who) <= most}
    left = Counter(s for who in rare.values() for s in who)
    shared = Counter(pair for who in rare.values() for pair in combinations(who, 2))
    pairs = []
    for (one, other), count in shared.items():
        share = count / min(left[one], left[other])
        if share >= LEAST and count >= W:
            common = [v for v in prints[one] if v in prints[other] and v in rare]
            passages = _passages(common, one, other, prints, written)
            pairs.append(Pair(one, other, share, passages))
    pairs.sort(key=lambda pair: (-pair.share, pair.one.student, pair.other.student))
    return pairs[:MOST_PAIRS]


def fingerprints(source: str) -> Fingerprints:
    """The kept hashes of ``source``, each with its line."""
    tokens = list(_tokens(source))
    runs = []
    for start in range(len(tokens) - K + 1):
        run = tokens[start : start + K]
        text = " ".join(token for token, _ in run).encode()
        runs.append((int.from_bytes(hashlib.blake2b(text, digest_size=8).digest()), run[0][1]))
    kept: Fingerprints = {}
    for start in range(max(len(runs) - W + 1, min(len(runs), 1))):
        value, line = min(runs[start : start + W])
        kept.setdefault(value, line)
    return kept


def _tokens(source: str) -> Iterable[tuple[str, int]]:
    """What ``source`` says, names and constants made alike, each token with its line."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type in SKIPPED:
                continue
            if token.type == tokenize.NAME and not keyword.iskeyword(token.string):
                yield "name", token.start[0]
            elif token.type in (tokenize.NUMBER, tokenize.STRING):
                yield "constant", token.start[0]
            else:  # an indent's text is its width: its kind says enough
                text = token.string.strip() or tokenize.tok_name[token.type]
                yield text, token.start[0]
    except (tokenize.TokenError, SyntaxError):
        return  # what could be read so far


def _of_cells(cells: Sequence[str]) -> Fingerprints:
    """Fingerprints of each cell by itself, the lines counted through all of them."""
    kept: Fingerprints = {}
    before = 0
    for source in cells:
        for value, line in fingerprints(source).items():
            kept.setdefault(value, before + line)
        before += len(source.splitlines())
    return kept


def _answers(submission: Submission, assignment: Assignment) -> list[str]:
    """The cells that the student wrote; none where there is no notebook."""
    try:
        rebuilt = rebuild(read_cells(submission.read()), assignment.template)
    except NotANotebook:
        return []
    return [cell.source for cell in rebuilt.cells]


def _passages(
    common: Sequence[int],
    one: Submission,
    other: Submission,
    prints: dict[Submission, Fingerprints],
    written: dict[Submission, list[str]],
) -> tuple[tuple[str, str], ...]:
    """Neighbouring common lines put together, as they stand with either."""
    places = sorted((prints[one][value], prints[other][value]) for value in common)
    groups: list[list[tuple[int, int]]] = []
    for place in places:
        if groups and all(0 <= a - b <= 3 for a, b in zip(place, groups[-1][-1], strict=True)):
            groups[-1].append(place)
        else:
            groups.append([place])
    groups.sort(key=len, reverse=True)
    lines = [[li for cell in written[s] for li in cell.splitlines()] for s in (one, other)]

    def cut(side: int, group: list[tuple[int, int]]) -> str:
        return "\n".join(lines[side][group[0][side] - 1 : group[-1][side] + 2])

    return tuple((cut(0, group), cut(1, group)) for group in groups[:4])


def similar_page(lab: Lab, pairs: Sequence[Pair]) -> str:
    """The report on ``pairs``, as one HTML file."""
    return template("similar.html").render(
        lab=lab, pairs=pairs, least=LEAST, version=cnnlab.__version__
    )
