"""Memory that is used again.

A fresh large array costs more than filling it: the operating system hands out its pages one by one,
as they are touched, and takes them back when the array is gone. A network asks for arrays of the
same sizes in every step. So memory once used is kept, in two ways:

- ``workspace(name, ...)``: scratch space of an operation, the same memory for the same name. It
  belongs to the thread that asked, and must not be handed to a caller.
- ``empty(...)``: a result, as ``np.empty`` makes it. Its memory comes back by itself when the last
  array that looks into it is gone.
"""

from cnnlab.memory import results, scratch
from cnnlab.memory.results import empty, empty_like
from cnnlab.memory.scratch import workspace

__all__ = ["clear_workspaces", "empty", "empty_like", "workspace"]


def clear_workspaces() -> None:
    """Give back the memory that no array is in: every thread's scratch space, and spare results."""
    scratch.clear()
    results.clear()
