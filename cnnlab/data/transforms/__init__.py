"""Transforms: training images, changed a little and anew each time they are met.

A transform is a function of a batch and a generator, and gives the changed batch. Masks and boxes
move with their images. What a picture shows must stay what its label says: a digit flipped is no
digit.

Further settings are arguments with names. ``functools.partial(noise, std=0.2)`` fixes them, and
``in_turn`` makes one transform of several.
"""

from cnnlab.data.transforms.crop import crop, shift
from cnnlab.data.transforms.flip import flip
from cnnlab.data.transforms.pixels import cutout, noise, normalise
from cnnlab.data.transforms.turn import rotate, scale
from cnnlab.data.transforms.types import Transform, in_turn

__all__ = [
    "Transform",
    "crop",
    "cutout",
    "flip",
    "in_turn",
    "noise",
    "normalise",
    "rotate",
    "scale",
    "shift",
]
