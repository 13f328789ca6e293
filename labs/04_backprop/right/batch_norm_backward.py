"""Right answers to exercise 8, written in different ways."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("batch_norm_backward")
def goes_back_step_by_step(dy, x, weight, eps):
    axes, m = (0, 2, 3), x.shape[0] * x.shape[2] * x.shape[3]

    def spread(values):
        return np.reshape(values, (1, -1, 1, 1))

    centred = x - spread(x.mean(axis=axes))
    var = (centred**2).mean(axis=axes)
    root = np.sqrt(var + eps)
    normal = centred / spread(root)
    dnormal = dy * spread(weight)
    dvar = (dnormal * centred).sum(axis=axes) * -0.5 * root**-3
    dcentred = dnormal / spread(root) + spread(dvar) * 2 * centred / m
    dmean = -dcentred.sum(axis=axes)
    return dcentred + spread(dmean) / m, (dy * normal).sum(axis=axes), dy.sum(axis=axes)


@right("batch_norm_backward")
def makes_a_table_with_a_column_for_each_channel(dy, x, weight, eps):
    n, c, h, w = x.shape
    d, v = (a.transpose(0, 2, 3, 1).reshape(-1, c) for a in (dy, x))
    m = len(v)
    inverse = 1 / np.sqrt(np.var(v, axis=0) + eps)
    normal = (v - np.mean(v, axis=0)) * inverse
    dweight, dbias = np.sum(d * normal, axis=0), np.sum(d, axis=0)
    dv = weight * inverse / m * (m * d - dbias - normal * dweight)
    return [dv.reshape(n, h, w, c).transpose(0, 3, 1, 2), dweight, dbias]


@right("batch_norm_backward")
def loops_over_the_channels(upstream, inputs, scale, epsilon):
    dx = np.empty(inputs.shape, dtype=np.float32, order="F")
    dscale, dshift = [], []
    for c in range(inputs.shape[1]):
        d, x = upstream[:, c].astype(float), inputs[:, c].astype(float)
        deviation = (x.var() + epsilon) ** 0.5
        normal = (x - x.mean()) / deviation
        g = scale[c] * d
        dx[:, c] = (g - g.mean() - normal * np.mean(g * normal)) / deviation
        dscale.append(np.sum(d * normal))
        dshift.append(d.sum())
    return dx, dscale, tuple(dshift)


@right("batch_norm_backward")
def multiplies_by_the_jacobian(dy, x, weight, eps):
    n, c, h, w = x.shape
    dx, dweight = np.zeros((c, n * h * w)), np.zeros(c)
    for channel in range(c):
        v = x[:, channel].ravel().astype(np.float64)
        d = dy[:, channel].ravel()
        m, root = v.size, np.sqrt(v.var() + eps)
        normal = (v - v.mean()) / root
        jacobian = (np.eye(m) - 1 / m - np.outer(normal, normal) / m) * weight[channel] / root
        dx[channel] = jacobian.T @ d
        dweight[channel] = normal @ d
    return dx.reshape(c, n, h, w).swapaxes(0, 1), dweight, dy.sum(axis=(0, 2, 3))
