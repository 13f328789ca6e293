"""What students get: no solution and no hidden check, and nobody's work is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from cnnlab.cli import main
from cnnlab.labs import find_lab, load_lab
from cnnlab.labs.public import public_checks
from cnnlab.labs.release import ReleaseError, release

SECRETS = (
    "concealed",
    "Counter",
    "math",
    "secret_two",
    "this comment belongs",
    "only the hidden check knows",
    "numbers with decimals",
    "return sum(x)",
)


def test_nothing_hidden_is_released(small_lab: Path, tmp_path: Path) -> None:
    written = release(small_lab, tmp_path / "handout")
    assert sorted(p.name for p in (tmp_path / "handout").iterdir()) == [
        "README.md",
        "checks.py",
        "small.ipynb",
    ]
    everything = "".join(path.read_text("utf-8") for path in written)
    assert [secret for secret in SECRETS if secret in everything] == []


def test_the_public_checks_are_a_lab_of_their_own(small_lab: Path, tmp_path: Path) -> None:
    release(small_lab, tmp_path / "handout")
    public, whole = load_lab(tmp_path / "handout" / "checks.py"), load_lab(small_lab / "checks.py")
    names = [check.name for e in public.exercises.values() for check in e.checks]
    assert names == ["whole_numbers", "three"]
    assert public.points == whole.points - 3
    text = (tmp_path / "handout" / "checks.py").read_text("utf-8")
    assert "# how large the public inputs are\nSIZE = 5\n" in text
    assert text == public_checks((small_lab / "checks.py").read_text("utf-8"))


def test_a_helper_of_a_hidden_helper_goes_too() -> None:
    source = (
        "a = 1\n\n\ndef b():\n    return a\n\n\ndef c():\n    return b()\n\n\n"
        '@lab.check("x", hidden=True)\ndef d(student, rng):\n    """t"""\n    c()\n'
    )
    assert public_checks(source).splitlines()[1:] == []


def test_hidden_false_is_public() -> None:
    source = '@lab.check("x", hidden=False)\ndef d(student, rng):\n    """t"""\n'
    assert "def d" in public_checks(source)


def test_a_students_work_is_not_overwritten(small_lab: Path, tmp_path: Path) -> None:
    to = tmp_path / "handout"
    notebook = to / "small.ipynb"
    release(small_lab, to)
    release(small_lab, to)  # the same again is no harm
    notebook.write_text(notebook.read_text("utf-8").replace("your turn", "mine"), "utf-8")
    (to / "checks.py").write_text("broken", "utf-8")
    with pytest.raises(ReleaseError, match="somebody's work"):
        release(small_lab, to)
    assert "mine" in notebook.read_text("utf-8")
    assert (to / "checks.py").read_text("utf-8") == "broken", "nothing at all was written"
    release(small_lab, to, force=True)
    assert "mine" not in notebook.read_text("utf-8")


def test_the_command(small_lab: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke
    options = ["--labs", str(small_lab.parent), "--to", str(tmp_path / "out")]
    result = run(main, ["release", "small", *options])
    assert result.exit_code == 0, result.output
    assert "small.ipynb" in result.output
    result = run(main, ["release", "smal", *options])
    assert result.exit_code == 2
    assert "no lab called 'smal'" in result.output
    assert "there are: small" in result.output
    (tmp_path / "file").write_text("")
    result = run(main, ["release", "small", *options[:3], str(tmp_path / "file")])
    assert result.exit_code == 2


def test_find_lab_knows_the_courses_own() -> None:
    assert (find_lab("01_convolution") / "lab.md").is_file()
