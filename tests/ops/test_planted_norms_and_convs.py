"""Mistakes planted in the normalisations and in the kinds of convolution."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnlab.gradcheck import gradcheck
from cnnlab.ops import naive
from tests.drawn import assert_close
from tests.ops.planted import Mistakes, proofs

RNG = np.random.default_rng(0)
X = RNG.standard_normal((3, 4, 3, 5)) * np.arange(1, 5)[:, None, None] + 2
WEIGHT, BIAS = RNG.standard_normal((2, 4))


def compared(gradients: tuple[Any, ...], wants: tuple[Any, ...]) -> None:
    for gradient, want in zip(gradients, wants, strict=True):
        assert_close(gradient, want, 1e-10)


def statistics(module: Any) -> None:
    """Sums, moments and products in three orders of memory, in blocks of different sizes."""
    last = np.ascontiguousarray(X.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)
    batch_last = np.ascontiguousarray(X.transpose(2, 1, 3, 0)).transpose(3, 1, 0, 2)
    mean, dy = X.mean(axis=(0, 2, 3)), RNG.standard_normal(X.shape)
    for x in (X, last, batch_last):
        order = module.Order.of(x)
        lines = order.lines(x)
        assert np.shares_memory(lines, x)
        module.CACHE = 2 * lines[:1].nbytes
        got = module.moments(lines, 4)
        compared(got, (mean, X.var(axis=(0, 2, 3))))
        along = (dy.sum(axis=(0, 2, 3)), (dy * (X - mean[:, None, None])).sum(axis=(0, 2, 3)))
        compared(module.products(order.lines(dy), lines, mean), along)
        scaled = module.scaled(lines, WEIGHT, BIAS)
        assert_close(order.array(scaled), X * WEIGHT[:, None, None] + BIAS[:, None, None], 1e-12)


def batch(module: Any) -> None:
    """In training and in use, and what is remembered."""
    running = {"running_mean": RNG.standard_normal(4), "running_var": RNG.uniform(1, 2, 4)}
    dy = RNG.standard_normal(X.shape)
    for training in (True, False):
        settings: dict[str, Any] = {**running, "training": training, "eps": 0.5}
        y, cache = module.batch_norm(X, WEIGHT, BIAS, momentum=0.3, **settings)
        assert_close(y, naive.batch_norm(X, WEIGHT, BIAS, **settings), 1e-12)
        wants = naive.batch_norm_backward(dy, X, WEIGHT, **settings)
        compared(module.batch_norm_backward(dy, cache), wants)
        if training:
            kept = naive.running_statistics(X, *running.values(), momentum=0.3)
            compared((cache.running_mean, cache.running_var), kept)


def groups(module: Any) -> None:
    y, cache = module.group_norm(X, 2, WEIGHT, BIAS, eps=0.5)
    assert_close(y, naive.group_norm(X, 2, WEIGHT, BIAS, eps=0.5), 1e-12)
    dy = RNG.standard_normal(X.shape)
    wants = naive.group_norm_backward(dy, X, 2, WEIGHT, eps=0.5)
    compared(module.group_norm_backward(dy, cache), wants)


def rows(module: Any) -> None:
    weight, bias = RNG.standard_normal((2, 3, 5))
    y, cache = module.layer_norm(X, (3, 5), weight, bias, eps=0.5)
    assert_close(y, naive.layer_norm(X, (3, 5), weight, bias, eps=0.5), 1e-12)
    dy = RNG.standard_normal(X.shape)
    wants = naive.layer_norm_backward(dy, X, (3, 5), weight, eps=0.5)
    compared(module.layer_norm_backward(dy, cache), wants)


def response(module: Any) -> None:
    """An odd and an even number of neighbours."""
    dy = RNG.standard_normal(X.shape)
    for size in (3, 4):
        settings = {"size": size, "alpha": 0.5, "beta": 0.6, "k": 1.5}
        y, cache = module.local_response_norm(X, **settings)
        assert_close(y, naive.local_response_norm(X, **settings), 1e-12)
        want = naive.local_response_norm_backward(dy, X, **settings)
        assert_close(module.local_response_norm_backward(dy, cache), want, 1e-12)


def contrast(module: Any) -> None:
    x = RNG.standard_normal((2, 3, 6, 7)) * np.linspace(0.1, 2, 7)
    y, _ = module.local_contrast_norm(x, (3, 5))
    assert_close(y, naive.local_contrast_norm(x, (3, 5)), 1e-12)
    pair = module.local_contrast_norm, module.local_contrast_norm_backward
    gradcheck(*pair, x, (3, 5), rng=RNG)


def signals(module: Any) -> None:
    x, weight, bias = X[:, :, 0].repeat(3, axis=2), RNG.standard_normal((6, 2, 4)), X[0, 0, :2, :3]
    settings: dict[str, Any] = {"stride": 2, "padding": 3, "dilation": 3, "groups": 2}
    y, cache = module.conv1d(x, weight, bias.reshape(6), **settings)
    assert_close(y, naive.conv1d(x, weight, bias.reshape(6), **settings), 1e-12)
    dy = RNG.standard_normal(y.shape)
    wants = naive.conv1d_backward(dy, x, weight, **settings)
    compared(module.conv1d_backward(dy, cache), wants)


def clips(module: Any) -> None:
    """Every setting different from the next."""
    x, weight = RNG.standard_normal((2, 4, 7, 5, 6)), RNG.standard_normal((2, 2, 3, 2, 2))
    settings: dict[str, Any] = {"stride": (2, 1, 3), "padding": (3, 1, 0), "groups": 2}
    settings["dilation"] = (2, 3, 1)
    y, cache = module.conv3d(x, weight, **settings)
    assert_close(y, naive.conv3d(x, weight, **settings), 1e-12)
    dy = RNG.standard_normal(y.shape)
    wants = naive.conv3d_backward(dy, x, weight, **settings)
    compared(module.conv3d_backward(dy, cache)[:2], wants[:2])


def transposed(module: Any) -> None:
    weight, bias = RNG.standard_normal((4, 3, 2, 3)), RNG.standard_normal(6)
    settings: dict[str, Any] = {"stride": (3, 2), "padding": (1, 0), "output_padding": (2, 1)}
    settings |= {"groups": 2, "dilation": (1, 2)}
    y, cache = module.conv_transpose2d(X, weight, bias, **settings)
    assert_close(y, naive.conv_transpose2d(X, weight, bias, **settings), 1e-12)
    dy = RNG.standard_normal(y.shape)
    wants = naive.conv_transpose2d_backward(dy, X, weight, **settings)
    compared(module.conv_transpose2d_backward(dy, cache), wants)


def untied(module: Any) -> None:
    settings: dict[str, Any] = {"stride": (1, 2), "padding": (1, 0), "dilation": (2, 1)}
    weight, bias = RNG.standard_normal((3, 2, 2, 4, 2, 3)), RNG.standard_normal((2, 3, 2))
    y, cache = module.locally_connected2d(X, weight, bias, **settings)
    assert_close(y, naive.locally_connected2d(X, weight, bias, **settings), 1e-12)
    dy = RNG.standard_normal(y.shape)
    wants = naive.locally_connected2d_backward(dy, X, weight, **settings)
    compared(module.locally_connected2d_backward(dy, cache), wants)


MISTAKES: Mistakes = {
    statistics: (
        "lines",
        {
            "blocks are joined as if they had one mean": ("+ apart**2 * count * share", ""),
            "the last block weighs as much as the first": (
                "more / (count + more)",
                "0.5 if count else 1.0",
            ),
            "only the last block counts": ("aligned += sums", "aligned = sums"),
            "channels are taken to run along the line slowly": (
                "short.reshape(-1, channels).sum(axis=0,",
                "short.reshape(channels, -1).sum(axis=1,",
            ),
            "the shift is forgotten": ("result[block] += term", "result[block] += 0"),
        },
    ),
    batch: (
        "normalisation.batch_norm",
        {
            "the running variance is biased": ("count / (count - 1)", "1.0"),
            "the variance is unbiased": (
                "inverse = 1 / np.sqrt(variance + eps)",
                "inverse = 1 / np.sqrt(variance * count / (count - 1) + eps)",
            ),
            "momentum is the share of the old": (
                "(1 - momentum) * running + momentum * batch",
                "momentum * running + (1 - momentum) * batch",
            ),
            "eps is added to the deviation": (
                "1 / np.sqrt(variance + eps)",
                "1 / (np.sqrt(variance) + eps)",
            ),
            "the mean is taken for fixed backwards": (
                "-scale * dbias / count - slope * mean",
                "-slope * mean",
            ),
            "the variance is taken for fixed backwards": (
                "slope = -scale * inverse * dweight / count",
                "slope = 0 * scale",
            ),
            "the gradient in use is that of training": (
                "    if training:\n        count",
                "    if 1:\n        count",
            ),
            "running statistics normalise in training": (
                "if training or running_mean is None or",
                "if running_mean is None or",
            ),
            "dweight is not normalised": ("dweight *= inverse", "dweight *= 1"),
        },
    ),
    groups: (
        "normalisation.group_norm",
        {
            "the channels' means are taken for equal": (" + (means - mean) ** 2", ""),
            "weights do not reach the group's mean gradient": ("(learned * sums)", "(sums)"),
            "the mean is taken for fixed backwards": ("-level * inverse - of_x", "-of_x"),
            "groups are interleaved": (
                "values.repeat(channels // groups, axis=2)",
                "values.repeat(channels // groups, axis=2).swapaxes(1, 2)",
            ),
        },
    ),
    rows: (
        "normalisation.layer_norm",
        {
            "the variance is unbiased": (
                "square @ average + eps",
                "square @ average * d / (d - 1) + eps",
            ),
            "the weight is forgotten backwards": (
                "np.multiply(dy_here, learned, out",
                "np.multiply(dy_here, 1, out",
            ),
            "the variance is taken for fixed backwards": ("xhat *= slope", "xhat *= 0"),
        },
    ),
    response: (
        "normalisation.local_response_norm",
        {
            "alpha is not divided by the size": ("alpha / size\n", "alpha\n"),
            "an even window leans forwards": (
                "size // 2, (size - 1) // 2, out=here",
                "(size - 1) // 2, size // 2, out=here",
            ),
            "the window is not turned around backwards": (
                "(size - 1) // 2, size // 2, out=back",
                "size // 2, (size - 1) // 2, out=back",
            ),
            "neighbours hand nothing back": ("-2 * alpha", "-0 * alpha"),
        },
    ),
    contrast: (
        "normalisation.local_contrast_norm",
        {
            "the edges are darker": (
                "weights /= weights.sum(axis=1, keepdims=True)",
                "weights /= weights.sum(axis=1).max()",
            ),
            "channels are averaged apart": ("x.mean(axis=1, keepdims=True) @ h", "x @ h"),
            "the mean deviation is no floor": (
                "np.maximum(deviation, mean), eps",
                "deviation, eps",
            ),
            "the window is not transposed backwards": (
                "dv -= vertical.T @ dv.mean(axis=1, keepdims=True) @ horizontal",
                "dv -= vertical @ dv.mean(axis=1, keepdims=True) @ horizontal.T",
            ),
            "the mean deviation hands nothing back": ("own + dmean", "own + 0 * dmean"),
        },
    ),
    signals: (
        "conv1d",
        {
            "the stride is ignored": ("Geometry((1, step)", "Geometry((1, 1)"),
            "the padding is ignored": ("((0, 0), around)", "((0, 0), (0, 0))"),
            "the groups are ignored": ("spread), groups)", "spread))"),
        },
    ),
    clips: (
        "conv3d",
        {
            "frames are padded at the end only": ("- self.before", "- 0"),
            "the depth's dilation is ignored": ("self.dilation * j", "j"),
            "frames seen twice get one share": ("dframes[:, seen] +=", "dframes[:, seen] ="),
            "the kernel is reversed in depth": ("yield j, slice", "yield self.taps - 1 - j, slice"),
            "the depth's stride is used across": ("(steps[1], steps[2])", "(steps[0], steps[1])"),
        },
    ),
    transposed: (
        "conv_transpose2d",
        {
            "output padding is put before": (
                "(above, above - below), (left, left - right)",
                "(above - below, above), (left - right, left)",
            ),
            "the bias is forgotten": ("y += bias", "y += 0 * bias"),
            "dbias is that of x": ("channel_sums(dy.", "channel_sums(x."),
            "the kernel is turned": (
                "kernels = weight.astype(dtype, copy=False)",
                "kernels = weight[:, :, ::-1, ::-1].astype(dtype)",
            ),
        },
    ),
    untied: (
        "locally_connected2d",
        {
            "patches that overlap overwrite": ("columns] += dcols", "columns] = dcols"),
            "the bias is shared": ("bias.transpose(1, 2, 0)", "bias[:, :1, :1].transpose(1, 2, 0)"),
            "dbias is shared": ("dy.sum(axis=0)", "dy.sum(axis=(0, 2, 3), keepdims=True)[0]"),
            "the dilation is ignored": ("dv * row, dh * column", "row, column"),
            "the weights are in another order": ("view.reshape", "view.swapaxes(3, 5).reshape"),
        },
    ),
}

test_the_true_one_passes, test_a_mistake_is_seen = proofs(MISTAKES)
