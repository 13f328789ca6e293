"""The torch twin of a network: the same weights, the same outputs, the same gradients.

A twin is made of torch's own layers. It shows that what is written here is what torch computes,
and it runs wherever torch runs.
"""

from cnnlab.twin.from_torch import from_torch, layer_of
from cnnlab.twin.to_torch import to_torch, twin_of

__all__ = ["from_torch", "layer_of", "to_torch", "twin_of"]
