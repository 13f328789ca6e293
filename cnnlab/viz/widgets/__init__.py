"""Widgets: custom elements in plain JavaScript, the same file in the book and in JupyterLab.

A script in this folder defines one element, ``<cnn-NAME>``, on top of the shared ones. Without
JavaScript, and in print, an element shows what stands inside it.
"""

from cnnlab.viz.widgets.convolution import ConvolutionExplorer
from cnnlab.viz.widgets.explorers import (
    GeometryExplorer,
    ReceptiveFieldExplorer,
    TuningCurve,
    VolumeExplorer,
)
from cnnlab.viz.widgets.layers import BackwardStepper, PoolingShift
from cnnlab.viz.widgets.widget import FOLDER, LARGEST, NAMES, SHARED, Widget, opening_tag, script

__all__ = [
    "FOLDER",
    "LARGEST",
    "NAMES",
    "SHARED",
    "BackwardStepper",
    "ConvolutionExplorer",
    "GeometryExplorer",
    "PoolingShift",
    "ReceptiveFieldExplorer",
    "TuningCurve",
    "VolumeExplorer",
    "Widget",
    "opening_tag",
    "script",
]
