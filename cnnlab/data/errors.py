"""The error of missing, broken and altered data."""

from cnnlab.shapes import ExplainedError


class DataError(ExplainedError):
    """A data set cannot be had: a file is missing, or is not what it should be."""
