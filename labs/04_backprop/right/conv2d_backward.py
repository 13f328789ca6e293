"""Right answers to exercise 6, written in different ways."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("conv2d_backward")
def writes_seven_loops(dy, x, weight, stride, padding):
    (n_, c_, h, w), (o_, _, k_, l_) = x.shape, weight.shape
    dx, dw, db = np.zeros(x.shape), np.zeros(weight.shape), [0.0] * o_
    for n in range(n_):
        for o in range(o_):
            for p in range(dy.shape[2]):
                for q in range(dy.shape[3]):
                    d = dy[n, o, p, q]
                    db[o] += d
                    for c in range(c_):
                        for k in range(k_):
                            for l in range(l_):
                                i, j = p * stride + k - padding, q * stride + l - padding
                                if 0 <= i < h and 0 <= j < w:
                                    dx[n, c, i, j] += d * weight[o, c, k, l]
                                    dw[o, c, k, l] += d * x[n, c, i, j]
    return dx, dw, db


@right("conv2d_backward")
def gathers_for_every_pixel(dy, x, weight, stride, padding):
    k_, l_ = weight.shape[2:]
    padded = np.pad(x, ((0,), (0,), (padding,), (padding,)))
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(x.shape[2:]):
        for k, l in np.ndindex(k_, l_):
            p, row_left = divmod(i + padding - k, stride)
            q, column_left = divmod(j + padding - l, stride)
            if row_left or column_left or not (0 <= p < dy.shape[2] and 0 <= q < dy.shape[3]):
                continue
            dx[:, :, i, j] += dy[:, :, p, q] @ weight[:, :, k, l]
    dw = np.zeros(weight.shape)
    for k, l in np.ndindex(k_, l_):
        for p, q in np.ndindex(dy.shape[2:]):
            dw[:, :, k, l] += dy[:, :, p, q].T @ padded[:, :, p * stride + k, q * stride + l]
    return [dx, dw, np.einsum("nopq->o", dy)]


@right("conv2d_backward")
def multiplies_rows_of_patches(upstream, images, kernels, step, zeros):
    n_, c_, h, w = images.shape
    o_, _, k, l = kernels.shape
    p_, q_ = upstream.shape[2:]
    frame = np.zeros((n_, c_, h + 2 * zeros, w + 2 * zeros))
    frame[:, :, zeros : zeros + h, zeros : zeros + w] = images
    places = [(p * step, q * step) for p in range(p_) for q in range(q_)]
    patches = np.stack([frame[:, :, i : i + k, j : j + l].reshape(n_, -1) for i, j in places], 1)
    above = upstream.reshape(n_, o_, -1)
    dw = sum(a @ b for a, b in zip(above, patches, strict=True)).reshape(kernels.shape)
    back = above.swapaxes(1, 2) @ kernels.reshape(o_, -1)
    dframe = np.zeros_like(frame)
    for number, (i, j) in enumerate(places):
        dframe[:, :, i : i + k, j : j + l] += back[:, number].reshape(n_, c_, k, l)
    end = (frame.shape[2] - zeros, frame.shape[3] - zeros)
    return dframe[:, :, zeros : end[0], zeros : end[1]], dw, upstream.sum((0, 2, 3))


@right("conv2d_backward")
def keeps_single_precision_and_channels_last(dy, x, weight, stride, padding):
    k, l = weight.shape[2:]
    p = padding
    xs = np.pad(x.astype(np.float32).transpose(0, 2, 3, 1), [(0, 0), (p, p), (p, p), (0, 0)])
    ws = np.asfortranarray(weight.astype(np.float32).transpose(0, 2, 3, 1))
    dxs, dws, db = np.zeros_like(xs), np.zeros_like(ws), np.zeros(len(ws), np.float32)
    for i in range(dy.shape[2]):
        for j in range(dy.shape[3]):
            for o in range(len(ws)):
                d = dy[:, o, i, j].astype(np.float32)
                patch = np.s_[:, i * stride : i * stride + k, j * stride : j * stride + l]
                dxs[patch] += d[:, None, None, None] * ws[o]
                dws[o] += np.tensordot(d, xs[patch], axes=1)
                db[o] += d.sum()
    height, width = x.shape[2:]
    dx = dxs[:, p : p + height, p : p + width].transpose(0, 3, 1, 2)
    return dx, dws.transpose(0, 3, 1, 2), db
