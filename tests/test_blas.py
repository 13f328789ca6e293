"""Which kernels OpenBLAS is asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FLAGS = "fpu avx2 avx512f avx512cd avx512bw avx512dq avx512vl"


@pytest.mark.parametrize(
    ("vendor", "flags", "before", "asked"),
    [
        ("AuthenticAMD", FLAGS, None, "SkylakeX"),
        ("AuthenticAMD", FLAGS.replace("avx512bw", ""), None, None),
        ("GenuineIntel", FLAGS, None, None),
        ("AuthenticAMD", FLAGS, "Haswell", "Haswell"),
        (None, FLAGS, None, None),
    ],
)
def test_only_an_unknown_amd_processor_is_helped(
    tmp_path: Path, vendor: str | None, flags: str, before: str | None, asked: str | None
) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    if vendor:
        lines = f"vendor_id\t: {vendor}\nflags\t\t: {flags}\n"
        cpuinfo.write_text(f"{lines}\n{lines.replace(vendor, 'another')}")
    code = (
        "import os, sys; from pathlib import Path; from cnnlab.blas import use_wide_kernels\n"
        "assert 'numpy' not in sys.modules\n"
        f"done = use_wide_kernels(Path({str(cpuinfo)!r}))\n"
        "print(done, os.environ.get('OPENBLAS_CORETYPE'))"
    )
    environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_CORETYPE"}
    if before:
        environment["OPENBLAS_CORETYPE"] = before
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == [str(asked == "SkylakeX"), str(asked)]


def test_too_late_once_numpy_is_loaded() -> None:
    import numpy  # noqa: F401

    from cnnlab.blas import use_wide_kernels

    assert use_wide_kernels() is False
