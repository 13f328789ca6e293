"""Passages in common: found behind new names; those of the lab or of the whole class are not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cnnlab.grade.assignment import read_assignment
from cnnlab.grade.similar import K, W, find_pairs, fingerprints, similar_page
from cnnlab.grade.submissions import find_submissions
from cnnlab.labs.lab import load_lab

from . import tiny

ONE = """
def correlate(x, w):
    outputs, k = [], len(w)
    for place in range(len(x) - k + 1):
        total = 0.0
        for offset, weight in enumerate(w):
            if weight != 0:
                total += weight * x[place + offset]
        outputs.append(total)
    return np.array(outputs)
"""
RENAMED = """
def correlate(signal, kernel):   # all my own work
    result, size = [], len(kernel)

    for i in range(len(signal) - size + 1):
        acc = 1.5
        for j, c in enumerate(kernel):
            if c != 2:
                acc += c * signal[i + j]  # multiply and add
        result.append(acc)
    return np.array(result)
"""
OTHER = """
def correlate(x, w):
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(x), len(w))
    products = windows * np.asarray(w)[None, :]
    return products.sum(axis=1)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, answer in (("ada", ONE), ("bob", RENAMED), ("eve", OTHER)):
        (tmp_path / f"{name}.ipynb").write_bytes(tiny.answering(correlate=answer))
    (tmp_path / "none.ipynb").write_bytes(b"no notebook")
    return tmp_path


def pairs_in(folder: Path) -> list[tuple[str, str, float]]:
    assignment = read_assignment(tiny.FOLDER, sandboxed=False)
    found = find_pairs(find_submissions(folder), assignment)
    return [(pair.one.student, pair.other.student, round(pair.share, 2)) for pair in found]


def test_renaming_changes_nothing(folder: Path) -> None:
    assert pairs_in(folder) == [("ada", "bob", 1.0)]


def test_what_the_lab_gave_out_is_nobodys(folder: Path) -> None:
    for name in ("eve", "none", "bob"):
        (folder / f"{name}.ipynb").write_bytes(tiny.answering())  # the solution
    for name in ("new", "newer"):
        (folder / f"{name}.ipynb").write_bytes(tiny.notebook(tiny.released()))
    assert pairs_in(folder) == []


def test_what_many_wrote_is_the_exercises(folder: Path) -> None:
    for number in range(3):
        (folder / f"{number}.ipynb").write_bytes(tiny.answering(correlate=RENAMED))
    assert pairs_in(folder) == []


def test_the_page_shows_the_passages_and_escapes_them(folder: Path) -> None:
    evil = ONE.replace("total = 0.0", "total = '<script>'")
    (folder / "ada.ipynb").write_bytes(tiny.answering(correlate=evil))
    assignment = read_assignment(tiny.FOLDER, sandboxed=False)
    html = similar_page(
        load_lab(assignment.checks), find_pairs(find_submissions(folder), assignment)
    )
    assert "ada and bob" in html
    assert "signal[i + j]" in html
    assert "<script" not in html
    assert not re.search(r"\b(src|href)\s*=|url\(|@import", html)


def test_a_long_enough_passage_always_leaves_a_fingerprint() -> None:
    words = ["if", "else", "+", "-", "*", "(", ")", ":", ",", "for", "in", "not"]
    passage = " ".join(words[(i * i + i // 3) % len(words)] for i in range(K + W - 1))
    for before in range(8):
        one = fingerprints(" ".join(words[:before]) + " " + passage)
        other = fingerprints(passage + " " + " ".join(words[before:]))
        assert one.keys() & other.keys()


@pytest.mark.parametrize("source", ["", "x", "def f(:", "'''", "\x00", "  x\n y\n", "🙂 = 1"])
def test_what_is_no_code_has_fingerprints_or_none(source: str) -> None:
    assert isinstance(fingerprints(source), dict)
