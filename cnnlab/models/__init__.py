"""The architectures, each defined once."""

from cnnlab.models.lenet5 import INPUT as LENET5_INPUT
from cnnlab.models.lenet5 import lenet5

__all__ = ["LENET5_INPUT", "lenet5"]
