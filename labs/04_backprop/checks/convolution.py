"""What both ways to go back through a convolution are held to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Student
from cnnlab.ops import conv2d

from .common import Array, Pair, expect, or_what_is_right, parts

GRADIENTS = ("dx", "dweight", "dbias")


@dataclass(frozen=True)
class Convolution:
    """The shapes of one case."""

    images: int
    channels: int
    filters: int
    image: Pair
    kernel: Pair
    stride: int = 1
    padding: int = 0

    def draw(self, rng: Generator) -> tuple[Array, Array, Array]:
        """dy, x and weight."""
        x = rng.standard_normal((self.images, self.channels, *self.image))
        weight = rng.standard_normal((self.filters, self.channels, *self.kernel))
        y = conv2d(x, weight, stride=self.stride, padding=self.padding)[0]
        return rng.standard_normal(y.shape), x, weight


def to_input(
    dy: Array, weight: Array, image: Pair, stride: int | Pair, padding: int, beyond: int = 0
) -> Array:
    """dx: what every output saw of each pixel, times its dy; the forward pass, transposed.

    Mistaken outputs may look ``beyond`` the image, by so many pixels.
    """
    channels, (h, w) = weight.shape[1], (image[0] + beyond, image[1] + beyond)
    units = np.eye(channels * h * w).reshape(-1, channels, h, w)
    seen = as_large_as(dy, conv2d(units, weight, stride=stride, padding=padding)[0])
    dx = np.einsum("uopq,nopq->nu", seen, dy).reshape(len(dy), channels, h, w)
    return dx[:, :, : image[0], : image[1]]


def to_weight(dy: Array, x: Array, kernel: Pair, stride: int | Pair, padding: int) -> Array:
    """dweight: what every weight met in each output, times its dy."""
    channels, weights = x.shape[1], x.shape[1] * kernel[0] * kernel[1]
    units = np.eye(weights).reshape(weights, channels, *kernel)
    met = as_large_as(dy, conv2d(x, units, stride=stride, padding=padding)[0])
    return np.einsum("nupq,nopq->ou", met, dy).reshape(dy.shape[1], channels, *kernel)


def as_large_as(dy: Array, outputs: Array) -> Array:
    """``outputs`` of a mistaken geometry, cut or filled with zeros to P × Q."""
    p, q = dy.shape[2:]
    missing = [(0, max(0, n - m)) for n, m in zip((p, q), outputs.shape[2:], strict=True)]
    return np.pad(outputs, [(0, 0), (0, 0), *missing])[:, :, :p, :q]


def only_last(dy: Array, weight: Array, image: Pair, stride: int, padding: int) -> Array:
    """Mistake: where patches overlap, the last one that was written is left."""
    channels, pixels = weight.shape[1], weight.shape[1] * image[0] * image[1]
    units = np.eye(pixels).reshape(pixels, channels, *image)
    seen = conv2d(units, weight, stride=stride, padding=padding)[0]
    handed = np.einsum("uopq,nopq->nupq", seen, dy).reshape(len(dy), pixels, -1)
    last = seen.any(axis=1).reshape(pixels, -1) * np.arange(1, handed.shape[-1] + 1)
    winner = np.eye(handed.shape[-1] + 1)[last.max(axis=1)][:, 1:]  # no row where nobody wrote
    return np.einsum("nuw,uw->nu", handed, winner).reshape(len(dy), channels, *image)


def input_mistakes(case: Convolution, dy: Array, weight: Array) -> dict[str, Array]:
    s, pad, image, n = case.stride, case.padding, case.image, case.images
    padded = (image[0] + 2 * pad, image[1] + 2 * pad)
    around = to_input(dy, weight, padded, s, 0)
    right = to_input(dy, weight, image, s, pad)
    mistakes = {
        "the kernel is turned by half a turn: a weight goes back the way that it came": (
            to_input(dy, weight[:, :, ::-1, ::-1], image, s, pad)
        ),
        "the kernel is upside down": to_input(dy, weight[:, :, ::-1], image, s, pad),
        "the kernel is turned left to right": to_input(dy, weight[:, :, :, ::-1], image, s, pad),
        "a pixel lies in several patches: add them up, += rather than =": (
            only_last(dy, weight, image, s, pad)
        ),
        "only the first filter hands its dy back: a pixel is seen by all of them": (
            to_input(dy[:, :1], weight[:1], image, s, pad)
        ),
        "only the last filter hands its dy back: += over the filters, too": (
            to_input(dy[:, -1:], weight[-1:], image, s, pad)
        ),
        "all channels get the sum over the channels: each has its own weights": (
            np.repeat(right.sum(axis=1, keepdims=True), case.channels, axis=1)
        ),
        "every image gets the gradients of all images: x[n] belongs to dy[n] alone": (
            np.repeat(right.sum(axis=0, keepdims=True), n, axis=0)
        ),
        "this is divided by the number of images: that belongs to a loss that is a mean": right / n,
    }
    reach = [s * (m - 1) + k - 2 * pad for m, k in zip(dy.shape[2:], case.kernel, strict=True)]
    if tuple(reach) != image and min(reach) > 0:
        hint = "dx ends with the last patch: it has the shape of x, and pixels left over get 0"
        mistakes[hint] = right[:, :, : reach[0], : reach[1]]
    if n > 1:
        alone = np.zeros_like(right)
        alone[0] = right[0]
        mistakes["only the first image has a gradient: does return stand inside the loop?"] = alone
    if s > 1:
        mistakes |= {
            "the patch of output (p, q) begins at row s p and column s q: the stride is not used": (
                to_input(dy, weight, image, 1, pad)
            ),
            "the stride is used for the rows, not for the columns": (
                to_input(dy, weight, image, (s, 1), pad)
            ),
            "the stride is used for the columns, not for the rows": (
                to_input(dy, weight, image, (1, s), pad)
            ),
        }
    if pad > 0:
        near = [(m - k) // s + 1 for m, k in zip(image, case.kernel, strict=True)]
        reached = np.zeros_like(dy)
        reached[:, :, : max(0, near[0]), : max(0, near[1])] = 1
        mistakes |= {
            "the padding is still around dx: cut it off": around,
            "the padding is cut off at the far ends alone: what is kept begins at row pad": (
                around[:, :, : image[0], : image[1]]
            ),
            "the last outputs take no part: P and Q are counted on the padded image": (
                to_input(reached * dy, weight, image, s, pad)
            ),
            "the padding is not used: output (p, q) begins pad rows and columns earlier": (
                to_input(dy, weight, image, s, 0, 2 * pad)
            ),
        }
    if pad != 1:
        mistakes["is the padding always 1 here? It is an argument"] = to_input(
            dy, weight, image, s, 1, 2 * pad
        )
    if case.kernel[0] == case.kernel[1] > 1:
        mistakes["the kernel is transposed: that exchanges its height and width"] = to_input(
            dy, weight.swapaxes(2, 3), image, s, pad
        )
    if case.filters == case.channels > 1:
        mistakes["filters and channels of the weight are exchanged"] = to_input(
            dy, weight.swapaxes(0, 1), image, s, pad
        )
    return mistakes


def weight_mistakes(case: Convolution, dy: Array, x: Array) -> dict[str, Array]:
    s, pad, kernel, n = case.stride, case.padding, case.kernel, case.images
    right = to_weight(dy, x, kernel, s, pad)
    (k, l), (p, q) = kernel, dy.shape[2:]
    mistakes = {
        "the gradient comes out turned by half a turn": right[:, :, ::-1, ::-1],
        "every image used the same weights: add their shares up, do not average": right / n,
        "only the last image takes part: += rather than =": to_weight(
            dy[-1:], x[-1:], kernel, s, pad
        ),
        "only the first image takes part: does return stand inside the loop?": (
            to_weight(dy[:1], x[:1], kernel, s, pad)
        ),
        "only the last output takes part: += over the places, too": (
            to_weight(last_place(dy), x, kernel, s, pad)
        ),
        "only the last output of the last image takes part: += over images and places": (
            to_weight(last_place(dy)[-1:], x[-1:], kernel, s, pad)
        ),
        "every output used the same weights: add up over the places, do not average": (
            right / (p * q)
        ),
        "the gradients of all filters are added up: dy[n, o] belongs to weight[o] alone": (
            np.repeat(right.sum(axis=0, keepdims=True), case.filters, axis=0)
        ),
        "all channels get the same: weight[o, c] meets x[n, c] alone": (
            np.repeat(right.sum(axis=1, keepdims=True), case.channels, axis=1)
        ),
    }
    hint = "height and width of the kernel are exchanged in dweight"
    if k == l:
        mistakes[hint] = right.swapaxes(2, 3)
    elif min(case.image) + 2 * pad >= max(k, l):
        mistakes[hint] = to_weight(dy, x, (l, k), s, pad)
    if k != l:
        mixed = right.swapaxes(2, 3).reshape(right.shape)
        mistakes["its numbers are read column by column: rows first"] = mixed
    if s > 1:
        mistakes |= {
            "weight (k, l) met pixels s apart, (s p + k, s q + l): the stride is not used": (
                to_weight(dy, x, kernel, 1, pad)
            ),
            "the stride is used for the rows, not for the columns: s q + l": (
                to_weight(dy, x, kernel, (s, 1), pad)
            ),
            "the stride is used for the columns, not for the rows: s p + k": (
                to_weight(dy, x, kernel, (1, s), pad)
            ),
        }
    if pad > 0:
        mistakes["the padding is not used: the weights met the zeros around x, too"] = to_weight(
            dy, x, kernel, s, 0
        )
    if pad != 1:
        mistakes["is the padding always 1 here? It is an argument"] = to_weight(dy, x, kernel, s, 1)
    return mistakes


def last_place(dy: Array) -> Array:
    kept = np.zeros_like(dy)
    kept[:, :, -1, -1] = dy[:, :, -1, -1]
    return kept


def bias_mistakes(dy: Array) -> dict[str, Array]:
    right = dy.sum(axis=(0, 2, 3))
    return {
        "every output of its filter used the bias: add up, do not average": dy.mean(axis=(0, 2, 3)),
        "a bias serves all places: add up over them, too": dy.sum(axis=0),
        "a bias serves all images: add up over them, too": dy.sum(axis=(2, 3)),
        "it is divided by the number of images: add up, do not average": right / len(dy),
        "only the last image takes part: += rather than =": dy[-1].sum(axis=(1, 2)),
        "it is divided by the number of places: add up, do not average": (right / dy[0, 0].size),
        "a bias for each filter: do not add them up": np.full(right.shape, right.sum()),
        "dbias is a row of numbers, one a filter: shape (O,)": right.reshape(-1, 1),
        "dbias is a row of numbers, one a filter: the shape is (O,)": right.reshape(1, -1, 1, 1),
        "dbias is a plain row of numbers, one a filter: shape (O,)": right.reshape(1, -1),
        "one bias for all? There is one for each filter": np.asarray(right.sum()),
    }


def once(
    student: Student, name: str, case: Convolution, dy: Array, x: Array, weight: Array
) -> None:
    """Hold ``name`` to the definition, without looking for reasons beyond the named ones."""
    result = getattr(student, name)(dy, x, weight, case.stride, case.padding)
    dx, dweight, dbias = parts(result, GRADIENTS)
    of = f" for stride {case.stride}, padding {case.padding}"
    expect(
        dx,
        to_input(dy, weight, case.image, case.stride, case.padding),
        what=f"dx{of}",
        mistakes=lambda: input_mistakes(case, dy, weight),
    )
    expect(
        dweight,
        to_weight(dy, x, case.kernel, case.stride, case.padding),
        what=f"dweight{of}",
        mistakes=lambda: weight_mistakes(case, dy, x),
    )
    expect(dbias, dy.sum(axis=(0, 2, 3)), what=f"dbias{of}", mistakes=lambda: bias_mistakes(dy))


def backward(student: Student, name: str, rng: Generator, case: Convolution) -> None:
    """Hold ``name`` to the definition, and find the easier case where it is right."""
    (h, w), (k, l) = case.image, case.kernel
    side, small = max(h, w), min(k, l)

    def trial(**change: object) -> partial[None]:
        other = replace(case, **change)  # type: ignore[arg-type]
        return partial(once, student, name, other, *other.draw(rng))

    easier = {}
    if k != l:
        hint = f"right for square kernels, wrong for {k} × {l}: is one side taken for the other?"
        easier[hint] = trial(kernel=(small, small))
    if h != w:
        hint = f"right for square images, wrong for {h} × {w}: are height and width exchanged?"
        easier[hint] = trial(image=(side, side))
    if h != w and k != l:
        hint = "right where all is square: are height and width exchanged, or P and Q?"
        easier[hint] = trial(image=(side, side), kernel=(small, small))
    if case.stride > 1:
        hint = f"right for stride 1, wrong for {case.stride}: where is the stride missing?"
        easier[hint] = trial(stride=1)
    if case.padding != 1:
        hint = f"right for padding 1, wrong for {case.padding}: is it always 1 here?"
        easier[hint] = trial(padding=1)
    if case.padding > 0:
        hint = f"right without padding, wrong for {case.padding}: where does it go in, and out?"
        easier[hint] = trial(padding=0)
    if (h + 2 * case.padding - k) % case.stride or (w + 2 * case.padding - l) % case.stride:
        fitting = tuple(
            m - (m + 2 * case.padding - f) % case.stride
            for m, f in zip(case.image, case.kernel, strict=True)
        )
        hint = "right where the last patch ends at the edge, wrong where pixels are left over"
        easier[hint] = trial(image=fitting)
    if case.images > 1:
        hint = "right for a single image, wrong for several: what is added up over the images?"
        easier[hint] = trial(images=1)
    if case.channels > 1 or case.filters > 1:
        hint = "right for one channel and one filter: which sums run over channels and filters?"
        easier[hint] = trial(channels=1, filters=1)
    or_what_is_right(partial(once, student, name, case, *case.draw(rng)), easier)
