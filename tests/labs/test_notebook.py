"""check("...") in a notebook: what a student reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cnnlab.labs import Verdict
from cnnlab.labs.notebook import Checker, open_lab
from cnnlab.labs.release import release
from cnnlab.labs.show import Report

RIGHT: dict[str, Any] = {"double": lambda x: 2 * x, "total": sum}


@pytest.fixture
def handout(small_lab: Path, tmp_path: Path) -> Path:
    release(small_lab, tmp_path / "handout")
    return tmp_path / "handout"


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_a_right_answer(handout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check = open_lab(RIGHT, handout)
    check("double")
    told = said(capsys)
    assert "double: 1 of 1 checks pass, 2 of 2 points" in told
    assert "✓ passed: five whole numbers (2 points)" in told
    assert "2 of 3 points of the lab's public checks" in told
    check("total")
    assert "3 of 3 points" in said(capsys)


def test_a_wrong_answer_gets_its_hint(handout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check = open_lab({"double": lambda x: x * x}, handout)
    check("double")
    told = said(capsys)
    assert "✗ failed: five whole numbers" in told
    assert "Hint: is it squared?" in told
    assert "0 of 2 points" in told


def test_not_begun_says_so_once(handout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def double(x: object) -> None:
        raise NotImplementedError("your turn")

    open_lab({"double": double}, handout)("double")
    told = said(capsys)
    assert "double: not begun" in told
    assert told.count("not begun") >= 1
    assert "Traceback" not in told
    open_lab({}, handout)("double")
    assert "run the cell that defines it" in said(capsys)


def test_a_mistake_in_what_it_builds_on_is_suspected(
    handout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: dict[str, object] = {}
    exec("def double(x): return x\ndef total(x): return 0.0 * sum(double(x))", calls)
    open_lab(calls, handout)("total")
    told = said(capsys)
    assert "It calls double: it does not pass yet. Begin there" in told
    assert "Hint:" not in told, "it would name a mistake that may be another's"
    open_lab({"double": lambda x: x, "total": lambda x: 0.0}, handout)("total")
    told = said(capsys)
    assert "It calls" not in told, "this answer goes its own way"
    assert "Hint: all values are zero" in told
    open_lab({**RIGHT, "total": lambda x: 0.0}, handout)("total")
    assert "It calls" not in said(capsys)


def test_several_that_do_not_pass_are_named_together() -> None:
    failed = Verdict("sobel", "c", "an edge", False, 1, "failed", "wrong", "is it flipped?")
    one, three = (Report("sobel", (failed,), names, 0, 1) for names in (("a",), ("a", "b", "c")))
    assert one.advice().startswith("It calls a: it does not pass yet.")
    assert three.advice().startswith("It calls a, b and c: they do not pass yet.")
    assert "flipped" not in three.text() + three._repr_html_()
    assert "flipped" in Report("sobel", (failed,), (), 0, 1).text()


def test_a_name_that_is_no_exercise(handout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check = open_lab(RIGHT, handout)
    check("duble")
    assert "Did you mean 'double'?" in said(capsys)
    assert check.solved("nothing like it") is False
    assert "The exercises are double, total." in said(capsys)


def test_solved_looks_again_only_when_a_function_changed(
    handout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = []

    def double(x: Any) -> Any:
        calls.append(1)
        return 2 * x

    namespace = {**RIGHT, "double": double}
    check = open_lab(namespace, handout)
    assert check.solved("double")
    assert check.solved("double", "total")
    assert len(calls) == 1
    namespace["double"] = lambda x: x
    assert not check.solved("double")
    assert "Solve double first" in said(capsys)
    assert not open_lab({}, handout).solved("double", "total")
    assert "Solve double and total first" in said(capsys)
    namespace["double"] = double
    assert check.solved("double")


def test_progress_lists_every_exercise(handout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_lab({"double": RIGHT["double"]}, handout).progress()
    told = said(capsys)
    assert "2 of 3 points" in told
    assert "done" in told
    assert "not begun" in told


@pytest.mark.parametrize(("content", "words"), [(None, "no checks.py"), ("1/0", "Was it edited?")])
def test_missing_or_broken_checks_are_a_sentence(
    tmp_path: Path, content: str | None, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (tmp_path / "checks.py").write_text(content)
    check: Checker = open_lab({}, tmp_path)
    check("double")
    assert words in said(capsys)
    assert check.solved("double") is False
    check.progress()
    assert words in said(capsys)


def test_html_escapes_what_the_student_wrote(
    handout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cnnlab.labs import notebook

    shown: list[Any] = []
    monkeypatch.setattr(notebook, "show", shown.append)

    def double(x: object) -> None:
        raise ValueError("<script>alert(1)</script>")

    check = open_lab({"double": double}, handout)
    check("double")
    check("<b>")
    check.progress()
    pages = [page._repr_html_() for page in shown]
    assert "&lt;script&gt;" in pages[0]
    assert not [page for page in pages if "<script>" in page or "<b>" in page]
