"""Official data files: found on this machine, or fetched, and in either case checked.

A file is known by its SHA-256 checksum, and one that differs is never used. The folder that the
environment variable ``CNNLAB_DATA`` names is looked in first, and nothing is ever written there.
What is fetched goes to the user's cache: it arrives under another name, and is renamed when it is
whole and right, so that a broken download leaves nothing behind.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from cnnlab.data.errors import DataError

VARIABLE = "CNNLAB_DATA"
PATIENCE = 30  # seconds a mirror may be silent


def official_file(dataset: str, name: str, sha256: str, mirrors: Sequence[str]) -> Path:
    """Where the file ``name`` of ``dataset`` lies, fetched from one of ``mirrors`` if need be.

    Raises DataError where it cannot be had, or is not the official one.
    """
    import pooch

    chosen, cache = os.environ.get(VARIABLE), Path(pooch.os_cache("cnnlab")) / dataset
    folders = [Path(chosen).expanduser() / dataset, cache] if chosen else [cache]
    for folder in folders:
        if (folder / name).exists():
            return checked(folder / name, sha256)
    failures = []
    for mirror in mirrors:
        try:
            return _fetch(mirror + name, sha256, cache, name)
        except (OSError, ValueError) as error:  # no network; not found; cut short; another file
            failures.append(f"{mirror}: {_in_short(error)}")
    raise DataError(
        f"{dataset}: {name} is not on this machine, and could not be fetched",
        expected="the file in " + " or ".join(map(str, folders)),
        got="\n           ".join(["no such file, and from the mirrors:", *failures]),
        hint=f"put the official file into a folder DATA/{dataset}/ and set {VARIABLE}=DATA",
    )


def checked(path: Path, sha256: str) -> Path:
    """``path``, if its content is the official one. Raises DataError that names it otherwise."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
    except OSError as error:
        raise DataError(
            f"{path}: cannot be read", expected="a readable file", got=str(error.strerror)
        ) from error
    if found != sha256:
        raise DataError(
            f"{path}: is not the official file; it was cut short or altered",
            expected=f"SHA-256 {sha256}",
            got=f"SHA-256 {found}, {size:,} bytes",
            hint="delete it, and get it again",
        )
    return path


def _fetch(url: str, sha256: str, folder: Path, name: str) -> Path:
    """Download ``url``: whole, with this checksum, or not at all."""
    import pooch

    pooch.get_logger().setLevel("WARNING")
    downloader = pooch.HTTPDownloader(timeout=PATIENCE)
    known = f"sha256:{sha256}"
    return Path(pooch.retrieve(url, known, fname=name, path=folder, downloader=downloader))


def _in_short(error: Exception) -> str:
    """What went wrong, without the chain of its causes."""
    import requests

    if isinstance(error, requests.Timeout):
        return f"no answer for {PATIENCE} seconds"
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"answered {error.response.status_code} {error.response.reason}"
    if isinstance(error, requests.RequestException):
        return "no connection, or it broke"
    if isinstance(error, OSError):
        return str(error)
    return "sent something else than the official file"
