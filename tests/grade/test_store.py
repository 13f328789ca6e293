"""The store gives back what it was given, for the same notebook and lab alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cnnlab.grade import store as storing
from cnnlab.grade.assignment import read_assignment
from cnnlab.grade.result import Result
from cnnlab.grade.store import Store, StoreError, fingerprint, key
from cnnlab.labs import Verdict

from . import tiny

RESULT = Result(
    (Verdict("scale", "check", "a check", True, 2, "failed", "message é", "hint"),),
    ("A note.",),
    {"": "top", "scale": "x"},
)


def test_a_result_comes_back_as_it_was(tmp_path: Path) -> None:
    with Store(tmp_path / "s") as store:
        assert store.find("a") is None
        store.keep("a", RESULT)
        store.keep("b", replace(RESULT, problem="the file is empty"))
    with Store(tmp_path / "s") as store:
        assert store.find("a") == RESULT
        assert store.find("b") == replace(RESULT, problem="the file is empty")
        store.keep("a", replace(RESULT, notes=()))
        assert store.find("a") == replace(RESULT, notes=())


def test_a_file_that_is_no_store_is_named_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "results.sqlite"
    file.write_text("something else" * 100)
    with pytest.raises(StoreError, match=r"results\.sqlite cannot be used .* not a database"):
        Store(file)
    assert file.read_text() == "something else" * 100
    with pytest.raises(StoreError, match="unable to open"):
        Store(tmp_path)


def test_whatever_a_grade_depends_on_is_in_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks = tmp_path / "checks.py"
    checks.write_text((tiny.FOLDER / "checks.py").read_text())
    one = replace(read_assignment(tiny.FOLDER), checks=checks)
    known = fingerprint(one)
    assert fingerprint(one) == known
    others = [
        replace(one, limits=replace(one.limits, cell_seconds=1)),
        replace(one, sandboxed=False),
        replace(one, setup=("",)),
        replace(one, template=one.template[1:]),
    ]
    prints = {fingerprint(other) for other in others}
    checks.write_text(checks.read_text() + "\n")
    prints.add(fingerprint(one))
    monkeypatch.setattr(storing, "_sources", lambda: b"changed")
    prints.add(fingerprint(one))
    assert len(prints | {known}) == len(others) + 3
    assert key(b"a", "b") == key(b"a", "b") != key(b"ab", "") != key(b"", "ba")
