"""Checks of lab 1, "The convolution operation"."""

from __future__ import annotations

from functools import partial
from typing import Literal

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import linalg, signal

from cnnlab.labs import Failed, Lab, Raised, Student
from cnnlab.labs.compare import as_array, expect_close

Array = NDArray[np.float64]
Indices = NDArray[np.intp]
Pair = tuple[int, int]
Mode = Literal["valid", "full", "same"]
MODES: tuple[Mode, ...] = ("valid", "full", "same")

lab = Lab("01_convolution", title="The convolution operation")

READY_MADE = ("scipy", "torch", "cnnlab.ops", "skimage", "cv2")
lab.exercise("moving_average", forbid=READY_MADE)
lab.exercise("convolve1d", forbid=(*READY_MADE, "numpy.convolve", "numpy.correlate"))
lab.exercise("correlate2d", forbid=READY_MADE)
lab.exercise("convolve2d", builds_on=("correlate2d",), forbid=READY_MADE)
lab.exercise("pad2d", forbid=READY_MADE)
lab.exercise("sobel", builds_on=("correlate2d", "convolve2d"), forbid=READY_MADE)
lab.exercise("as_matrix", builds_on=("correlate2d",), forbid=READY_MADE)
lab.exercise("learn_kernel", builds_on=("correlate2d",), forbid=READY_MADE, seconds=10)


# 1. moving_average


def averages(x: Array, weights: Array) -> Array:
    return signal.convolve(x, weights, "valid", method="direct")


def average_mistakes(x: Array, weights: Array) -> dict[str, Array]:
    right, full, k = averages(x, weights), signal.convolve(x, weights), len(weights)
    mistakes = {
        "are the weights the wrong way round? weights[0] belongs to the newest measurement": (
            np.correlate(x, weights, "valid")
        ),
        "the weights are used as they are: do not divide by their sum": right / weights.sum(),
        "only windows that lie wholly inside x count: the first output needs as many "
        "measurements as there are weights": full[: len(x)],
        "no output may use measurements from after the end of x": full[k - 1 :],
        "this is an average with equal weights: are the weights used?": (
            averages(x, np.full(k, 1 / k))
        ),
        "the last window is missing: there are len(x) - len(weights) + 1 of them": right[:-1],
        "is the mean taken of the products? It is their sum": right / k,
        "there are not always three weights": averages(x, weights[:3]),
        "the windows are one measurement late: the first begins with x[0]": right[1:],
        "the window moves on by one measurement, not by its own length": right[::k],
        "t - a reaches back before x[0], and Python then counts from the end: mind the K - 1": (
            averages(np.roll(x, k - 1), weights)
        ),
    }
    if k > 1:
        mistakes |= {
            "the newest measurement takes no part: ages begin at 0": (
                averages(x, np.concatenate([[0], weights[1:]]))
            ),
            "the oldest measurement takes no part: ages run to K - 1": (
                averages(x, np.concatenate([weights[:-1], [0]]))
            ),
        }
    return mistakes


def _averages(student: Student, x: Array, weights: Array) -> None:
    expect_close(
        student.moving_average(x, weights),
        averages(x, weights),
        mistakes=lambda: average_mistakes(x, weights),
        shape_hint="only windows that lie wholly inside x count: M - K + 1 of them",
    )


@lab.check("moving_average", points=2)
def by_hand(student: Student, rng: Generator) -> None:
    """four measurements and three weights, as in the example"""
    _averages(student, np.array([4.0, 8.0, 6.0, 11.0]), np.array([0.5, 0.3, 0.2]))


@lab.check("moving_average", points=2)
def drawn_measurements(student: Student, rng: Generator) -> None:
    """nine random measurements and four weights that do not add up to one"""
    _averages(student, rng.normal(5, 2, 9), rng.uniform(0.1, 1, 4))


@lab.check("moving_average", points=1, hidden=True)
def one_window(student: Student, rng: Generator) -> None:
    """as many weights as measurements, then a single weight"""
    x, weights = rng.normal(5, 2, 6), rng.uniform(0.1, 1, 6)
    _averages(student, x, weights)
    _averages(student, x, weights[:1])


@lab.check("moving_average", points=1, hidden=True)
def whole_numbers_in(student: Student, rng: Generator) -> None:
    """whole-number measurements with weights that are fractions, and the reverse"""
    x, weights = rng.integers(10, 99, 7), np.array([0.6, 0.25, 0.15])
    want = averages(x.astype(float), weights)
    expect_close(student.moving_average(x, weights), want, what="the result for whole numbers")
    got = student.moving_average(x.tolist(), weights.tolist())
    expect_close(got, want, what="the result for lists")
    _averages(student, rng.normal(5, 2, 7), np.array([3, 2, 1]))


# 2. convolve1d


