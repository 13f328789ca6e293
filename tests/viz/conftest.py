from __future__ import annotations

from collections.abc import Iterator

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt


@pytest.fixture(autouse=True)
def _no_window() -> Iterator[None]:
    """Figures are drawn without a screen, closed, and leave matplotlib's settings as they were."""
    mpl.use("agg")
    with mpl.rc_context():
        yield
    plt.close("all")
