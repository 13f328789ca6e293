"""Checks of lab 1, "The convolution operation"."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import signal

from cnnlab.labs import Failed, Lab, Raised, Student
from cnnlab.labs.compare import as_array, expect_close

Array = NDArray[np.float64]

lab = Lab("01_convolution", title="The convolution operation")

READY_MADE = ("scipy", "torch", "cnnlab.ops", "skimage", "cv2")
lab.exercise("moving_average", forbid=READY_MADE)
lab.exercise("convolve1d", forbid=READY_MADE)
lab.exercise("correlate2d", forbid=READY_MADE)
lab.exercise("convolve2d", builds_on=("correlate2d",), forbid=READY_MADE)
lab.exercise("pad2d", forbid=READY_MADE)
lab.exercise("sobel", builds_on=("correlate2d",), forbid=READY_MADE)
lab.exercise("as_matrix", forbid=READY_MADE)
lab.exercise("learn_kernel", builds_on=("correlate2d",), forbid=READY_MADE, seconds=20)


# 1. moving_average


def averages(x: Array, weights: Array) -> Array:
    return np.convolve(x, weights, "valid")


def age_mistakes(x: Array, weights: Array) -> dict[str, Array]:
    """What likely mistakes would give."""
    full = np.convolve(x, weights)
    right = averages(x, weights)
    return {
        "are the weights the wrong way round? weights[0] belongs to the newest measurement": (
            np.correlate(x, weights, "valid")
        ),
        "the weights are used as they are: do not divide by their sum": right / weights.sum(),
        "only windows that lie wholly inside x count: the first output needs as many "
        "measurements as there are weights": full[: len(x)],
        "no output may use measurements from after the end of x": full[-len(x) :],
        "this is an average with equal weights: are the weights used?": (
            averages(x, np.full(len(weights), 1 / len(weights)))
        ),
        "the last window is missing: there are len(x) - len(weights) + 1 of them": right[:-1],
        "is the mean taken of the products? It is their sum": right / len(weights),
    }


@lab.check("moving_average", points=2)
def by_hand(student: Student, rng: Generator) -> None:
    """four measurements and three weights, as in the example"""
    x, weights = np.array([4.0, 8.0, 6.0, 10.0]), np.array([0.5, 0.3, 0.2])
    got = student.moving_average(x, weights)
    expect_close(got, averages(x, weights), mistakes=age_mistakes(x, weights))


@lab.check("moving_average", points=2)
def drawn_measurements(student: Student, rng: Generator) -> None:
    """nine random measurements and four weights that do not add up to one"""
    x, weights = rng.normal(5, 2, 9), rng.uniform(0.1, 1, 4)
    got = student.moving_average(x, weights)
    expect_close(got, averages(x, weights), mistakes=age_mistakes(x, weights))


@lab.check("moving_average", points=1, hidden=True)
def one_window(student: Student, rng: Generator) -> None:
    """as many weights as measurements, then a single weight"""
    x, weights = rng.normal(5, 2, 6), rng.uniform(0.1, 1, 6)
    hint = "with as many weights as measurements there is exactly one window"
    got = student.moving_average(x, weights)
    expect_close(got, averages(x, weights), mistakes={hint: np.empty(0)} | age_mistakes(x, weights))
    hint = "a single weight only scales: as many outputs as measurements"
    got = student.moving_average(x, weights[:1])
    expect_close(got, weights[0] * x, mistakes={hint: weights[0] * x[:-1]})


@lab.check("moving_average", points=1, hidden=True)
def whole_numbers_in(student: Student, rng: Generator) -> None:
    """whole-number measurements with weights that are fractions"""
    x, weights = rng.integers(10, 99, 7), np.array([0.6, 0.25, 0.15])
    got = student.moving_average(x, weights)
    expect_close(got, averages(x.astype(float), weights), mistakes=age_mistakes(x * 1.0, weights))


# 2. convolve1d


def cut(full: Array, m: int, k: int, mode: str) -> Array:
    if mode == "full":
        return full
    if mode == "same":
        return full[(k - 1) // 2 :][:m]
    return full[k - 1 : m]


def convolve_mistakes(x: Array, w: Array, mode: str) -> dict[str, Array]:
    full, turned = np.convolve(x, w), np.convolve(x, w[::-1])
    m, k = len(x), len(w)
    others = {
        f'this is mode "{o}"': cut(full, m, k, o) for o in ("full", "same", "valid") if o != mode
    }
    return {
        "is the kernel flipped? This is cross-correlation": cut(turned, m, k, mode),
        "is it flipped twice, or the result turned round?": cut(full, m, k, mode)[::-1],
        "for an even kernel this starts one output too late": full[k // 2 :][:m],
        **others,
    }


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
    """lists of whole numbers, and a kernel of fractions"""
    x = [int(v) for v in rng.integers(-9, 9, 6)]
    w = [0.5, 0.25, -1.75]
    for mode in ("full", "same", "valid"):
        full = np.convolve(np.array(x, float), np.array(w))
        got = student.convolve1d(list(x), list(w), mode)
        expect_close(got, cut(full, 6, 3, mode), what=f'mode "{mode}", lists in')


def _convolve1d(student: Student, x: Array, w: Array) -> None:
    for mode in ("valid", "full", "same"):
        expect_close(
            student.convolve1d(x, w, mode),
            cut(np.convolve(x, w), len(x), len(w), mode),
            what=f'mode "{mode}"',
            mistakes=convolve_mistakes(x, w, mode),
        )


# 3. correlate2d and 4. convolve2d


def correlated(image: Array, kernel: Array) -> Array:
    result: Array = signal.correlate2d(image, kernel, "valid")
    return result


def grid_mistakes(image: Array, kernel: Array, *, flip: bool) -> dict[str, Array]:
    """What likely mistakes would give; ``flip``: true convolution is asked for."""
    turned = kernel[::-1, ::-1]
    used = turned if flip else kernel
    right = correlated(image, used)
    (h, w), (k, l) = image.shape, kernel.shape
    mistakes = {
        (
            "this is cross-correlation: convolution flips the kernel, in both directions"
            if flip
            else "the kernel is flipped: cross-correlation leaves it as it is"
        ): correlated(image, kernel if flip else turned),
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
    }
    if h >= l and w >= k:
        mistakes["is the kernel transposed? Its height and width are exchanged"] = correlated(
            image, used.T
        )
    return mistakes


def _grid(
    student: Student, name: str, rng: Generator, size: tuple[int, int], k: int, l: int
) -> None:
    """Check ``name`` on a random image of ``size`` with a random k × l kernel."""
    flip = name == "convolve2d"
    image, kernel = rng.standard_normal(size), rng.standard_normal((k, l))
    try:
        expect_close(
            getattr(student, name)(image, kernel),
            correlated(image, kernel[::-1, ::-1] if flip else kernel),
            mistakes=grid_mistakes(image, kernel, flip=flip),
        )
    except (Failed, Raised) as error:
        hint = _right_where_square(student, name, rng, size, k, l)
        raise Failed(error.message, hint or error.hint) from None


def _right_where_square(
    student: Student, name: str, rng: Generator, size: tuple[int, int], k: int, l: int
) -> str:
    """A hint for who is right on squares: height and width are exchanged somewhere."""
    h, w = size
    if k != l and _is_right(student, name, rng, (h, w), (k, k)):
        return f"right for square kernels, wrong for {k} × {l}: is one side taken for the other?"
    if h != w and _is_right(student, name, rng, (h, h), (k, l)):
        return f"right for square images, wrong for {h} × {w}: are height and width exchanged?"
    if (h != w or k != l) and _is_right(student, name, rng, (h, h), (k, k)):
        return f"right where all is square, wrong for {h} × {w}: are height and width exchanged?"
    return ""


def _is_right(
    student: Student, name: str, rng: Generator, size: tuple[int, int], kernel_size: tuple[int, int]
) -> bool:
    image, kernel = rng.standard_normal(size), rng.standard_normal(kernel_size)
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
        mistakes=grid_mistakes(image, kernel, flip=False),
    )


@lab.check("correlate2d", points=2)
def rectangles(student: Student, rng: Generator) -> None:
    """a random 5 × 7 image and a 2 × 3 kernel"""
    _grid(student, "correlate2d", rng, (5, 7), 2, 3)


@lab.check("correlate2d", points=1)
def tall(student: Student, rng: Generator) -> None:
    """a random 8 × 4 image and a 4 × 1 kernel"""
    _grid(student, "correlate2d", rng, (8, 4), 4, 1)


@lab.check("correlate2d", points=1, hidden=True)
def smallest_and_largest(student: Student, rng: Generator) -> None:
    """a 1 × 1 kernel, and a kernel as large as the image"""
    _grid(student, "correlate2d", rng, (4, 6), 1, 1)
    _grid(student, "correlate2d", rng, (3, 5), 3, 5)


@lab.check("correlate2d", points=1, hidden=True)
def whole_number_pixels(student: Student, rng: Generator) -> None:
    """pixels as bytes, as photographs have them, and a kernel of fractions"""
    image = rng.integers(0, 256, (4, 6)).astype(np.uint8)
    kernel = rng.standard_normal((2, 3))
    want = correlated(image.astype(float), kernel)
    expect_close(student.correlate2d(image, kernel), want, what="with whole-number pixels")
    kernel = np.array([[-3, 2], [1, -2]])
    want = correlated(image.astype(float), kernel)
    wraps = correlated(image, kernel.astype(np.uint8)).astype(float)
    expect_close(
        student.correlate2d(image, kernel),
        want,
        what="with whole numbers in image and kernel",
        mistakes={
            "bytes wrap round at 256: make the image float first": np.mod(want, 256),
            "bytes wrap round at 256: make the image and the kernel float first": wraps,
        },
    )


@lab.check("convolve2d", points=2)
def flipped_rectangles(student: Student, rng: Generator) -> None:
    """a random 5 × 7 image and a 2 × 3 kernel"""
    _grid(student, "convolve2d", rng, (5, 7), 2, 3)


@lab.check("convolve2d", points=1)
def flipped_tall(student: Student, rng: Generator) -> None:
    """a random 7 × 4 image and a 3 × 2 kernel"""
    _grid(student, "convolve2d", rng, (7, 4), 3, 2)


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
    _grid(student, "convolve2d", rng, (4, 6), 1, 4)
    _grid(student, "convolve2d", rng, (4, 3), 4, 3)


# 5. pad2d


def zeros_of(kernel_size: tuple[int, int], mode: str) -> list[tuple[int, int]]:
    """(before, after) along both axes."""
    return {
        "valid": [(0, 0) for _ in kernel_size],
        "same": [((k - 1) // 2, k // 2) for k in kernel_size],
        "full": [(k - 1, k - 1) for k in kernel_size],
    }[mode]


def _pad2d(
    student: Student, rng: Generator, size: tuple[int, int], kernel_size: tuple[int, int], mode: str
) -> None:
    image = rng.uniform(1, 9, size)
    (top, bottom), (left, right) = zeros = zeros_of(kernel_size, mode)
    k, l = kernel_size
    mistakes = {
        "the extra zero of an even kernel goes after the image, not before": np.pad(
            image, [(bottom, top), (right, left)]
        ),
        "the kernel's height decides the rows to add, its width the columns: are they exchanged?": (
            np.pad(image, zeros_of((l, k), mode))
        ),
        "these zeros are on one side only": np.pad(image, [(top + bottom, 0), (left + right, 0)]),
        "all these zeros come after the image": np.pad(
            image, [(0, top + bottom), (0, left + right)]
        ),
        "as many zeros as the kernel is long are one too many: full takes k - 1 a side": np.pad(
            image, [(k, k), (l, l)]
        ),
        "for same, k - 1 zeros are shared between both sides; this is k // 2 on each": np.pad(
            image, [(k // 2, k // 2), (l // 2, l // 2)]
        ),
        "for same, an even kernel needs k - 1 zeros in all; here one is missing": np.pad(
            image, [((k - 1) // 2,) * 2, ((l - 1) // 2,) * 2]
        ),
        "the edge is repeated: pad with zeros": np.pad(image, zeros, mode="edge"),
        "the image is mirrored at its edge: pad with zeros": (
            np.pad(image, zeros, mode="symmetric") if min(size) >= max(k, l) else np.empty(0)
        ),
        "only the rows are padded": np.pad(image, [zeros[0], (0, 0)]),
        "only the columns are padded": np.pad(image, [(0, 0), zeros[1]]),
    } | {
        f'this is mode "{o}"': np.pad(image, zeros_of(kernel_size, o))
        for o in ("full", "valid", "same")
        if o != mode
    }
    expect_close(
        student.pad2d(image, kernel_size, mode),
        np.pad(image, zeros),
        what=f'mode "{mode}" for a {k} × {l} kernel',
        mistakes=mistakes,
    )


@lab.check("pad2d", points=2)
def odd_kernels(student: Student, rng: Generator) -> None:
    """a 4 × 6 image, padded for a 3 × 5 kernel in every mode"""
    for mode in ("same", "full", "valid"):
        _pad2d(student, rng, (4, 6), (3, 5), mode)


@lab.check("pad2d", points=2)
def even_kernels(student: Student, rng: Generator) -> None:
    """a 5 × 4 image, padded for a 2 × 4 kernel in every mode"""
    for mode in ("same", "full", "valid"):
        _pad2d(student, rng, (5, 4), (2, 4), mode)


@lab.check("pad2d", points=1, hidden=True)
def mixed_kernels(student: Student, rng: Generator) -> None:
    """an even height with an odd width, and the reverse"""
    for mode in ("same", "full"):
        _pad2d(student, rng, (6, 5), (4, 3), mode)
        _pad2d(student, rng, (6, 5), (1, 4), mode)


@lab.check("pad2d", points=1, hidden=True)
def whole_number_image(student: Student, rng: Generator) -> None:
    """an image of whole numbers, and one of fractions between 0 and 1"""
    for image in (rng.integers(1, 9, (3, 4)), rng.uniform(0.1, 0.9, (3, 4))):
        got = student.pad2d(image, (3, 2), "full")
        expect_close(got, np.pad(image, [(2, 2), (1, 1)]), what=f"with pixels of {image.dtype}")


# 6. sobel

GX = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def _sobel(student: Student, image: Array, what: str = "") -> None:
    gx, gy = correlated(image.astype(float), GX), correlated(image.astype(float), GX.T)
    result = student.sobel(image)
    try:
        found = list(result)
    except TypeError:
        raise Failed(
            f"the result is a {type(result).__name__}", "return three arrays: gx, gy, magnitude"
        ) from None
    if len(found) != 3:
        raise Failed(f"the result has {len(found)} parts, expected 3", "return gx, gy, magnitude")
    exchanged = "gx and gy are exchanged: gx answers to changes from left to right"
    turned = "the sign is turned: were the kernels flipped? sobel correlates"
    prewitt, scharr = GX.copy(), GX.copy()
    prewitt[1] /= 2
    scharr[0], scharr[1], scharr[2] = 3 * GX[0], 5 * GX[1], 3 * GX[2]
    kernels = "the middle row of the kernel weighs twice as much as the others: −2, 0, 2"
    same = "keep to the places where the kernel lies wholly inside: H − 2 rows, W − 2 columns"
    expect_close(
        found[0],
        gx,
        what=f"gx{what}",
        mistakes={
            exchanged: gy,
            turned: -gx,
            kernels: correlated(image, prewitt),
            same: signal.correlate2d(image, GX, "same"),
        },
    )
    expect_close(
        found[1],
        gy,
        what=f"gy{what}",
        mistakes={exchanged: gx, turned: -gy, kernels: correlated(image, prewitt.T)},
    )
    sums = np.abs(gx) + np.abs(gy)
    expect_close(
        found[2],
        np.hypot(gx, gy),
        what=f"the magnitude{what}",
        mistakes={
            "is the square root missing?": gx**2 + gy**2,
            "this is |gx| + |gy|: the magnitude is the root of the sum of squares": sums,
            "this is the larger of |gx| and |gy|, not the root of the sum of squares": (
                np.maximum(np.abs(gx), np.abs(gy))
            ),
            "this is gx + gy: positive and negative changes cancel; square them first": gx + gy,
            "is it divided by its maximum? Leave it as it is": (
                np.hypot(gx, gy) / np.hypot(gx, gy).max()
            ),
            "is the mean taken? Add the squares, then take the root": np.hypot(gx, gy) / np.sqrt(2),
        },
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


def matrix_of(kernel: Array, image_shape: tuple[int, int]) -> Array:
    """Column by column: what the operation makes of each image with a single 1."""
    h, w = image_shape
    columns = []
    for place in range(h * w):
        image = np.zeros(h * w)
        image[place] = 1
        columns.append(correlated(image.reshape(h, w), kernel).ravel())
    return np.array(columns).T


def _as_matrix(student: Student, rng: Generator, size: tuple[int, int], k: int, l: int) -> None:
    kernel = rng.uniform(1, 2, (k, l)) * rng.choice([-1, 1], (k, l))
    matrix = matrix_of(kernel, size)
    h, w = size
    p, q = h - k + 1, w - l + 1
    mistakes = {
        "this is the matrix of true convolution: the kernel is flipped": matrix_of(
            kernel[::-1, ::-1], size
        ),
        "the matrix is transposed: a row for each output, a column for each pixel": matrix.T,
        "are the outputs counted column by column? ravel() goes row by row": (
            matrix.reshape(p, q, -1).transpose(1, 0, 2).reshape(p * q, -1)
        ),
        "is the image read column by column? ravel() goes row by row": (
            matrix.reshape(-1, h, w).transpose(0, 2, 1).reshape(p * q, -1)
        ),
    }
    wrong_row = np.zeros_like(matrix)
    for i, j, m, n in np.ndindex(p, q, k, l):
        column = (i + m) * q + j + n  # counts pixels by the output's width
        if column < h * w:
            wrong_row[i * q + j, column] += kernel[m, n]
    mistakes["one row further down is W pixels further on, not the output's width"] = wrong_row
    got = student.as_matrix(kernel, size)
    try:
        expect_close(got, matrix, what=f"the matrix for {k} × {l} on {h} × {w}", mistakes=mistakes)
    except Failed as error:
        raise Failed(error.message, error.hint or _of_the_matrix(as_array(got), rng)) from None


def _of_the_matrix(got: Array, rng: Generator) -> str:
    return (
        "every row holds the same weights, each row at the places of one patch"
        if got.ndim == 2
        else "the matrix has two axes: outputs and pixels"
    )


@lab.check("as_matrix", points=1)
def one_row(student: Student, rng: Generator) -> None:
    """a 1 × 2 kernel on a 1 × 4 image, as in the example"""
    _as_matrix(student, rng, (1, 4), 1, 2)


@lab.check("as_matrix", points=3)
def small_matrix(student: Student, rng: Generator) -> None:
    """a 2 × 3 kernel on a 4 × 5 image"""
    _as_matrix(student, rng, (4, 5), 2, 3)


@lab.check("as_matrix", points=2, hidden=True)
def other_matrices(student: Student, rng: Generator) -> None:
    """a 3 × 2 kernel on a 5 × 3 image, a single weight, and a kernel as large as the image"""
    _as_matrix(student, rng, (5, 3), 3, 2)
    _as_matrix(student, rng, (2, 3), 1, 1)
    _as_matrix(student, rng, (3, 4), 3, 4)


# 8. learn_kernel


def descend(
    image: Array, target: Array, steps: int, lr: float, *, scale: float = 1.0, flip: bool = False
) -> Array:
    """Kernels as gradient descent on 1/(2N) Σ (y - target)² makes them; ``scale`` is a mistake."""
    k, l = image.shape[0] - target.shape[0] + 1, image.shape[1] - target.shape[1] + 1
    kernel = np.zeros((k, l))
    for _ in range(steps):
        error = correlated(image, kernel) - target
        gradient = correlated(image, error / error.size)
        kernel = kernel - scale * lr * (gradient[::-1, ::-1] if flip else gradient)
    return kernel


def descent_mistakes(image: Array, target: Array, steps: int, lr: float) -> dict[str, Array]:
    n = target.size
    with np.errstate(all="ignore"):
        return {
            "this goes uphill: subtract lr times the gradient": descend(
                image, target, steps, lr, scale=-1
            ),
            "the gradient lacks the division by N: the loss is a mean, not a sum": descend(
                image, target, steps, lr, scale=n
            ),
            "the gradient is twice too large: the loss has the factor 1/2": descend(
                image, target, steps, lr, scale=2
            ),
            "the gradient is half of what it should be: the 1/2 of the loss cancels the 2": (
                descend(image, target, steps, lr, scale=0.5)
            ),
            "the gradient is flipped: cross-correlate the image with the errors": descend(
                image, target, steps, lr, flip=True
            ),
            "is lr used?": descend(image, target, steps, 1.0),
            "this is one step: is the loop left too early?": descend(image, target, 1, lr),
            "this is one step too few: steps updates in all": descend(image, target, steps - 1, lr),
            "this is one step too many: steps updates in all": descend(
                image, target, steps + 1, lr
            ),
            "the kernel is still zero: is it updated?": np.zeros_like(
                descend(image, target, 0, lr)
            ),
            "the gradient is divided by the number of weights: divide by the number of outputs": (
                descend(
                    image,
                    target,
                    steps,
                    lr,
                    scale=n
                    / max(
                        (image.shape[0] - target.shape[0] + 1)
                        * (image.shape[1] - target.shape[1] + 1),
                        1,
                    ),
                )
            ),
        }


def _descent(
    student: Student, rng: Generator, size: tuple[int, int], kernel: Array, steps: int, lr: float
) -> None:
    image = rng.standard_normal(size)
    target = correlated(image, kernel)
    expect_close(
        student.learn_kernel(image, target, steps, lr),
        descend(image, target, steps, lr),
        what=f"the kernel after {steps} step" + ("s" if steps != 1 else ""),
        mistakes=descent_mistakes(image, target, steps, lr),
        tolerance=1e-4,
    )


def _bounded(kernel: object) -> object:
    if not np.isfinite(as_array(kernel, "the kernel")).all():
        raise Failed(
            "the kernel grew without bound",
            "every step overshoots: is the gradient divided by the number of outputs, and is it "
            "subtracted?",
        )
    return kernel


@lab.check("learn_kernel", points=2)
def first_step(student: Student, rng: Generator) -> None:
    """one step, then three, from a kernel of zeros"""
    for steps in (1, 3):
        _descent(student, rng, (7, 9), rng.standard_normal((3, 3)), steps, 0.1)


@lab.check("learn_kernel", points=2)
def sobel_again(student: Student, rng: Generator) -> None:
    """300 steps on a random image find the Sobel kernel"""
    image = rng.standard_normal((9, 10))
    target = correlated(image, GX)
    got = _bounded(student.learn_kernel(image, target, 300, 0.3))
    expect_close(
        got,
        GX,
        what="the kernel after 300 steps",
        mistakes={
            **descent_mistakes(image, target, 300, 0.3),
            "this is the Sobel kernel flipped: do the forward pass and the gradient both "
            "cross-correlate?": GX[::-1, ::-1],
        },
        tolerance=0.01,
    )


@lab.check("learn_kernel", points=2, hidden=True)
def another_kernel(student: Student, rng: Generator) -> None:
    """a kernel that is not Sobel's and not square"""
    kernel = rng.standard_normal((2, 4))
    image = rng.standard_normal((8, 11))
    target = correlated(image, kernel)
    got = _bounded(student.learn_kernel(image, target, 400, 0.3))
    shape = "the kernel's shape follows from image and target: H - P + 1 rows, W - Q + 1 columns"
    expect_close(
        got,
        kernel,
        what="the kernel after 400 steps",
        mistakes={shape: GX, shape + ".": kernel.T},
        tolerance=0.02,
    )
    _descent(student, rng, (5, 8), rng.standard_normal((1, 3)), 2, 0.2)


@lab.check("learn_kernel", points=1, hidden=True)
def no_steps(student: Student, rng: Generator) -> None:
    """no step at all gives the start, a kernel of zeros; a tiny lr hardly moves it"""
    image = rng.standard_normal((5, 6))
    target = correlated(image, rng.standard_normal((2, 3)))
    hint = "the start is a kernel of zeros"
    got = as_array(student.learn_kernel(image, target, 0, 0.1))
    if got.shape != (2, 3) or got.any():
        raise Failed("with steps = 0 the kernel is not a 2 × 3 kernel of zeros", hint)
    _descent(student, rng, (5, 6), rng.standard_normal((2, 3)), 4, 1e-3)
