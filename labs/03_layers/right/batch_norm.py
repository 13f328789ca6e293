"""Right answers to batch_norm."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("batch_norm")
def moves_the_channels_last(x, weight, bias, running_mean, running_var, training, momentum, eps):
    n, c, h, w = x.shape
    flat = x.transpose(0, 2, 3, 1).reshape(-1, c)
    mean, var = running_mean, running_var
    if training:
        mean, var = flat.mean(axis=0), flat.var(axis=0)
        running_mean = running_mean + momentum * (mean - running_mean)
        running_var = running_var + momentum * (flat.var(axis=0, ddof=1) - running_var)
    flat = weight * (flat - mean) / np.sqrt(var + eps) + bias
    return flat.reshape(n, h, w, c).transpose(0, 3, 1, 2), running_mean, running_var


@right("batch_norm")
def in_stages(x, gamma, beta, mean_so_far, var_so_far, training, momentum, eps):
    m = x.shape[0] * x.shape[2] * x.shape[3]
    if training:
        mu = x.sum(axis=(0, 2, 3), keepdims=True) / m
        centred = x - mu
        var = (centred**2).sum(axis=(0, 2, 3), keepdims=True) / m
        mean_so_far = momentum * mu.ravel() + (1 - momentum) * mean_so_far
        var_so_far = momentum * var.ravel() * m / (m - 1) + (1 - momentum) * var_so_far
    else:
        centred = x - mean_so_far.reshape(1, -1, 1, 1)
        var = var_so_far.reshape(1, -1, 1, 1)
    inverse = 1.0 / np.sqrt(var + eps)
    normal = centred * inverse
    scaled = gamma.reshape(1, -1, 1, 1) * normal
    return [scaled + beta.reshape(1, -1, 1, 1), mean_so_far, var_so_far]


@right("batch_norm")
def channel_by_channel(x, weight, bias, running_mean, running_var, training, momentum, eps):
    y, means, variances = np.empty_like(x), [], []
    for c in range(x.shape[1]):
        values = x[:, c]
        mean, var = running_mean[c], running_var[c]
        means.append(mean)
        variances.append(var)
        if training:
            mean, var = values.mean(), values.var()
            means[c] = (1 - momentum) * means[c] + momentum * mean
            unbiased = var * values.size / (values.size - 1)
            variances[c] = (1 - momentum) * variances[c] + momentum * unbiased
        y[:, c] = (values - mean) / (var + eps) ** 0.5 * weight[c] + bias[c]
    return y, means, variances


@right("batch_norm")
def works_on_copies(x, weight, bias, running_mean, running_var, training, momentum, eps):
    y = x.astype(np.float32).copy()
    mean, var = running_mean.copy(), running_var.copy()
    if training:
        mu, sigma = y.mean(axis=(0, 2, 3)), y.var(axis=(0, 2, 3))
        mean *= 1 - momentum
        mean += momentum * mu
        var *= 1 - momentum
        var += momentum * y.var(axis=(0, 2, 3), ddof=1)
    else:
        mu, sigma = mean, var
    y -= mu[:, None, None].astype(np.float32)
    y *= (weight / np.sqrt(sigma + eps))[:, None, None].astype(np.float32)
    y += bias[:, None, None].astype(np.float32)
    return y, mean.astype(np.float32), var.astype(np.float32)


@right("batch_norm")
def by_einsum(x, weight, bias, running_mean, running_var, training, momentum, eps):
    m = x[:, 0].size
    if not training:
        slope = weight / np.sqrt(running_var + eps)
        y = np.einsum("nchw,c->nhwc", x, slope) + (bias - slope * running_mean)
        return np.moveaxis(y, -1, 1), running_mean.copy(), running_var.copy()
    mean = np.einsum("nchw->c", x) / m
    var = np.einsum("nchw,nchw->c", x - mean[:, None, None], x - mean[:, None, None]) / m
    fresh = weight, bias, mean, var, False, momentum, eps
    y = by_einsum_in_evaluation(x, *fresh)
    new_var = (1 - momentum) * running_var + momentum * var * (m / (m - 1))
    return y, (1 - momentum) * running_mean + momentum * mean, new_var


def by_einsum_in_evaluation(x, weight, bias, mean, var, training, momentum, eps):
    slope = weight / np.sqrt(var + eps)
    return x * slope[:, None, None] + (bias - slope * mean)[:, None, None]
