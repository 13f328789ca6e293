"""``cnnlab bench grading``: what grading a class takes, beside running its notebooks.

A class of lab 1 with light answers, so that what is measured is the grader: submissions a minute
with one worker and two, and ``jupyter execute`` on some of the same notebooks, all in one run; how
time, memory and what is kept grow with the class; what a submission costs beyond its checks; and
how long after its limit an endless loop is ended.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import tables
from cnnlab.grade import processes, sandbox
from cnnlab.grade.assignment import read_assignment
from cnnlab.grade.grading import GradedLab, grade
from cnnlab.labs import LocalStudent, find_lab, load_lab, run_lab
from cnnlab.labs.release import release
from cnnlab.labs.source import read_lab

LAB = "01_convolution"
CLASS = {"a minute": "a minute:.0f", "s": "s:.1f", "MiB": "MiB:.0f", "kB kept": "kB kept:.1f"}
LIGHT = {
    "correlate2d": """
def correlate2d(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(image, float), np.shape(kernel))
    return np.einsum("pqkl,kl->pq", windows, np.asarray(kernel, float))
""",
    "learn_kernel": """
def learn_kernel(image, target, steps, lr):
    shape = tuple(np.subtract(np.shape(image), np.shape(target)) + 1)
    seen = np.lib.stride_tricks.sliding_window_view(np.asarray(image, float), shape)
    seen, kernel = seen.reshape(np.size(target), -1), np.zeros(np.prod(shape))
    for _ in range(steps):
        kernel = kernel - lr * ((seen @ kernel - np.ravel(target)) @ seen) / np.size(target)
    return kernel.reshape(shape)
""",
}
ENDLESS = """
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.valid_signals()) - {9, 19})
def moving_average(x, weights):
    while True: pass
"""


def measure(sizes: tuple[int, ...] = (10, 100, 1000)) -> dict[str, Any]:
    """Measure, print as it goes, and give the figures."""
    if trouble := sandbox.trouble():
        sys.exit(f"the benchmark grades in the sandbox, and {trouble}")
    figures: dict[str, Any] = {"one": _one(), "class": {}}
    print("one submission of lab 1, light answers")
    for name, value in figures["one"].items():
        print(f"  {name:44}{value:8.3f} s")
    print("\n" + tables.table("class, workers", {"": {}}, CLASS).split("\n")[0])
    for size in sizes:
        for workers in (1, 2):
            row = {f"{size:4}, {workers}": _class(size, workers)}
            figures["class"] |= row
            print(tables.table("class, workers", row, CLASS).split("\n")[1], flush=True)
    executed = figures["jupyter execute, s"] = _jupyter_execute(3)
    alone = min(row["s"] / row["size"] for name, row in figures["class"].items() if name[-1] == "1")
    print(
        f"\njupyter execute, the same notebooks: {executed:.1f} s each, "
        f"{executed / alone:.0f} times as long as one worker takes"
    )
    return figures


def _notebook(number: int = 0, **answers: str) -> bytes:
    """A notebook of the class: no two are the same, or the store would know the second."""
    book = read_lab(find_lab(LAB)).solution_notebook()
    for cell in book.cells:
        marks = cell.metadata.get("cnnlab", {})
        if marks.get("role") == "exercise":
            source = {**LIGHT, **answers}.get(marks["exercise"], cell.source)
            cell.source = f"{source}\n# {number}"
    return json.dumps(book).encode()


def _one() -> dict[str, float]:
    """Start-up, one submission beside the same checks in this process, and an endless loop."""
    folder = find_lab(LAB)
    notebook, lab = _notebook(), load_lab(folder / "checks.py")
    namespace: dict[str, Any] = {}
    for cell in json.loads(notebook)["cells"]:
        if cell["metadata"].get("cnnlab", {}).get("role") in ("setup", "exercise"):
            exec(cell["source"], namespace)
    started = time.perf_counter()
    with GradedLab(read_assignment(folder)) as graded:
        grade(notebook, graded)
        start_up = time.perf_counter() - started
        here, there = [], []
        for _ in range(20):  # in turns: a shared machine slows down and speeds up
            started = time.perf_counter()
            run_lab(lab, LocalStudent(namespace))
            here.append(time.perf_counter() - started)
            started = time.perf_counter()
            light = grade(notebook, graded)
            there.append(time.perf_counter() - started)
        stopped = grade(_notebook(moving_average=ENDLESS), graded)
    asked = lab.exercises["moving_average"].seconds + light.verdicts[0].seconds
    return {
        "start-up, first submission included": start_up,
        "a submission, median": statistics.median(there),
        "its checks in this process": statistics.median(here),
        "added, median of the differences": statistics.median(
            t - h for t, h in zip(there, here, strict=True)
        ),
        "a loop deaf to signals, ended after its 5 s": stopped.verdicts[0].seconds - asked,
    }


def _class(size: int, workers: int) -> dict[str, float]:
    """``cnnlab grade`` on a class, as an instructor runs it."""
    with tempfile.TemporaryDirectory() as name:
        folder, to = Path(name) / "submissions", Path(name) / "results"
        folder.mkdir()
        text = _notebook().decode()
        for number in range(size):
            (folder / f"{number}.ipynb").write_text(text.replace("# 0", f"# {number}"))
        command = ["grade", LAB, folder, "--to", to, "--workers", workers]
        with _most_memory() as memory:
            started = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "cnnlab.cli", *map(str, command)],
                check=True,
                capture_output=True,
            )
            seconds = time.perf_counter() - started
        kept = sum(path.stat().st_size for path in to.rglob("*") if path.is_file())
    return {
        "size": size,
        "a minute": 60 * size / seconds,
        "s": seconds,
        "MiB": memory[0] / 2**20,
        "kB kept": kept / size / 1e3,
    }


@contextmanager
def _most_memory() -> Iterator[list[float]]:
    """The most memory that the processes started in the body hold together, in bytes."""
    most, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.25):
            most[0] = max(most[0], processes.memory(processes.descendants()))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        over.set()
        watcher.join()


def _jupyter_execute(count: int) -> float:
    """Median seconds of ``jupyter execute`` on notebooks of the class."""
    taken = []
    with tempfile.TemporaryDirectory() as name:
        release(find_lab(LAB), Path(name))
        for number in range(count):
            file = Path(name) / f"{number}.ipynb"
            file.write_bytes(_notebook(number))
            started = time.perf_counter()
            subprocess.run(
                [Path(sys.executable).with_name("jupyter"), "execute", file],
                check=True,
                capture_output=True,
            )
            taken.append(time.perf_counter() - started)
    return statistics.median(taken)
