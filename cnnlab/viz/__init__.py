"""Pictures: plots in one house style, animations and widgets that need no network.

Every plot is ``plot_x(..., ax=None) -> ax``. ``setup()`` at the top of a notebook makes its figures
follow the reader's light or dark theme.
"""

from cnnlab.viz.animation import FramePlayer, animate_convolution
from cnnlab.viz.backward import animate_backward, plot_backward
from cnnlab.viz.curves import plot_bars, plot_curves, plot_signal
from cnnlab.viz.grids import plot_grid
from cnnlab.viz.images import plot_image, plot_images
from cnnlab.viz.live import LiveCurves
from cnnlab.viz.sliding import plot_convolution
from cnnlab.viz.style import setup, to_svg
from cnnlab.viz.volumes import plot_volumes
from cnnlab.viz.widgets import (
    BackwardStepper,
    ConvolutionExplorer,
    GeometryExplorer,
    PoolingShift,
    ReceptiveFieldExplorer,
    TuningCurve,
    VolumeExplorer,
)

__all__ = [
    "BackwardStepper",
    "ConvolutionExplorer",
    "FramePlayer",
    "GeometryExplorer",
    "LiveCurves",
    "PoolingShift",
    "ReceptiveFieldExplorer",
    "TuningCurve",
    "VolumeExplorer",
    "animate_backward",
    "animate_convolution",
    "plot_backward",
    "plot_bars",
    "plot_convolution",
    "plot_curves",
    "plot_grid",
    "plot_image",
    "plot_images",
    "plot_signal",
    "plot_volumes",
    "setup",
    "to_svg",
]
