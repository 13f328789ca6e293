"""The execution cache's key follows everything that pages call, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from freshness import book_key, execution_cache, execution_key

FILES = {
    "cnnlab/ops/conv2d.py": "a = 1",
    "cnnlab/viz/widgets/base.js": "//",
    "book/facts.py": "b = 1",
    "book/03_convolution.md": "# page",
    "book/_static/book.css": "a {}",
    "labs/index.md": "# labs",
    "requirements.lock": "numpy==2",
    "_config.yml": "title: x",
    "_toc.yml": "root: x",
    "pyproject.toml": "",
    "README.md": "x",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def change(path: Path) -> None:
    path.write_text(path.read_text() + "\n")


@pytest.mark.parametrize(
    "name",
    ["cnnlab/ops/conv2d.py", "cnnlab/viz/widgets/base.js", "book/facts.py", "requirements.lock"],
)
def test_code_that_pages_call_makes_their_outputs_stale(root: Path, name: str) -> None:
    before = execution_key(root), book_key(root)
    change(root / name)
    assert execution_key(root) != before[0]
    assert book_key(root) != before[1]


@pytest.mark.parametrize(
    "name",
    ["book/03_convolution.md", "book/_static/book.css", "labs/index.md", "_config.yml", "_toc.yml"],
)
def test_text_makes_the_book_stale_but_no_output(root: Path, name: str) -> None:
    before = execution_key(root), book_key(root)
    change(root / name)
    assert execution_key(root) == before[0]
    assert book_key(root) != before[1]


def test_a_file_that_is_new_renamed_or_gone_counts(root: Path) -> None:
    keys = [execution_key(root)]
    (root / "cnnlab/new.py").write_text("")
    keys.append(execution_key(root))
    (root / "cnnlab/new.py").rename(root / "cnnlab/newer.py")
    keys.append(execution_key(root))
    assert len(set(keys)) == 3
    (root / "cnnlab/newer.py").unlink()
    assert execution_key(root) == keys[0]


def test_what_pages_do_not_call_counts_for_nothing(root: Path) -> None:
    before = book_key(root)
    change(root / "README.md")
    for name in ("cnnlab/__pycache__/a.pyc", "book/.ipynb_checkpoints/a.md", "labs/a.ipynb"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")
    assert book_key(root) == before


def test_the_cache_stands_in_the_build_folder(root: Path) -> None:
    assert execution_cache(root) == root / "_build" / "execution" / execution_key(root)
