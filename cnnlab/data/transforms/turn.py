"""Rotation and change of size, about an image's centre.

A pixel of the new image at p shows the old image at A⁻¹ (p - c) + c, c the centre. Between pixels
an image is interpolated linearly along both axes, a mask takes the nearest pixel, and outside of
the image all is 0.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnlab.data.dataset import Images
from cnnlab.data.transforms.types import ensure, pictures

Floats = NDArray[np.float64]


def rotate(batch: Images, rng: np.random.Generator, degrees: float = 10) -> Images:
    """Each image turned by up to ``degrees``, either way.

    Raises ShapeError for an angle that is no finite number ≥ 0.
    """
    n, *_ = pictures("rotate", batch)
    ensure("rotate", "a finite number ≥ 0", 0 <= degrees < math.inf, degrees=degrees)
    angle = np.deg2rad(rng.uniform(-degrees, degrees, n))
    cos, sin = np.cos(angle), np.sin(angle)
    return _mapped(batch, np.stack([cos, -sin, sin, cos], axis=1).reshape(n, 2, 2))


def scale(batch: Images, rng: np.random.Generator, by: float = 0.1) -> Images:
    """Each image larger or smaller by up to a share of ``by``: a factor from 1 - by to 1 + by.

    Raises ShapeError unless 0 ≤ by < 1.
    """
    n, *_ = pictures("scale", batch)
    ensure("scale", "a number ≥ 0 and < 1", 0 <= by < 1, by=by)
    factor = rng.uniform(1 - by, 1 + by, n)
    return _mapped(batch, factor[:, None, None] * np.eye(2))


def _mapped(batch: Images, matrices: Floats) -> Images:
    """Each image under its matrix A (N, 2, 2), which acts on (y, x) about the centre."""
    n, _, h, w = batch.images.shape
    centre = np.array([(h - 1) / 2, (w - 1) / 2])
    grid = np.moveaxis(np.mgrid[:h, :w], 0, -1).reshape(-1, 2) - centre  # (H·W, 2): y, x
    sources = grid @ np.linalg.inv(matrices).transpose(0, 2, 1) + centre  # (N, H·W, 2)
    y, x = sources[..., 0], sources[..., 1]
    masks, boxes = batch.masks, batch.boxes
    if masks is not None:
        nearest = _read(masks[:, None], np.rint(y).astype(int), np.rint(x).astype(int))
        masks = nearest.reshape(n, h, w)
    if boxes is not None:
        boxes = _corners_moved(boxes, matrices, centre, (h, w))
    images = _between(batch.images, y, x).reshape(batch.images.shape)
    return batch._replace(images=images, masks=masks, boxes=boxes)


def _between(images: NDArray[np.float32], y: Floats, x: Floats) -> NDArray[np.float32]:
    """Images (N, C, H, W) at the places y, x (N, P): (N, C, P), by bilinear interpolation."""
    top, left = np.floor(y).astype(int), np.floor(x).astype(int)
    below, right = (y - top).astype(np.float32), (x - left).astype(np.float32)
    total = np.zeros((*images.shape[:2], y.shape[1]), np.float32)
    for down, vertical in ((0, 1 - below), (1, below)):
        for along, horizontal in ((0, 1 - right), (1, right)):
            weight = (vertical * horizontal)[:, None]  # (N, 1, P)
            total += weight * _read(images, top + down, left + along)
    return total


def _read(arrays: NDArray[Any], y: NDArray[np.int_], x: NDArray[np.int_]) -> NDArray[Any]:
    """Arrays (N, C, H, W) at whole places (N, P): (N, C, P), 0 outside."""
    n, c, h, w = arrays.shape
    inside = (y >= 0) & (y < h) & (x >= 0) & (x < w)
    place = np.where(inside, y * w + x, 0)[:, None]  # (N, 1, P)
    read = np.take_along_axis(arrays.reshape(n, c, h * w), place, axis=2)
    return np.where(inside[:, None], read, np.zeros((), arrays.dtype))


def _corners_moved(
    boxes: NDArray[np.float32], matrices: Floats, centre: Floats, size: tuple[int, int]
) -> NDArray[np.float32]:
    """The upright boxes about the mapped ones, as far as they lie in the image."""
    x, y = boxes[:, [0, 2, 2, 0]] - 0.5, boxes[:, [1, 1, 3, 3]] - 0.5  # of pixels' middles
    corners = np.stack([y, x], axis=-1) - centre  # (N, 4, 2)
    moved = corners @ matrices.transpose(0, 2, 1) + centre + 0.5
    ends = np.concatenate([moved.min(axis=1), moved.max(axis=1)], axis=1)  # (N, 4): y, x, y, x
    inside: Floats = np.clip(ends, 0, [*size, *size])
    return inside[:, [1, 0, 3, 2]].astype(np.float32)
