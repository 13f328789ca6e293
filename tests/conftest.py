"""How much hypothesis tries, ``HYPOTHESIS_PROFILE=quick`` (the default), ``ci`` or ``long``; and
a real Chromium for all who look at pages.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# torch reads this when it is loaded. Its threads wait for each other by spinning: where other work
# goes on, as tests in parallel, a small step takes a hundred times as long.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# No deadlines: how long an example takes says more about the machine than about the code.
QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("quick", max_examples=40, derandomize=True, **QUIET)
settings.register_profile("ci", max_examples=100, derandomize=True, **QUIET)
settings.register_profile("long", max_examples=2000, **QUIET)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture
def rng() -> np.random.Generator:
    """The same random numbers in every run."""
    return np.random.default_rng(0)


FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += [f"--disable-{job}" for job in ("background-networking", "component-update", "sync")]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for all: a second one could not be driven in the same process."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium here: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()
