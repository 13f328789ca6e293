"""Threads: the same results for any number of them, no deadlock, nothing left behind."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Iterator
from concurrent.futures import wait

import numpy as np
import pytest

import cnnlab
from cnnlab.ops import conv2d, conv2d_backward
from cnnlab.shapes import ExplainedError
from cnnlab.threads import for_each, pieces, total

CONVOLUTIONS = {
    "im2col": {"shape": (40, 8, 30, 31), "weight": (5, 8, 4, 5), "stride": (2, 1), "padding": 2},
    "batch": {"shape": (40, 3, 30, 31), "weight": (5, 3, 4, 5), "stride": (2, 1), "padding": 2},
    "winograd": {"shape": (40, 16, 30, 31), "weight": (17, 16, 3, 3), "padding": 1},
    "winograd, all in one part": {"shape": (4, 400, 8, 8), "weight": (401, 400, 3, 3)},
    "dilated": {"shape": (20, 16, 30, 31), "weight": (17, 16, 3, 3), "dilation": (2, 3)},
    "depthwise": {"shape": (9, 8, 30, 31), "weight": (8, 1, 5, 4), "groups": 8},
    "fft": {"shape": (3, 2, 30, 31), "weight": (4, 2, 13, 14)},
}


@pytest.fixture(autouse=True)
def one_thread_again() -> Iterator[None]:
    yield
    cnnlab.set_threads(1)


def convolved(shape, weight, rng=0, **settings) -> list[np.ndarray]:
    rng = np.random.default_rng(rng)
    x, w = (rng.standard_normal(size, np.float32) for size in (shape, weight))
    y, cache = conv2d(x, w, rng.standard_normal(len(w), np.float32), **settings)
    return [y, *conv2d_backward(rng.standard_normal(y.shape, np.float32), cache)]


@pytest.mark.parametrize("name", CONVOLUTIONS)
def test_results_do_not_depend_on_the_number_of_threads(name: str) -> None:
    alone = convolved(**CONVOLUTIONS[name])
    for threads in (2, 3):
        cnnlab.set_threads(threads)
        for got, want in zip(convolved(**CONVOLUTIONS[name]), alone, strict=True):
            assert np.array_equal(got, want), f"{threads} threads"


def test_parts_are_worked_on_side_by_side() -> None:
    cnnlab.set_threads(2)
    meeting = threading.Barrier(2, timeout=20)  # passed only by two at a time
    done: list[tuple[int, int]] = []
    for_each(lambda i: done.append((meeting.wait() * 0 + i, threading.get_ident())), range(4))
    assert sorted(i for i, _ in done) == [0, 1, 2, 3]
    assert {thread for _, thread in done} >= {threading.get_ident()}
    assert len({thread for _, thread in done}) == 2


@pytest.mark.parametrize("parts", [0, 1, 3, 4, 5, 9, 30])
def test_a_total_is_the_same_sum_for_any_number_of_threads(parts: int) -> None:
    shares = np.random.default_rng(0).standard_normal((parts, 50)).astype(np.float32)
    sums = []
    for threads in (1, 2, 3, 7):
        cnnlab.set_threads(threads)
        sums.append(total(lambda i: shares[i].copy(), range(parts), np.zeros(50, np.float32)))
    np.testing.assert_allclose(sums[0], shares.sum(axis=0), rtol=1e-5, atol=1e-5)
    assert all(np.array_equal(added_up, sums[0]) for added_up in sums)


def test_work_inside_of_work_does_not_wait_for_itself() -> None:
    cnnlab.set_threads(2)
    done: list[tuple[int, int]] = []
    for_each(lambda i: for_each(lambda j: done.append((i, j)), range(5)), range(8))
    assert sorted(done) == [(i, j) for i in range(8) for j in range(5)]


def test_there_are_as_many_threads_as_were_asked_for() -> None:
    cnnlab.set_threads(4)
    for_each(lambda _: None, range(2))  # a first call with fewer parts
    meeting = threading.Barrier(4, timeout=20)
    for_each(lambda _: meeting.wait(), range(4))


def test_an_interrupt_waits_for_the_other_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """They may be writing into memory that the caller goes on to use."""
    cnnlab.set_threads(2)
    begun, done = threading.Event(), threading.Event()
    caller, pressed = threading.get_ident(), []

    def work(_: int) -> None:
        if threading.get_ident() == caller:
            begun.wait(20)
        else:
            begun.set()
            time.sleep(0.3)
            done.set()

    def wait_and_press(others: list) -> None:
        if not pressed:
            pressed.append(True)
            raise KeyboardInterrupt
        wait(others)

    monkeypatch.setattr("cnnlab.threads.wait", wait_and_press)
    with pytest.raises(KeyboardInterrupt):
        for_each(work, range(2))
    assert done.is_set()


def test_after_an_error_nobody_begins_another_part() -> None:
    cnnlab.set_threads(2)
    caller, begun = threading.get_ident(), []

    def work(i: int) -> None:
        begun.append(i)
        time.sleep(0.02)
        if threading.get_ident() != caller:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        for_each(work, range(50))
    assert len(begun) < 10


def test_an_error_in_a_thread_comes_out() -> None:
    cnnlab.set_threads(2)
    for fails in (0, 3, 5):
        with pytest.raises(ZeroDivisionError):
            for_each(lambda i, fails=fails: 1 // (i - fails), range(6))
    done: list[int] = []
    for_each(done.append, range(6))  # and threads go on to work
    assert sorted(done) == list(range(6))


def test_an_error_that_looks_like_the_end_comes_out_too() -> None:
    for threads in (1, 2):
        cnnlab.set_threads(threads)
        with pytest.raises(IndexError):
            for_each(lambda i: [][i], range(3))


def test_several_threads_of_the_caller_may_convolve_at_once() -> None:
    cnnlab.set_threads(2)
    want = [convolved(**CONVOLUTIONS["winograd"], rng=seed)[0] for seed in range(4)]
    got: dict[int, np.ndarray] = {}

    def work(seed: int) -> None:
        got[seed] = convolved(**CONVOLUTIONS["winograd"], rng=seed)[0]

    callers = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(60)
    assert all(np.array_equal(got[seed], want[seed]) for seed in range(4))


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_gets_threads_of_its_own() -> None:
    cnnlab.set_threads(2)
    want = convolved(**CONVOLUTIONS["depthwise"])[0]  # the pool is at work before the fork
    context = multiprocessing.get_context("fork")
    with context.Pool(1) as pool:
        got = pool.apply_async(convolved, kwds=CONVOLUTIONS["depthwise"]).get(60)[0]
    assert np.array_equal(got, want)


@pytest.mark.parametrize("n", [0, -1, 1.5, True, "2"])
def test_what_is_no_number_of_threads_is_explained(n: object) -> None:
    with pytest.raises(ExplainedError, match="set_threads: this is no number of threads"):
        cnnlab.set_threads(n)
    assert cnnlab.get_threads() == 1


@pytest.mark.parametrize("n", [0, 1, 2, 5, 14, 64, 101])
@pytest.mark.parametrize("most", [0, 1, 3, 14, 200])
def test_pieces_are_all_of_it_and_even_in_number(n: int, most: int) -> None:
    cut = pieces(n, most)
    assert [i for piece in cut for i in range(n)[piece]] == list(range(n))
    sizes = [piece.stop - piece.start for piece in cut]
    assert all(1 <= size <= max(most, 1) for size in sizes)
    assert not sizes or max(sizes) - min(sizes) <= 1
    assert len(cut) in (0, 1, n) or len(cut) % 2 == 0
