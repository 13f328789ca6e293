"""Cut-outs at random places, and shifts, which are cut-outs of the padded image."""

from __future__ import annotations

import numpy as np

from cnnlab.data.dataset import Images
from cnnlab.data.transforms.types import ensure, pictures
from cnnlab.shapes import IntOrPair, pair


def crop(
    batch: Images, rng: np.random.Generator, size: IntOrPair, padding: IntOrPair = 0
) -> Images:
    """From each image, after ``padding`` zeros on every side, a part of ``size`` at random.

    Both are a number, or (vertical, horizontal). Raises ShapeError where the padded image is
    smaller than the part.
    """
    n, _, h, w = pictures("crop", batch)
    height, width = pair(size, "size", operation="crop")
    above, left = pair(padding, "padding", operation="crop", minimum=0)
    room = h + 2 * above - height, w + 2 * left - width
    ensure("crop", f"at most {h + 2 * above} × {w + 2 * left}", min(room) >= 0, size=size)
    tops, lefts = (rng.integers(0, places + 1, n) for places in room)
    rows = tops[:, None] + np.arange(height)  # (N, height), of the padded image
    columns = lefts[:, None] + np.arange(width)
    edges = ((0, 0), (above, above), (left, left))
    images = np.pad(batch.images, ((0, 0), *edges))
    each = np.arange(n)[:, None, None]
    at = each, rows[:, :, None], columns[:, None, :]
    images = np.moveaxis(images, 1, -1)[at]  # (N, height, width, C)
    masks, boxes = batch.masks, batch.boxes
    if masks is not None:
        masks = np.pad(masks, edges)[at]
    if boxes is not None:
        moved = boxes - np.stack([lefts - left, tops - above] * 2, axis=1)
        boxes = np.clip(moved, 0, [width, height] * 2).astype(np.float32)
    images = np.ascontiguousarray(np.moveaxis(images, -1, 1))
    return batch._replace(images=images, masks=masks, boxes=boxes)


def shift(batch: Images, rng: np.random.Generator, by: IntOrPair = 2) -> Images:
    """Each image moved by up to ``by`` pixels, a number or (vertical, horizontal).

    Zeros come in from outside. Raises ShapeError for a ``by`` that is no distance.
    """
    _, _, h, w = pictures("shift", batch)
    return crop(batch, rng, (h, w), pair(by, "by", operation="shift", minimum=0))
