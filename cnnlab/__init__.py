"""cnnlab: every layer of the course on convolutional networks, from scratch and as its torch twin.

Importing it loads neither torch nor matplotlib.
"""

from cnnlab.memory import clear_workspaces
from cnnlab.threads import get_threads, set_threads

__version__ = "0.1.0"

__all__ = ["__version__", "clear_workspaces", "get_threads", "set_threads"]
