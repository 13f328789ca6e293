"""Imports go down floors only, and importing the package stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "cnnlab"

# A module may import from its own floor and from those below. The longest matching name decides.
FLOORS = {
    "cnnlab": 0,
    "cnnlab.files": 0,
    "cnnlab.memory": 0,
    "cnnlab.shapes": 0,
    "cnnlab.threads": 0,
    "cnnlab.ops": 1,
    "cnnlab.gradcheck": 1,
    "cnnlab.nn": 2,
    "cnnlab.optim": 3,
    "cnnlab.data": 3,
    "cnnlab.models": 3,
    "cnnlab.receptive_field": 3,
    "cnnlab.summary": 3,
    "cnnlab.twin": 4,
    "cnnlab.train": 4,
    "cnnlab.viz": 4,
    "cnnlab.labs": 5,
    "cnnlab.grade": 5,
    "cnnlab.cli": 5,
    "cnnlab.cli_grade": 5,
    "cnnlab.cli_options": 5,
    "cnnlab.cli_train": 5,
    "cnnlab.__main__": 6,
}
THIRD_PARTY = {"cnnlab.shapes": set(), "cnnlab.ops": {"numpy"}, "cnnlab.gradcheck": {"numpy"}}
SCIPY_TOO = ("cnnlab.ops.conv.fft", "cnnlab.ops.activations.normal")
ONLY_HERE = {
    "torch": ("cnnlab.twin", "cnnlab.train"),
    "matplotlib": ("cnnlab.viz",),
}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        yield ".".join(p for p in parts if p != "__init__"), path


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(name: str, rooms: dict[str, object] | tuple[str, ...]) -> str | None:
    """The longest of ``rooms`` that ``name`` is, or is inside of."""
    inside = [r for r in rooms if name == r or name.startswith(r + ".")]
    return max(inside, key=len, default=None)


def complaints(name: str, source: str) -> list[str]:
    """What ``source``, standing at ``name``, imports that it must not."""
    found = []
    here = room(name, FLOORS)
    for target in imports(ast.parse(source)):
        top = target.partition(".")[0]
        if top == "cnnlab":
            there = room(target, FLOORS)
            if FLOORS[there] > FLOORS[here]:
                found.append(f"{name} (floor {FLOORS[here]}) imports {target} ({FLOORS[there]})")
            elif there != here and FLOORS[there] == FLOORS[here] > 0 and "cli" not in here:
                allowed = (here, there) in {
                    ("cnnlab.train", "cnnlab.twin"),
                    ("cnnlab.grade", "cnnlab.labs"),
                    ("cnnlab.gradcheck", "cnnlab.ops"),
                }
                if not allowed:
                    found.append(f"{name} imports its neighbour {target}")
        elif top not in sys.stdlib_module_names:
            lean = THIRD_PARTY.get(room(name, THIRD_PARTY) or "")
            scipy = top == "scipy" and name in SCIPY_TOO
            if lean is not None and top not in lean and not scipy:
                found.append(f"{name} imports {top}")
            if top in ONLY_HERE and room(name, ONLY_HERE[top]) is None:
                found.append(f"{name} imports {top}, which is for {' and '.join(ONLY_HERE[top])}")
    return found


@pytest.mark.parametrize(("name", "path"), list(modules()), ids=lambda value: str(value)[-40:])
def test_imports_go_down(name: str, path: Path) -> None:
    assert complaints(name, path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("cnnlab.shapes", "import numpy"),
        ("cnnlab.ops.conv2d", "from cnnlab.nn import Module"),
        ("cnnlab.ops.conv2d", "import scipy.signal"),
        ("cnnlab.nn.module", "def f():\n    import torch"),
        ("cnnlab.models.lenet5", "from cnnlab import viz"),
        ("cnnlab.data.digits", "from cnnlab.optim import SGD"),
        ("cnnlab.labs.verdict", "from cnnlab.grade import grade"),
        ("cnnlab.train", "import matplotlib.pyplot as plt"),
    ],
)
def test_a_planted_import_is_seen(name: str, source: str) -> None:
    assert len(complaints(name, source)) == 1


@pytest.mark.parametrize(
    ("imported", "heavy"),
    [
        ("cnnlab, cnnlab.grade.isolate", {"numpy"}),
        (
            "cnnlab, cnnlab.ops, cnnlab.nn, cnnlab.cli",
            {"torch", "matplotlib", "sklearn", "scipy", "IPython"},
        ),
    ],
)
def test_importing_the_package_is_light(imported: str, heavy: set[str]) -> None:
    code = (
        f"import sys, {imported}\n"
        f"heavy = {heavy!r} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")
