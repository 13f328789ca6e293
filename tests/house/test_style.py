"""The linter, the formatter and the type checker are part of the tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "tool",
    [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]],
    ids=["lint", "format", "types"],
)
def test_clean(tool: list[str]) -> None:
    result = subprocess.run(
        [sys.executable, "-m", *tool], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_no_file_is_long_or_heavy() -> None:
    """A concept a file: none in the package passes 250 lines, and nothing tracked passes 1 MB."""
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True
    ).stdout.split("\0")
    if not any(tracked):
        pytest.skip("not a git checkout: the files that belong to the project are not known")
    files = [ROOT / name for name in tracked if name and (ROOT / name).is_file()]
    assert [f for f in files if f.stat().st_size > 1_000_000] == []
    package = [f for f in files if f.suffix == ".py" and f.is_relative_to(ROOT / "cnnlab")]
    assert [f for f in package if len(f.read_text("utf-8").splitlines()) > 250] == []
