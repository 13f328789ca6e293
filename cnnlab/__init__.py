"""cnnlab: every layer of the course on convolutional networks, from scratch and as its torch twin.

Importing it loads neither NumPy nor torch nor matplotlib: the grader's first process must have no
threads, not even BLAS's.
"""

from cnnlab.threads import get_threads, set_threads

__version__ = "0.1.0"

__all__ = ["__version__", "clear_workspaces", "get_threads", "set_threads"]


def clear_workspaces() -> None:
    """Give back the memory that no array is in: every thread's scratch space, and spare results."""
    from cnnlab import memory

    memory.clear_workspaces()
