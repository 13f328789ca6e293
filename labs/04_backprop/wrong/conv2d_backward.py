"""Wrong answers to exercise 6 that students may well give."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


def around(x, zeros):
    return np.pad(x, [(0, 0), (0, 0), (zeros, zeros), (zeros, zeros)])


def without(padded, zeros, size):
    return padded[:, :, zeros : zeros + size[0], zeros : zeros + size[1]]


def scattered(dy, weight, size, stride):
    """dx of padded images of this size."""
    dpadded, (k, l) = np.zeros((len(dy), weight.shape[1], *size)), weight.shape[2:]
    for p, q in np.ndindex(dy.shape[2:]):
        i, j = p * stride, q * stride
        dpadded[:, :, i : i + k, j : j + l] += np.einsum("no,ockl->nckl", dy[:, :, p, q], weight)
    return dpadded


def to_weight(dy, padded, kernel, stride):
    dweight, (k, l) = np.zeros((dy.shape[1], padded.shape[1], *kernel)), kernel
    for p, q in np.ndindex(dy.shape[2:]):
        patch = padded[:, :, p * stride : p * stride + k, q * stride : q * stride + l]
        dweight += np.einsum("no,nckl->ockl", dy[:, :, p, q], patch)
    return dweight


def right_answer(dy, x, weight, stride, padding):
    padded = around(x, padding)
    dpadded = scattered(dy, weight, padded.shape[2:], stride)
    dweight = to_weight(dy, padded, weight.shape[2:], stride)
    return without(dpadded, padding, x.shape[2:]), dweight, dy.sum(axis=(0, 2, 3))


@wrong("conv2d_backward", caught_by="three_pixels", hint="does a slice end at -0")
def crops_from_pad_to_minus_pad(dy, x, weight, stride, padding):
    padded = around(x, padding)
    dpadded = scattered(dy, weight, padded.shape[2:], stride)
    dx = dpadded[:, :, padding:-padding, padding:-padding]
    return dx, *right_answer(dy, x, weight, stride, padding)[1:]


@wrong("conv2d_backward", caught_by="wide_padding", hint="always 1 here")
def knows_a_padding_of_one(dy, x, weight, stride, padding):
    if padding == 0:
        return right_answer(dy, x, weight, stride, 0)
    padded = around(x, 1)
    size = [max(a, b) for a, b in zip(padded.shape[2:], _reach(dy, weight, stride), strict=True)]
    return (
        without(scattered(dy, weight, size, stride), 1, x.shape[2:]),
        *right_answer(dy, x, weight, stride, padding)[1:],
    )


def _reach(dy, weight, stride):
    return [stride * (n - 1) + k for n, k in zip(dy.shape[2:], weight.shape[2:], strict=True)]


@wrong("conv2d_backward", caught_by="wide_padding", hint="counted on the padded image")
def ends_the_loops_at_the_unpadded_extent(dy, x, weight, stride, padding):
    (h, w), (k, l) = x.shape[2:], weight.shape[2:]
    kept = np.zeros_like(dy)
    p, q = max(0, (h - k) // stride + 1), max(0, (w - l) // stride + 1)
    kept[:, :, :p, :q] = dy[:, :, :p, :q]
    return right_answer(kept, x, weight, stride, padding)


@wrong("conv2d_backward", caught_by="strided_and_padded", hint="the stride is not used")
def scatters_without_the_stride(dy, x, weight, stride, padding):
    padded = around(x, padding)
    dpadded = scattered(dy, weight, padded.shape[2:], 1)
    dx = without(dpadded, padding, x.shape[2:])
    return dx, *right_answer(dy, x, weight, stride, padding)[1:]


@wrong("conv2d_backward", caught_by="strided_and_padded", hint="rows, not for the columns: s q + l")
def forgets_the_stride_of_dweights_columns(dy, x, weight, stride, padding):
    dx, dweight, dbias = right_answer(dy, x, weight, stride, padding)
    (k, l), padded = weight.shape[2:], around(x, padding)
    dweight = np.zeros(weight.shape)
    for p, q in np.ndindex(dy.shape[2:]):
        patch = padded[:, :, p * stride : p * stride + k, q : q + l]
        dweight += np.einsum("no,nckl->ockl", dy[:, :, p, q], patch)
    return dx, dweight, dbias


@wrong("conv2d_backward", caught_by="plain", hint="exchanged in dweight")
def exchanges_the_kernels_sides_in_dweight(dy, x, weight, stride, padding):
    dx, _, dbias = right_answer(dy, x, weight, stride, padding)
    sides = weight.shape[:1:-1]
    room = np.pad(around(x, padding), [(0, 0), (0, 0), (0, 8), (0, 8)])
    return dx, to_weight(dy, room, sides, stride), dbias


@wrong("conv2d_backward", caught_by="plain", hint="column by column")
def reads_dweight_column_by_column(dy, x, weight, stride, padding):
    dx, dweight, dbias = right_answer(dy, x, weight, stride, padding)
    return dx, dweight.swapaxes(2, 3).reshape(weight.shape), dbias


@wrong("conv2d_backward", caught_by="plain", hint="right where")
def exchanges_the_outputs_height_and_width(dy, x, weight, stride, padding):
    (h, w), (k, l), padded = x.shape[2:], weight.shape[2:], around(x, padding)
    dpadded, dweight = np.zeros(padded.shape), np.zeros(weight.shape)
    p_, q_ = (w + 2 * padding - l) // stride + 1, (h + 2 * padding - k) // stride + 1
    for p in range(p_):
        for q in range(q_):
            i, j = p * stride, q * stride
            patch = np.s_[:, :, i : i + k, j : j + l]
            dpadded[patch] += np.einsum("no,ockl->nckl", dy[:, :, p, q], weight)
            dweight += np.einsum("no,nckl->ockl", dy[:, :, p, q], padded[patch])
    return without(dpadded, padding, (h, w)), dweight, dy.sum(axis=(0, 2, 3))


@wrong("conv2d_backward", caught_by="plain", hint="right where all is square")
def unfolds_rows_by_the_outputs_height(dy, x, weight, stride, padding):
    (k, l), (p_, q_), padded = weight.shape[2:], dy.shape[2:], around(x, padding)
    rows = np.zeros((p_ * q_, len(x), weight[0].size))
    for p, q in np.ndindex(p_, q_):
        patch = padded[:, :, p * stride : p * stride + k, q * stride : q * stride + l]
        rows[min(p * p_ + q, len(rows) - 1)] = patch.reshape(len(x), -1)
    above = dy.transpose(2, 3, 0, 1).reshape(p_ * q_, len(x), -1)
    dweight = np.einsum("ino,inw->ow", above, rows).reshape(weight.shape)
    dx, _, dbias = right_answer(dy, x, weight, stride, padding)
    return dx, dweight, dbias


@wrong("conv2d_backward", caught_by="plain", hint="right for square images")
def takes_the_width_for_the_height_in_dx(dy, x, weight, stride, padding):
    h = x.shape[2]
    dpadded = scattered(dy, weight, around(x, padding).shape[2:], stride)
    dx = np.zeros(x.shape)
    dx[:, :, :, :h] = without(dpadded, padding, (h, h))
    return dx, *right_answer(dy, x, weight, stride, padding)[1:]


@wrong("conv2d_backward", caught_by="plain", hint="right for square kernels")
def takes_the_kernel_for_square_in_dx(dy, x, weight, stride, padding):
    k = min(weight.shape[2:])
    dpadded = scattered(dy, weight[:, :, :k, :k], around(x, padding).shape[2:], stride)
    dx = without(dpadded, padding, x.shape[2:])
    return dx, *right_answer(dy, x, weight, stride, padding)[1:]


@wrong("conv2d_backward", caught_by="three_pixels", hint="turned by half a turn")
def turns_the_kernel_round_in_dx(dy, x, weight, stride, padding):
    dx = right_answer(dy, x, weight[:, :, ::-1, ::-1], stride, padding)[0]
    return dx, *right_answer(dy, x, weight, stride, padding)[1:]


@wrong("conv2d_backward", caught_by="three_pixels", hint="turned by half a turn")
def turns_dweight_round(dy, x, weight, stride, padding):
    dx, dweight, dbias = right_answer(dy, x, weight, stride, padding)
    return dx, dweight[:, :, ::-1, ::-1], dbias


@wrong("conv2d_backward", caught_by="three_pixels", hint="+= rather than =")
def assigns_where_patches_overlap(dy, x, weight, stride, padding):
    dpadded, (k, l) = np.zeros(around(x, padding).shape), weight.shape[2:]
    for p, q in np.ndindex(dy.shape[2:]):
        i, j = p * stride, q * stride
        dpadded[:, :, i : i + k, j : j + l] = np.einsum("no,ockl->nckl", dy[:, :, p, q], weight)
    dx = without(dpadded, padding, x.shape[2:])
    return dx, *right_answer(dy, x, weight, stride, padding)[1:]


@wrong("conv2d_backward", caught_by="plain", hint="+= over the filters")
def keeps_the_last_filter(dy, x, weight, stride, padding):
    dx = right_answer(dy[:, -1:], x, weight[-1:], stride, padding)[0]
    return dx, *right_answer(dy, x, weight, stride, padding)[1:]


@wrong("conv2d_backward", caught_by="strided_and_padded", hint="still around dx")
def leaves_the_padding_around_dx(dy, x, weight, stride, padding):
    padded = around(x, padding)
    dpadded = scattered(dy, weight, padded.shape[2:], stride)
    return dpadded, *right_answer(dy, x, weight, stride, padding)[1:]


@wrong("conv2d_backward", caught_by="strided_and_padded", hint="at the far ends alone")
def cuts_the_padding_off_at_the_end(dy, x, weight, stride, padding):
    dpadded = scattered(dy, weight, around(x, padding).shape[2:], stride)
    dx = dpadded[:, :, : x.shape[2], : x.shape[3]]
    return dx, *right_answer(dy, x, weight, stride, padding)[1:]


@wrong("conv2d_backward", caught_by="strided_and_padded", hint="the padding is not used")
def pairs_dy_with_the_unpadded_image(dy, x, weight, stride, padding):
    dx, _, dbias = right_answer(dy, x, weight, stride, padding)
    room = np.pad(x, [(0, 0), (0, 0), (0, 9), (0, 9)])
    p, q = ((m - k) // stride + 1 for m, k in zip(x.shape[2:], weight.shape[2:], strict=True))
    return dx, to_weight(dy[:, :, :p, :q], room, weight.shape[2:], stride), dbias


@wrong("conv2d_backward", caught_by="plain", hint="add their shares up, do not average")
def averages_over_the_batch(dy, x, weight, stride, padding):
    dx, dweight, dbias = right_answer(dy, x, weight, stride, padding)
    return dx, dweight / len(x), dbias / len(x)


@wrong("conv2d_backward", caught_by="three_pixels", hint="do not average")
def takes_the_mean_for_dbias(dy, x, weight, stride, padding):
    return *right_answer(dy, x, weight, stride, padding)[:2], dy.mean(axis=(0, 2, 3))


@wrong("conv2d_backward", caught_by="plain", hint="a bias serves all places")
def adds_dbias_over_images_only(dy, x, weight, stride, padding):
    return *right_answer(dy, x, weight, stride, padding)[:2], dy.sum(axis=0)


@wrong("conv2d_backward", caught_by="plain", hint="shape (O,)")
def returns_dbias_as_a_column(dy, x, weight, stride, padding):
    dx, dweight, dbias = right_answer(dy, x, weight, stride, padding)
    return dx, dweight, dbias.reshape(-1, 1)


@wrong("conv2d_backward", caught_by="three_pixels", hint="return 3 things")
def forgets_the_bias(dy, x, weight, stride, padding):
    return right_answer(dy, x, weight, stride, padding)[:2]


@wrong("conv2d_backward", caught_by="left_over", hint="ends with the last patch")
def gives_dx_the_reach_of_the_patches(dy, x, weight, stride, padding):
    reach = _reach(dy, weight, stride)
    dpadded = scattered(dy, weight, reach, stride)
    size = [m - 2 * padding for m in reach]
    dx = without(dpadded, padding, size)
    return dx, *right_answer(dy, x, weight, stride, padding)[1:]


@wrong("conv2d_backward", caught_by="three_pixels", hint="changes its input")
def adds_into_the_callers_x(dy, x, weight, stride, padding):
    results = right_answer(dy, x, weight, stride, padding)
    x[...] = 0
    return results


@wrong("conv2d_backward", caught_by="plain", hint="only the first image has a gradient")
def returns_inside_the_loop_over_images(dy, x, weight, stride, padding):
    results = right_answer(dy, x, weight, stride, padding)
    dx = np.zeros(x.shape)
    for n in range(len(x)):
        dx[n] = results[0][n]
        return dx, *results[1:]


@wrong("conv2d_backward", caught_by="plain", hint="the last output of the last image")
def assigns_dweight(dy, x, weight, stride, padding):
    dx, dweight, dbias = right_answer(dy, x, weight, stride, padding)
    (k, l), padded = weight.shape[2:], around(x, padding)
    for n, o, p, q in np.ndindex(dy.shape):
        i, j = p * stride, q * stride
        dweight[o] = dy[n, o, p, q] * padded[n, :, i : i + k, j : j + l]
    return dx, dweight, dbias


@wrong("conv2d_backward", caught_by="strided_and_padded", hint="where is the stride missing")
def rounds_places_between_the_strides(dy, x, weight, stride, padding):
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(x.shape[2:]):
        for k, l in np.ndindex(weight.shape[2:]):
            p, q = (i + padding - k) // stride, (j + padding - l) // stride
            if 0 <= p < dy.shape[2] and 0 <= q < dy.shape[3]:
                dx[:, :, i, j] += dy[:, :, p, q] @ weight[:, :, k, l]
    return dx, *right_answer(dy, x, weight, stride, padding)[1:]
