"""The convolution's engines: several algorithms for one sum, and the choice between them."""

from cnnlab.ops.conv.choose import ENGINES, Engine, can, choose
from cnnlab.ops.conv.geometry import Array, Geometry

__all__ = ["ENGINES", "Array", "Engine", "Geometry", "can", "choose"]