def convolve_mistakes(x: Array, w: Array, mode: Mode) -> dict[str, Array]:
    full, (m, k) = np.convolve(x, w), (len(x), len(w))
    mistakes = {
        "is the kernel flipped? This is cross-correlation": np.convolve(x, w[::-1], mode),
        "is it flipped twice, or the result turned round?": np.convolve(x, w, mode)[::-1],
        "x is turned round: it is w that runs backwards": np.convolve(x[::-1], w, mode),
    }
    if k > 1:
        by_weight = np.concatenate([x * w[0], x[-1] * w[1:]])  # the last one written, either way
        by_input = np.concatenate([x[0] * w[:-1], x * w[-1]])
        first = {"full": 0, "same": (k - 1) // 2, "valid": k - 1}[mode]
        kept = slice(first, first + len(np.convolve(x, w, mode)))
        mistakes |= {
            "only the last product is left: is there = instead of +=?": by_weight[kept],
            "only one product of each sum is left: is there = instead of +=?": by_input[kept],
            "the last weight takes no part: there are K of them, up to w[K - 1]": (
                np.convolve(x, np.append(w[:-1], 0), mode)
            ),
            "the last element of x takes no part: there are M of them, up to x[M - 1]": (
                np.convolve(np.append(x[:-1], 0), w, mode)
            ),
        }
    if mode == "valid":
        begin = "valid begins at i = K - 1, the first output that every weight takes part in"
        mistakes[begin] = full[: m - k + 1]
    if mode == "same":
        mistakes |= {
            "same is taken from the middle of the full result, not from its beginning": full[:m],
            "same is taken from the middle of the full result, not from its end": full[-m:],
        }
        if k % 2 == 0:
            mistakes["for an even kernel this starts one output too late"] = full[k // 2 :][:m]
    if mode == "full":
        wrapped = full.copy()
        wrapped[: k - 1] += full[m:]
        mistakes |= {
            "the last outputs are missing, in which w reaches beyond the end of x": full[:m],
            "a negative index counts from the end: x[-1] is the last element, not a zero": wrapped,
        }
    others = (other for other in MODES if other != mode)
    return mistakes | {f'this is mode "{other}"': np.convolve(x, w, other) for other in others}


def _convolve1d(student: Student, x: Array, w: Array, of: str = "") -> None:
    for mode in MODES:
        expect_close(
            student.convolve1d(x, w, mode),
            np.convolve(x, w, mode),
            what=f'the result for mode "{mode}"{of}',
            mistakes=partial(convolve_mistakes, np.asarray(x), np.asarray(w), mode),
        )


@lab.check("convolve1d", points=2)
def three_modes(student: Student, rng: Generator) -> None:
    """seven numbers and a kernel of three, in every mode"""
    _convolve1d(student, rng.standard_normal(7), rng.standard_normal(3))


@lab.check("convolve1d", points=2)
def even_kernel(student: Student, rng: Generator) -> None:
    """a kernel of four, which has no middle"""
    _convolve1d(student, rng.standard_normal(9), rng.standard_normal(4))


@lab.check("convolve1d", points=1, hidden=True)
def extreme_kernels(student: Student, rng: Generator) -> None:
    """a kernel of one, a kernel of two, and one as long as the input"""
    x = rng.standard_normal(5)
    for k in (1, 2, 5):
        _convolve1d(student, x, rng.standard_normal(k))


@lab.check("convolve1d", points=1, hidden=True)
def lists_of_whole_numbers(student: Student, rng: Generator) -> None:
    """a list of whole numbers and a kernel of fractions, then the reverse"""
    _convolve1d(student, rng.integers(-9, 9, 6).tolist(), [0.5, 0.25, -1.75], " and lists")
    _convolve1d(student, rng.uniform(-3, 3, 6), np.array([1, -2, 3]), " and a whole-number kernel")


# 3. correlate2d and 4. convolve2d


def correlated(image: Array, kernel: Array) -> Array:
    result: Array = signal.correlate2d(image, kernel, "valid")
    return result


def grid_mistakes(image: Array, kernel: Array, *, flip: bool) -> dict[str, Array]:
    """What likely mistakes would give; ``flip``: true convolution is asked for."""
    turned = kernel[::-1, ::-1]
    used, other = (turned, kernel) if flip else (kernel, turned)
    right = correlated(image, used)
    h, w = image.shape
    k, l = kernel.shape
    mistakes = {
        (
            "this is cross-correlation: convolution flips the kernel, in both directions"
            if flip
            else "the kernel is flipped: cross-correlation leaves it as it is"
        ): correlated(image, other),
        "the kernel is flipped upside down only": correlated(image, kernel[::-1]),
        "the kernel is flipped left to right only": correlated(image, kernel[:, ::-1]),
        "the loops end one output too early: there are H - K + 1 rows of them": right[:-1, :-1],
        "this is as large as the image: only places where the kernel lies wholly inside count": (
            signal.correlate2d(image, used, "same")
        ),
        "this is the full result: only places where the kernel lies wholly inside count": (
            signal.correlate2d(image, used, "full")
        ),
        "is the mean taken? A correlation is the sum of the products": right / kernel.size,
        "only the last product is left: is there = instead of +=?": (
            image[k - 1 :, l - 1 :] * used[-1, -1]
        ),
        "the window moves on by one pixel, not by its own size": right[::k, ::l],
        "every row is the same: does [[0] * Q] * P hold one list P times?": (
            np.repeat(right[-1:], len(right), axis=0)
        ),
        "an index falls below 0, and Python then counts from the end: the first patch begins at "
        "image[0, 0]": correlated(np.roll(image, (k // 2, l // 2), axis=(0, 1)), used),
    }
    if min(right.shape) > 1:
        hint = (
            "the last row and column are never filled: do the outer loops end one step too early?"
        )
        mistakes[hint] = np.pad(right[:-1, :-1], ((0, 1), (0, 1)))
    if min(k, l) > 1:
        hint = "the kernel's last row and column take no part: do the inner loops end too early?"
        mistakes[hint] = correlated(image[: h - 1, : w - 1], used[:-1, :-1])
    if k == l:
        hint = "@ multiplies matrices; here each pixel meets the one weight that lies on it: *"
        mistakes[hint] = correlated(image, np.repeat(kernel.sum(axis=1)[None], k, axis=0))
    if flip:
        mistakes |= {
            "the image is flipped, so the result stands on its head: flip the kernel": (
                right[::-1, ::-1]
            ),
            "the result is flipped: flip the kernel instead": correlated(image, kernel)[::-1, ::-1],
            "i - m falls below 0, and Python then counts from the end: where is the K - 1?": (
                correlated(np.roll(image, (k - 1, l - 1), axis=(0, 1)), used)
            ),
            "kernel[-m, -n] begins at kernel[0, 0]: flipped, the first is kernel[-1, -1]": (
                correlated(image, np.roll(used, (1, 1), axis=(0, 1)))
            ),
        }
    if h >= l and w >= k:
        mistakes |= {
            "the kernel is transposed: transposing is no flip, it exchanges height and width": (
                correlated(image, kernel.T)
            ),
            "the kernel is flipped and transposed: its height and width are exchanged": (
                correlated(image, turned.T)
            ),
            "np.rot90 once is a quarter of a turn; flipping in both directions is half a turn": (
                correlated(image, np.rot90(kernel))
            ),
            "three quarters of a turn are no flip: flipping in both directions is half a turn": (
                correlated(image, np.rot90(kernel, 3))
            ),
        }
    return mistakes


def _grid(student: Student, name: str, rng: Generator, image_size: Pair, kernel_size: Pair) -> None:
    """Hold ``name`` to the definition, on a random image and kernel of these sizes."""
    image, kernel = rng.standard_normal(image_size), rng.standard_normal(kernel_size)
    flip = name == "convolve2d"
    mistakes = partial(grid_mistakes, image, kernel, flip=flip)
    try:
        expect_close(
            getattr(student, name)(image, kernel),
            correlated(image, kernel[::-1, ::-1] if flip else kernel),
            mistakes=mistakes,
        )
    except (Failed, Raised) as error:
        if error.hint in mistakes():
            raise
        hint = _right_where_square(student, name, rng, image_size, kernel_size)
        raise Failed(error.message, hint or error.hint) from None


def _right_where_square(
    student: Student, name: str, rng: Generator, image_size: Pair, kernel_size: Pair
) -> str:
    """A hint for who is right on squares: height and width are exchanged somewhere."""
    (h, w), (k, l) = image_size, kernel_size
    if min(h, w) < max(k, l) or min(h - k, w - l) == 0:
        return ""  # too small to tell one thing from the other
    if all(_is_right(student, name, rng, (h, w), (k, k)) for _ in range(2)):
        return f"right for square kernels, wrong for {k} × {l}: is one side taken for the other?"
    if _is_right(student, name, rng, (h, h), (k, l)):
        return f"right for square images, wrong for {h} × {w}: are height and width exchanged?"
    if _is_right(student, name, rng, (h, h), (k, k)):
        return f"right where all is square, wrong for {h} × {w}: are height and width exchanged?"
    return ""


def _is_right(
    student: Student, name: str, rng: Generator, image_size: Pair, kernel_size: Pair
) -> bool:
    image, kernel = rng.standard_normal(image_size), rng.standard_normal(kernel_size)
    used = kernel[::-1, ::-1] if name == "convolve2d" else kernel
    try:
        expect_close(getattr(student, name)(image, kernel), correlated(image, used))
    except (Failed, Raised):
        return False
    return True


@lab.check("correlate2d", points=1)
def correlate_by_hand(student: Student, rng: Generator) -> None:
    """the 3 × 4 image and 2 × 2 kernel of the example"""
    image = np.array([[1.0, 2, 0, 1], [0, 1, 3, 1], [2, 1, 0, 2]])
    kernel = np.array([[1.0, 2], [0, -1]])
    expect_close(
        student.correlate2d(image, kernel),
        correlated(image, kernel),
        mistakes=lambda: grid_mistakes(image, kernel, flip=False),
    )


@lab.check("correlate2d", points=2)
def rectangles(student: Student, rng: Generator) -> None:
    """a random 5 × 7 image and a 2 × 3 kernel, also one of whole numbers"""
    _grid(student, "correlate2d", rng, (5, 7), (2, 3))
    image, kernel = rng.standard_normal((5, 7)), np.array([[-1, 0, 1], [-2, 0, 3]])
    expect_close(
        student.correlate2d(image, kernel),
        correlated(image, kernel),
        what="the result for a whole-number kernel",
        mistakes=lambda: grid_mistakes(image, kernel.astype(float), flip=False),
    )


@lab.check("correlate2d", points=1)
def tall(student: Student, rng: Generator) -> None:
    """a random 8 × 4 image and a 4 × 1 kernel"""
    _grid(student, "correlate2d", rng, (8, 4), (4, 1))


@lab.check("correlate2d", points=1, hidden=True)
def smallest_and_largest(student: Student, rng: Generator) -> None:
    """a 1 × 1 kernel, and a kernel as large as the image"""
    _grid(student, "correlate2d", rng, (4, 6), (1, 1))
    _grid(student, "correlate2d", rng, (3, 5), (3, 5))


@lab.check("correlate2d", points=1, hidden=True)
def whole_number_pixels(student: Student, rng: Generator) -> None:
    """pixels as bytes, as photographs have them; a kernel of fractions, then of whole numbers"""
    image = rng.integers(0, 256, (4, 6)).astype(np.uint8)
    exact = image.astype(float)
    for kernel in (rng.standard_normal((2, 3)), np.array([[-3, 2], [1, -2], [0, 4]])):
        wraps = _is_right(student, "correlate2d", rng, (4, 6), (2, 3))  # only the bytes are amiss
        expect_close(
            student.correlate2d(image, kernel),
            correlated(exact, kernel),
            what="the result for pixels that are bytes",
            mistakes=partial(grid_mistakes, exact, kernel.astype(float), flip=False),
            hint="bytes wrap round at 256: make the image float first" if wraps else "",
        )


@lab.check("convolve2d", points=2)
def flipped_rectangles(student: Student, rng: Generator) -> None:
    """a random 5 × 7 image and a 2 × 3 kernel"""
    _grid(student, "convolve2d", rng, (5, 7), (2, 3))


@lab.check("convolve2d", points=1)
def flipped_tall(student: Student, rng: Generator) -> None:
    """a random 7 × 4 image and a 3 × 2 kernel"""
    _grid(student, "convolve2d", rng, (7, 4), (3, 2))


@lab.check("convolve2d", points=1, hidden=True)
def an_impulse(student: Student, rng: Generator) -> None:
    """an image with a single 1 in it gives back the kernel, as it is"""
    kernel = rng.standard_normal((3, 2))
    image = np.zeros((5, 3))
    image[2, 1] = 1
    hint = "an impulse gives back the kernel the right way up; cross-correlation turns it"
    expect_close(student.convolve2d(image, kernel), kernel, mistakes={hint: kernel[::-1, ::-1]})


@lab.check("convolve2d", points=1, hidden=True)
def as_large_as_the_image(student: Student, rng: Generator) -> None:
    """a single row of weights, then a kernel as large as the image"""
    _grid(student, "convolve2d", rng, (4, 6), (1, 4))
    _grid(student, "convolve2d", rng, (4, 3), (4, 3))


# 5. pad2d


Sides = list[Pair]  # zeros before and after: rows, then columns


def padding_mistakes(sides: Sides, mode: Mode) -> dict[str, Sides]:
    """Where zeros get added by mistake, told from the right places."""
    rows, columns = (top, bottom), (left, right) = sides
    mistakes = {
        "the kernel's height decides the rows to add, its width the columns: are they exchanged?": (
            [columns, rows]
        ),
        "only the kernel's height is used: the columns need its width": [rows, rows],
        "only the kernel's width is used: the rows need its height": [columns, columns],
        "these zeros are on one side only": [(top + bottom, 0), (left + right, 0)],
        "all these zeros come after the image": [(0, top + bottom), (0, left + right)],
        "only the rows are padded": [rows, (0, 0)],
        "only the columns are padded": [(0, 0), columns],
    }
    if mode == "full":
        hint = "as many zeros as the kernel is long are one too many: full takes k - 1 a side"
        mistakes[hint] = [(top + 1, bottom + 1), (left + 1, right + 1)]
    if mode == "same":
        mistakes |= {
            "the extra zero of an even kernel goes after the image, not before": (
                [(bottom, top), (right, left)]
            ),
            "for same, k - 1 zeros are shared between both sides; this is k // 2 on each": (
                [(bottom, bottom), (right, right)]
            ),
            "for same, an even kernel needs k - 1 zeros in all; here one is missing": (
                [(top, top), (left, left)]
            ),
            "the extra column goes to the right, not to the left": [rows, (right, left)],
            "the extra row goes below, not above": [(bottom, top), columns],
            "one even side does not make both even: each side of the kernel decides for itself": (
                [rows, (left, left + bottom - top)]
            ),
            "one even side does not make both even: each decides for itself": (
                [(top, top + right - left), columns]
            ),
        }
    return mistakes


def padded_mistakes(image: Array, mode: Mode, added: dict[Mode, Sides]) -> dict[str, Array]:
    sides = added[mode]
    mistaken = padding_mistakes(sides, mode)
    mistaken |= {f'this is mode "{m}"': other for m, other in added.items() if m != mode}
    mistakes = {hint: np.pad(image, wrong) for hint, wrong in mistaken.items()}
    mistakes |= {
        "the result is transposed: rows stay rows": np.pad(image, sides).T,
        "ones are added: pad with zeros": np.pad(image, sides, constant_values=1),
    }
    if max(map(max, sides)) < min(image.shape):
        mistakes |= {
            "the edge is repeated: pad with zeros": np.pad(image, sides, "edge"),
            "the image is mirrored at its edge: pad with zeros": np.pad(image, sides, "reflect"),
            "the image is mirrored, edge and all: pad with zeros": np.pad(
                image, sides, "symmetric"
            ),
            "the image goes round: pad with zeros": np.pad(image, sides, "wrap"),
        }
    return mistakes


def _pad2d(student: Student, image: Array, kernel_size: Pair, added: dict[Mode, Sides]) -> None:
    k, l = kernel_size
    for mode, sides in added.items():
        expect_close(
            student.pad2d(image, kernel_size, mode),
            np.pad(image, sides),
            what=f'the result for mode "{mode}" and a {k} × {l} kernel',
            mistakes=partial(padded_mistakes, image, mode, added),
            hint="the image stays as it is, and everything around it is 0",
            shape_hint="count the rows: valid adds none, same K - 1 in all, full 2 (K - 1) in all",
        )


@lab.check("pad2d", points=2)
def odd_kernels(student: Student, rng: Generator) -> None:
    """a 5 × 6 image, padded for a 3 × 5 kernel in every mode"""
    added: dict[Mode, Sides] = {
        "same": [(1, 1), (2, 2)],
        "full": [(2, 2), (4, 4)],
        "valid": [(0, 0), (0, 0)],
    }
    _pad2d(student, rng.uniform(1, 9, (5, 6)), (3, 5), added)


@lab.check("pad2d", points=2)
def even_kernels(student: Student, rng: Generator) -> None:
    """a 5 × 4 image, padded for a 2 × 4 kernel in every mode"""
    added: dict[Mode, Sides] = {
        "same": [(0, 1), (1, 2)],
        "full": [(1, 1), (3, 3)],
        "valid": [(0, 0), (0, 0)],
    }
    _pad2d(student, rng.uniform(1, 9, (5, 4)), (2, 4), added)


@lab.check("pad2d", points=1, hidden=True)
def mixed_kernels(student: Student, rng: Generator) -> None:
    """an even height with an odd width, and the reverse"""
    image = rng.uniform(1, 9, (6, 5))
    _pad2d(student, image, (4, 5), {"same": [(1, 2), (2, 2)], "full": [(3, 3), (4, 4)]})
    _pad2d(student, image, (1, 4), {"same": [(0, 0), (1, 2)], "full": [(0, 0), (3, 3)]})


@lab.check("pad2d", points=1, hidden=True)
def whole_number_image(student: Student, rng: Generator) -> None:
    """an image of whole numbers, and one of fractions between 0 and 1"""
    for image in (rng.integers(1, 9, (3, 4)), rng.uniform(0.1, 0.9, (3, 4))):
        _pad2d(student, image, (3, 2), {"full": [(2, 2), (1, 1)]})


# 6. sobel

GX = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
BYTES = "bytes wrap round at 256: begin with image.astype(float)"


def three_maps(result: object) -> list[object]:
    """gx, gy and magnitude, from a tuple, a list or one array of three."""
    advice = "return three arrays: return gx, gy, magnitude"
    if result is None:
        raise Failed("the result is None", "does the function end with a return?")
    if isinstance(result, np.ndarray) and result.ndim < 3:
        raise Failed("the result is a single array", advice)
    if not isinstance(result, tuple | list | np.ndarray):
        raise Failed(f"the result is a {type(result).__name__}", advice)
    if len(result) != 3:
        raise Failed(f"the result has {len(result)} parts, expected 3", advice)
    return list(result)


def gradient_mistakes(image: Array, kernel: Array, name: str) -> dict[str, Array]:
    right, other = correlated(image, kernel), correlated(image, kernel.T)
    taken = {  # gx is looked at first: where only gy is wrong, it is not an exchange
        "gx": "gx and gy are exchanged: gx answers to changes from left to right",
        "gy": "this is gx, or the magnitude: return gx, gy, magnitude, and gy has its own kernel",
    }
    return {
        taken[name]: other,
        "this is the magnitude: return gx, gy, magnitude, in this order": np.hypot(right, other),
        "the sign is turned: were the kernels flipped? sobel correlates": -right,
        "the middle row of the kernel weighs twice as much as the others: −2, 0, 2": (
            correlated(image, np.sign(kernel))
        ),
        "keep to the places where the kernel lies wholly inside: H − 2 rows, W − 2 columns": (
            signal.correlate2d(image, kernel, "same")
        ),
        f"{name} may be negative: keep the sign": np.abs(right),
        f"{name} is cut off at 0 or 255: keep every value": np.clip(right, 0, 255),
        BYTES: np.mod(right, 256),
    }


def magnitude_mistakes(gx: Array, gy: Array) -> dict[str, Array]:
    right = np.hypot(gx, gy)
    return {
        "is the square root missing?": right**2,
        "the root is taken of gx² alone: mind the brackets": np.abs(gx) + gy**2,
        "these are the angles, not the magnitude": np.arctan2(gy, gx),
        "this is |gx| + |gy|: the magnitude is the root of the sum of squares": (
            np.abs(gx) + np.abs(gy)
        ),
        "this is the larger of |gx| and |gy|, not the root of the sum of squares": (
            np.maximum(np.abs(gx), np.abs(gy))
        ),
        "this is gx + gy: positive and negative changes cancel; square them first": gx + gy,
        "is it divided by its maximum? Leave it as it is": right / right.max(),
        "is the mean taken? Add the squares, then take the root": right / np.sqrt(2),
        "it is cut off at 255: keep every value": np.minimum(right, 255),
    }


def _sobel(student: Student, image: Array, of: str = "") -> None:
    maps = three_maps(student.sobel(image))
    hint = BYTES if image.dtype == np.uint8 else "are the kernels Gx and Gy, number by number?"
    pixels = image.astype(float)
    gx, gy = correlated(pixels, GX), correlated(pixels, GX.T)
    for name, found, right, kernel in (("gx", maps[0], gx, GX), ("gy", maps[1], gy, GX.T)):
        mistakes = partial(gradient_mistakes, pixels, kernel, name)
        expect_close(found, right, what=name + of, mistakes=mistakes, hint=hint)
    expect_close(
        maps[2],
        np.hypot(gx, gy),
        what=f"the magnitude{of}",
        mistakes=lambda: magnitude_mistakes(gx, gy),
        hint="at each place, the root of gx² + gy²",
        shape_hint="the magnitude is a map too: a value for each place",
    )


@lab.check("sobel", points=2)
def two_edges(student: Student, rng: Generator) -> None:
    """an upright edge, then a level one"""
    upright = np.zeros((5, 7))
    upright[:, 4:] = 9
    _sobel(student, upright, " at an upright edge")
    _sobel(student, np.ascontiguousarray(upright.T), " at a level edge")


@lab.check("sobel", points=2)
def noise(student: Student, rng: Generator) -> None:
    """a random 6 × 8 image"""
    _sobel(student, rng.normal(size=(6, 8)))


@lab.check("sobel", points=1, hidden=True)
def dark_byte_pixels(student: Student, rng: Generator) -> None:
    """a photograph's bytes, 0 to 255: differences may be negative"""
    _sobel(student, rng.integers(0, 256, (7, 5)).astype(np.uint8), " of bytes")


@lab.check("sobel", points=1, hidden=True)
def smallest_image(student: Student, rng: Generator) -> None:
    """a 3 × 4 image: one row of two outputs"""
    _sobel(student, rng.normal(size=(3, 4)))


# 7. as_matrix


def matrix_of(kernel: Array, image_size: Pair) -> Array:
    """A band of one-dimensional convolution matrices, one for each row of the kernel."""
    h, w = image_size
    bands = [linalg.convolution_matrix(row[::-1], w, "valid") for row in kernel]
    parts = [np.kron(np.eye(h - len(bands) + 1, h, m), band) for m, band in enumerate(bands)]
    return np.sum(parts, axis=0)


def matrix_mistakes(kernel: Array, image_size: Pair) -> dict[str, Array]:
    (k, l), (h, w) = kernel.shape, image_size
    matrix = matrix_of(kernel, image_size)
    p, q = np.subtract(image_size, kernel.shape) + 1
    rows, columns = np.nonzero(matrix)
    (i, j), (y, x) = divmod(rows, q), divmod(columns, w)

    def moved(rows: Indices, columns: Indices) -> Array:
        """The same entries in other places; where one lies outside, such an answer raises."""
        inside = (rows < p * q) & (columns < h * w)
        wrong = np.zeros_like(matrix)
        wrong[rows[inside], columns[inside]] = matrix[matrix != 0][inside]
        return wrong

    mistakes = {
        "the kernel is flipped: this is the matrix of true convolution": (
            matrix_of(kernel[::-1, ::-1], image_size)
        ),
        "the matrix is transposed: a row for each output, a column for each pixel": matrix.T,
        "are the outputs counted column by column? ravel() goes row by row": (
            moved(j * p + i, columns)
        ),
        "is the image read column by column? ravel() goes row by row": moved(rows, x * h + y),
        "one row further down in the image is W pixels further on, not the output's width": (
            moved(rows, y * q + x)
        ),
        "one row further down in the image is W pixels further on, not H": moved(rows, y * h + x),
        "one row further down in the output is Q rows further down in the matrix": (
            moved(i * p + j, columns)
        ),
        "in the image the kernel's next row lies W pixels further on": (
            moved(rows, columns - (y - i) * (w - l))
        ),
        "after a row of outputs the kernel moves to the next line, by more than one pixel": (
            moved(rows, rows + (y - i) * w + x - j)
        ),
        "the kernel is upside down": matrix_of(kernel[::-1], image_size),
        "the kernel is turned left to right": matrix_of(kernel[:, ::-1], image_size),
        "is the kernel read column by column? Its weights go row by row": (
            matrix_of(kernel.reshape(l, k).T, image_size)
        ),
    }
    if min(p, q) > 1:
        hint = "the rows of the last outputs are empty: do the loops over them end too early?"
        filled = np.pad(np.ones((p - 1, q - 1)), ((0, 1), (0, 1)))
        mistakes[hint] = matrix * filled.reshape(-1, 1)
    if h >= l and w >= k:
        exchanged = "image_shape is (height, width): are they exchanged?"
        mistakes[exchanged] = matrix_of(kernel, (w, h))
    return mistakes


def _as_matrix(student: Student, rng: Generator, image_size: Pair, kernel_size: Pair) -> None:
    kernel = rng.uniform(1, 2, kernel_size) * rng.choice([-1, 1], kernel_size)
    (k, l), (h, w) = kernel_size, image_size
    expect_close(
        student.as_matrix(kernel, image_size),
        matrix_of(kernel, image_size),
        what=f"the matrix for {k} × {l} on {h} × {w}",
        mistakes=lambda: matrix_mistakes(kernel, image_size),
        hint="every row holds the same weights, each row at the places of its own patch",
        shape_hint="a row for each output, P Q of them, and a column for each pixel, H W of them",
    )


@lab.check("as_matrix", points=1)
def one_row(student: Student, rng: Generator) -> None:
    """a 1 × 2 kernel on a 1 × 4 image, as in the example"""
    _as_matrix(student, rng, (1, 4), (1, 2))


@lab.check("as_matrix", points=3)
def small_matrix(student: Student, rng: Generator) -> None:
    """a 2 × 3 kernel on a 4 × 7 image"""
    _as_matrix(student, rng, (4, 7), (2, 3))


@lab.check("as_matrix", points=2, hidden=True)
def other_matrices(student: Student, rng: Generator) -> None:
    """a 3 × 2 kernel on a 6 × 3 image, a single weight, and a kernel as large as the image"""
    _as_matrix(student, rng, (6, 3), (3, 2))
    _as_matrix(student, rng, (2, 3), (1, 1))
    _as_matrix(student, rng, (3, 4), (3, 4))


# 8. learn_kernel

START = "the start is a kernel of zeros"
ONE_STEP = "in a step, first all errors, then the whole gradient, then one update of all weights"
SHAPE = "the kernel's shape follows from image and target: H - P + 1 rows, W - Q + 1 columns"


def descend(
    image: Array,
    target: Array,
    steps: int,
    lr: float,
    *,
    flip_forward: bool = False,
    flip_gradient: bool = False,
) -> Array:
    """Gradient descent on 1/(2N) Σ (s - target)² from zeros, all steps at once.

    A step is an affine map of the weights, so that many are a power of its matrix. The flips are
    mistakes.
    """
    shape = np.subtract(image.shape, target.shape) + 1
    units = np.eye(shape.prod()).reshape(-1, *shape)
    seen = np.stack([correlated(image, unit).ravel() for unit in units], axis=1)
    forward = seen[:, ::-1] if flip_forward else seen
    backward = (seen[:, ::-1] if flip_gradient else seen).T / target.size
    step = np.eye(len(units) + 1)
    step[:-1, :-1] -= lr * backward @ forward
    step[:-1, -1] = lr * backward @ target.ravel()
    return np.linalg.matrix_power(step, steps)[:-1, -1].reshape(shape)


def descent_mistakes(image: Array, target: Array, steps: int, lr: float) -> dict[str, Array]:
    n = target.size
    weights = descend(image, target, 0, lr).size
    rates = {
        "this goes uphill: subtract lr times the gradient": -lr,
        "the gradient lacks the division by N: the loss is a mean, not a sum": lr * n,
        "the gradient is twice too large: the loss has the factor 1/2": lr * 2,
        "the gradient is twice too large and not divided by N": lr * 2 * n,
        "the gradient is half of what it should be: the 1/2 of the loss cancels the 2": lr / 2,
        "is lr used?": 1.0,
        "N is the number of outputs, not of pixels: divide by the number of outputs": (
            lr * n / image.size
        ),
        "N is the number of outputs, not of weights: divide by the number of outputs": (
            lr * n / weights
        ),
    }
    counts = {
        "the kernel is still zero: is it updated?": 0,
        "this is one step: is the loop left too early?": 1,
        "this is one step too few: steps updates in all": steps - 1,
        "this is one step too many: steps updates in all": steps + 1,
    }
    with np.errstate(all="ignore"):
        return {
            **{hint: descend(image, target, steps, rate) for hint, rate in rates.items()},
            **{hint: descend(image, target, count, lr) for hint, count in counts.items()},
            "the kernel comes out flipped: forward pass and gradient both cross-correlate": (
                descend(image, target, steps, lr)[::-1, ::-1]
            ),
            "the gradient comes out flipped: cross-correlate the image with the errors": (
                descend(image, target, steps, lr, flip_gradient=True)
            ),
            "the forward pass flips the kernel: cross-correlate, as for the target": (
                descend(image, target, steps, lr, flip_forward=True)
            ),
            "are the errors computed anew in every step, with the new kernel?": (
                steps * descend(image, target, 1, lr)
            ),
        }


def _descent(
    student: Student, rng: Generator, image_size: Pair, kernel_size: Pair, steps: int, lr: float
) -> None:
    """Hold every single step to the definition: where it starts, and how far it goes."""
    image, kernel = rng.standard_normal(image_size), rng.standard_normal(kernel_size)
    target = correlated(image, kernel)

    def mistakes() -> dict[str, Array]:
        goal = "this is the kernel at the goal: return what so few steps reach"
        return descent_mistakes(image, target, steps, lr) | {goal: kernel}

    try:
        got = student.learn_kernel(image, target, steps, lr)
        expect_close(
            got,
            descend(image, target, steps, lr),
            what=f"the kernel after {steps} step" + ("s" if steps != 1 else ""),
            mistakes=mistakes,
            shape_hint=SHAPE,
        )
    except Raised as error:
        hint = SHAPE if "broadcast" in error.message else error.hint
        raise Failed(error.message, hint) from None
    except Failed as error:
        if error.hint in (SHAPE, *mistakes()):
            raise
        hint = _where_it_leaves(student, image, target, lr, as_array(got))
        raise Failed(error.message, hint or error.hint or ONE_STEP) from None


def _where_it_leaves(student: Student, image: Array, target: Array, lr: float, got: Array) -> str:
    """At which step a descent begins to go wrong."""
    start, one = (as_array(student.learn_kernel(image, target, n, lr)) for n in (0, 1))
    if np.array_equal(start, got):
        return "the same kernel comes out however many steps there are: is steps used?"
    if start.any():
        return START
    right = descend(image, target, 1, lr)
    if one.shape == right.shape and np.allclose(one, right, rtol=0, atol=1e-5):
        return (
            "one step is right, the next are not: each begins at the new kernel, with the same lr"
        )
    return ""


def _learned(student: Student, image: Array, kernel: Array, steps: int) -> None:
    """Hold the kernel after many steps to the one that made the target."""
    target = correlated(image, kernel)
    found = as_array(student.learn_kernel(image, target, steps, 0.3), "the kernel")
    if not np.abs(found).max(initial=0.0) < 1e6:  # NaN is not less either
        raise Failed(
            "the kernel grew without bound",
            "every step overshoots: is the gradient divided by the number of outputs, and is it "
            "subtracted?",
        )
    expect_close(
        found,
        kernel,
        what=f"the kernel after {steps} steps",
        mistakes=lambda: descent_mistakes(image, target, steps, 0.3),
        shape_hint=SHAPE,
        tolerance=0.02,
    )


@lab.check("learn_kernel", points=2)
def first_step(student: Student, rng: Generator) -> None:
    """three steps from a kernel of zeros, then a single one, for a 2 × 3 kernel"""
    for steps in (3, 1):
        _descent(student, rng, (7, 9), (2, 3), steps, 0.1)


@lab.check("learn_kernel", points=2)
def sobel_again(student: Student, rng: Generator) -> None:
    """300 steps on a random image find the Sobel kernel"""
    _learned(student, rng.standard_normal((9, 10)), GX, 300)


@lab.check("learn_kernel", points=2, hidden=True)
def another_kernel(student: Student, rng: Generator) -> None:
    """a kernel that is not Sobel's and not square"""
    _learned(student, rng.standard_normal((8, 11)), rng.standard_normal((2, 4)), 400)
    _descent(student, rng, (5, 8), (1, 3), 2, 0.2)


@lab.check("learn_kernel", points=1, hidden=True)
def no_steps(student: Student, rng: Generator) -> None:
    """no step at all gives the start, a kernel of zeros; a tiny lr hardly moves it"""
    image = rng.standard_normal((5, 6))
    target = correlated(image, rng.standard_normal((2, 3)))
    got = student.learn_kernel(image, target, 0, 0.1)
    expect_close(
        got, np.zeros((2, 3)), what="the kernel after no step", shape_hint=SHAPE, hint=START
    )
    _descent(student, rng, (5, 6), (2, 3), 4, 1e-3)
    faint = 1e-3 * target  # small errors are no reason to stop
    got = student.learn_kernel(image, faint, 6, 0.3)
    few = 1000 * as_array(student.learn_kernel(image, target, 6, 0.3))
    expect_close(
        1e6 * as_array(got),
        few,
        what="the kernel after 6 steps towards a faint target",
        mistakes={"do all the steps, however small the errors are": np.zeros((2, 3))},
    )
