"""``cnnlab doctor``: what this machine offers beyond Python."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterator

import cnnlab
from cnnlab.grade import sandbox


def report() -> Iterator[tuple[str, str]]:
    """Pairs of a thing and how it stands."""
    yield "cnnlab", cnnlab.__version__
    yield "Python", f"{platform.python_version()} on {platform.platform()}"
    yield "processors", str(os.cpu_count())
    trouble = sandbox.trouble()
    yield "sandbox", f"no: {trouble}" if trouble else "yes: cnnlab grade can run strangers' code"
    browser = shutil.which("chromium")
    missing = "not found; only the browser tests need it (Debian, Ubuntu: apt-get install chromium)"
    yield "Chromium", browser or missing
