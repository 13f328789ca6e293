"""Memory that is used again: never while somebody still looks into it."""

from __future__ import annotations

import gc
import multiprocessing
import subprocess
import sys
import threading
import weakref
from itertools import pairwise

import numpy as np
import pytest
import torch

import cnnlab
from cnnlab.memory import empty, empty_like, results
from cnnlab.memory.results import LARGE, LIMIT

SHAPE = (100, 1000)  # of float32: large enough to be kept


@pytest.fixture(autouse=True)
def nothing_waits() -> None:
    gc.collect()
    cnnlab.clear_workspaces()


def address(array: np.ndarray) -> int:
    return array.__array_interface__["data"][0]


def test_a_result_is_an_ordinary_array() -> None:
    y = empty(SHAPE, np.float32)
    assert type(y) is np.ndarray
    assert y.shape == SHAPE
    assert y.dtype == np.float32
    assert y.flags.c_contiguous
    assert y.flags.writeable
    y[...] = 3
    assert y.sum() == 300_000


def test_memory_comes_back_for_any_shape_of_about_the_size() -> None:
    first = empty(SHAPE, np.float32)
    where = address(first)
    del first
    second = empty((5, 20, 124, 4), np.float64)
    assert address(second) == where
    assert address(empty(SHAPE, np.float32)) != where


@pytest.mark.parametrize(
    "look",
    [
        lambda y: y[3:5],
        lambda y: y.T[::2],
        lambda y: y.view(np.int32)[0],
        lambda y: y.reshape(-1)[7:].reshape(1, -1),
        memoryview,
        torch.from_numpy,
        lambda y: np.ndarray((3,), np.float32, y, 64),
        lambda y: np.frombuffer(y, np.uint8),
        lambda y: [y],
    ],
)
def test_not_while_anybody_looks_into_it(look) -> None:
    y = empty(SHAPE, np.float32)
    where = address(y)
    seen = look(y)
    del y
    gc.collect()
    other = empty(SHAPE, np.float32)
    assert address(other) != where
    del seen, other
    gc.collect()
    again = [empty(SHAPE, np.float32) for _ in range(2)]
    assert where in map(address, again)


def test_what_waits_is_bounded_and_can_be_given_back() -> None:
    many = [empty((LIMIT // 8,), np.uint8) for _ in range(12)]
    assert all(not np.shares_memory(a, b) for a, b in pairwise(many))
    del many
    assert 0 < results._spare.waiting() <= LIMIT
    cnnlab.clear_workspaces()
    assert results._spare.waiting() == 0


def test_pieces_are_cut_and_joined_again() -> None:
    whole = empty((4, *SHAPE), np.float32)
    first, last = address(whole), address(whole) + whole.nbytes
    del whole
    quarters = [empty(SHAPE, np.float32) for _ in range(4)]
    assert sorted(map(address, quarters)) == [first + i * quarters[0].nbytes for i in range(4)]
    other = empty(SHAPE, np.float32)
    assert not first <= address(other) < last
    for i in (2, 0, 3, 1):
        quarters[i] = None
    assert address(empty((4, *SHAPE), np.float32)) == first


def test_a_drawn_history_never_gives_the_same_byte_twice() -> None:
    rng = np.random.default_rng(0)
    held: list[tuple[np.ndarray, int]] = []
    for mark in range(1500):
        if held and rng.random() < 0.5:
            y, was = held.pop(rng.integers(len(held)))
            assert (y == was).all()
        y = empty((int(rng.integers(1, 300_000)),), np.int32)
        y[...] = mark
        held = [*held[-20:], (y, mark)]
    assert all((y == was).all() for y, was in held)


def test_what_was_in_use_when_all_was_given_back_goes_too() -> None:
    kept, many = [], [empty((2**20,), np.uint8) for _ in range(300)]
    kept += many[::60]
    del many
    cnnlab.clear_workspaces()
    assert results._spare.waiting() == 0
    slabs = {id(y.base.piece.slab): weakref.ref(y.base.piece.slab) for y in kept}
    del kept
    assert results._spare.waiting() == 0
    assert [slab() for slab in slabs.values()] == [None] * len(slabs)


def test_a_failure_on_the_way_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    empty(SHAPE, np.float32)
    before = results._spare.waiting()

    def fails(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(results, "_Loan", fails)
        with pytest.raises(MemoryError):
            empty(SHAPE, np.float32)
    assert results._spare.waiting() == before


def test_pieces_begin_at_a_line() -> None:
    for size in (70_001, 100_000, 2**20, 80 << 20):
        assert address(empty((size,), np.uint8)) % results.LINE == 0


def test_the_small_is_left_to_numpy() -> None:
    assert empty((LARGE - 1,), np.uint8).base is None
    assert empty_like(np.ones((3, 4))).base is None
    assert empty((0, 5), np.float32).shape == (0, 5)


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (0, 2, 3, 1), (2, 1, 3, 0), (3, 2, 1, 0)])
def test_empty_like_lies_as_numpys_does(order: tuple[int, ...]) -> None:
    x = np.zeros((20, 30, 40, 9), np.float32).transpose(order)
    for array in (x, x[::2], x[:, :, 1:], x[:1]):
        like = empty_like(array)
        assert (like.shape, like.dtype) == (array.shape, array.dtype)
        kept = [a for a, length in enumerate(array.shape) if length > 1]
        want = np.empty_like(array).strides
        assert [like.strides[a] for a in kept] == [want[a] for a in kept]


def test_threads_never_get_the_same_memory() -> None:
    wrong: list[int] = []

    def work(mark: int) -> None:
        for _ in range(100):
            y = empty(SHAPE, np.float32)
            y[...] = mark
            if not (y == mark).all():
                wrong.append(mark)

    threads = [threading.Thread(target=work, args=(mark,)) for mark in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def _in_child(answers) -> None:
    answers.put(float(empty(SHAPE, np.float32).size))


@pytest.mark.skipif(sys.platform == "win32", reason="no fork")
def test_a_fork_while_the_lock_is_held() -> None:
    """Another thread may be in there when the process forks."""
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with results._spare._lock:
            held.set()
            done.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(20)
    child = context.Process(target=_in_child, args=(answers,))
    child.start()
    child.join(20)
    done.set()
    holder.join()
    assert child.exitcode == 0
    assert answers.get() == 100_000


def test_nothing_is_said_when_python_ends() -> None:
    code = """
import numpy as np, sys
from cnnlab.memory import empty
kept = [empty((100, 1000), np.float32) for _ in range(5)]
sys.modules["kept for later"] = kept
loop = [kept]; loop.append(loop)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stderr) == (0, "")
