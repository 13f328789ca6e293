"""Mirror images."""

from __future__ import annotations

import numpy as np

from cnnlab.data.dataset import Images
from cnnlab.data.transforms.types import ensure, pictures


def flip(batch: Images, rng: np.random.Generator, p: float = 0.5) -> Images:
    """Each image with probability ``p`` as a mirror shows it: left and right exchanged.

    Raises ShapeError for a ``p`` that is no probability.
    """
    n, _, _, w = pictures("flip", batch)
    ensure("flip", "a number from 0 to 1", 0 <= p <= 1, p=p)
    chosen = rng.random(n) < p
    images, masks, boxes = batch.images.copy(), batch.masks, batch.boxes
    images[chosen] = images[chosen, ..., ::-1]
    if masks is not None:
        masks = np.where(chosen[:, None, None], masks[..., ::-1], masks)
    if boxes is not None:
        left, top, right, bottom = boxes.T
        mirrored = np.stack([w - right, top, w - left, bottom], axis=1)
        boxes = np.where(chosen[:, None], mirrored, boxes).astype(np.float32)
    return batch._replace(images=images, masks=masks, boxes=boxes)
