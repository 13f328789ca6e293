"""Convolution by Fourier transform, for large kernels.

By the convolution theorem a circular convolution is a product of spectra, frequency by frequency.
Networks do not flip the kernel; not flipping it is conjugating its spectrum:

    y[n, o] = F⁻¹( Σ_c F(x[n, c]) · conj F(w[o, c]) )
    dw[o, c] = F⁻¹( Σ_n F(x[n, c]) · conj F(dy[n, o]) )

The cost hardly depends on the kernel's size. What wraps around the image's edge is cut off: the
transform is as long as the padded image, so that no output that counts is touched by it.

Stride 1, no dilation.

Source: Mathieu, Henaff and LeCun 2014, "Fast Training of Convolutional Networks through FFTs",
arXiv:1312.5851.

scipy.fft is imported where it is used: few networks need it, and it takes a while to load.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnlab.ops.conv.geometry import Array, Geometry, flipped, framed
from cnnlab.shapes import Pair

Spectrum = NDArray[np.complexfloating[Any, Any]]


def forward(x: Array, weight: Array, geometry: Geometry, bias: Array | None = None) -> Array:
    """y (N, P, Q, O) from x (N, H, W, C), bias (O,) and weight (O, C/G, K, L)."""
    (n, o), groups = (len(x), len(weight)), geometry.groups
    p, q = geometry.output(x.shape[1:3], weight.shape[2:])
    frame = framed(x, geometry.padding)
    size = fast_size(frame)
    kernels = weight.reshape(groups, o // groups, -1, *weight.shape[2:]).transpose(0, 2, 1, 3, 4)
    product = spectrum(by_group(frame, groups), size) @ spectrum(kernels, size).conj()
    y = inverse(product, size)[..., :p, :q]  # (G, N, O/G, P, Q)
    y = np.ascontiguousarray(y.transpose(1, 3, 4, 0, 2)).reshape(n, p, q, o)
    if bias is not None:
        y += bias
    return y


def backward_input(dy: Array, weight: Array, geometry: Geometry, size: Pair) -> Array:
    """dx (N, H, W, C): the convolution of dy with the flipped kernels."""
    return forward(dy, flipped(weight, geometry.groups), geometry.transposed(weight.shape[2:]))


def backward_weight(dy: Array, x: Array, geometry: Geometry, kernel: Pair) -> Array:
    """dweight (O, C/G, K, L)."""
    groups = geometry.groups
    frame = framed(x, geometry.padding)
    size = fast_size(frame)
    images = spectrum(by_group(frame, groups), size)  # (G, F, N, C/G)
    upstream = spectrum(by_group(dy, groups), size).conj()  # (G, F, N, O/G)
    product = upstream.transpose(0, 1, 3, 2) @ images
    dweight = inverse(product, size)[..., : kernel[0], : kernel[1]]  # (G, O/G, C/G, K, L)
    return dweight.reshape(dy.shape[3], -1, *kernel).astype(dy.dtype)


def spectrum(planes: Array, size: Pair) -> Spectrum:
    """(G, A, B, height, width) to (G, F, A, B): a matrix for each of the F frequencies."""
    from scipy.fft import rfft2

    transformed = rfft2(planes, size)
    groups, a, b, high, wide = transformed.shape
    matrices = transformed.reshape(groups, a, b, high * wide).transpose(0, 3, 1, 2)
    return np.ascontiguousarray(matrices)


def inverse(product: Spectrum, size: Pair) -> Array:
    """(G, F, A, B) back to (G, A, B, height, width)."""
    from scipy.fft import irfft2

    groups, _, a, b = product.shape
    spectra = product.transpose(0, 2, 3, 1).reshape(groups, a, b, size[0], size[1] // 2 + 1)
    planes: Array = irfft2(spectra, size)
    return planes


def by_group(images: Array, groups: int) -> Array:
    """(N, H, W, C) to (G, N, C/G, H, W)."""
    n, h, w, c = images.shape
    return images.reshape(n, h, w, groups, c // groups).transpose(3, 0, 4, 1, 2)


def fast_size(frame: Array) -> Pair:
    """The next lengths whose factors are small, which is what makes the transform fast."""
    from scipy.fft import next_fast_len

    return next_fast_len(frame.shape[1], real=True), next_fast_len(frame.shape[2], real=True)
