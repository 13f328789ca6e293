"""The kernels that NumPy's matrix products run on.

NumPy's wheels carry OpenBLAS, which picks its kernels by the processor's model. Of an AMD model
that it does not know yet it assumes the least, and leaves AVX-512 unused: matrix products then take
twice as long as they need to.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

NEEDED = {"avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"}


def use_wide_kernels(cpuinfo: Path = Path("/proc/cpuinfo")) -> bool:
    """Ask OpenBLAS for its AVX-512 kernels, on an AMD processor on Linux that has AVX-512.

    True where it was asked. It must be asked before NumPy is loaded, and a choice that the
    environment makes already, OPENBLAS_CORETYPE, is left alone.
    """
    if "numpy" in sys.modules or "OPENBLAS_CORETYPE" in os.environ or not cpuinfo.is_file():
        return False
    text = cpuinfo.read_text("utf-8", errors="replace").partition("\n\n")[0]
    facts = {k.strip(): v for k, _, v in (line.partition(":") for line in text.splitlines())}
    amd = facts.get("vendor_id", "").strip() == "AuthenticAMD"
    if not amd or not set(facts.get("flags", "").split()) >= NEEDED:
        return False
    os.environ["OPENBLAS_CORETYPE"] = "SkylakeX"
    return True
