"""cnnlab: every layer of the course on convolutional networks, from scratch and as its torch twin.

Importing it loads neither torch nor matplotlib.
"""

__version__ = "0.1.0"
