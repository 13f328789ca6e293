"""Official files: found, fetched, checked, and never half-written. The network is this machine."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pooch
import pytest

from cnnlab.data import DataError
from cnnlab.data.files import official_file

CONTENT = bytes(range(256)) * 40
SHA256 = hashlib.sha256(CONTENT).hexdigest()
NAME = "images.gz"


class Mirror(BaseHTTPRequestHandler):
    """Sends the file whole, cut short, altered, or not at all, by the folder that is asked for."""

    def do_GET(self) -> None:
        kind = self.path.split("/")[1]
        if kind == "missing":
            self.send_error(404)
            return
        body = CONTENT.replace(b"\x07", b"\x08") if kind == "altered" else CONTENT
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:-100] if kind == "short" else body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Mirror) as httpd:
        thread = threading.Thread(target=httpd.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}/"
        httpd.shutdown()
        thread.join()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of this test's own, and no folder chosen."""
    monkeypatch.setattr(pooch, "os_cache", lambda name: tmp_path / "cache" / name)
    monkeypatch.delenv("CNNLAB_DATA", raising=False)
    return tmp_path / "cache" / "cnnlab" / "toy"


def get(*mirrors: str) -> Path:
    return official_file("toy", NAME, SHA256, mirrors)


def test_a_whole_file_is_fetched_once(server: str, cache: Path) -> None:
    path = get(server + "whole/")
    assert path == cache / NAME
    assert path.read_bytes() == CONTENT
    assert get() == path  # no mirror is asked again
    assert list(cache.iterdir()) == [path]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("short", "no connection, or it broke"),
        ("altered", "sent something else than the official file"),
        ("missing", "answered 404 Not Found"),
    ],
)
def test_a_failed_download_leaves_nothing(server: str, cache: Path, kind: str, said: str) -> None:
    with pytest.raises(DataError) as raised:
        get(f"{server}{kind}/")
    assert str(raised.value) == (
        f"toy: {NAME} is not on this machine, and could not be fetched\n"
        f"  expected the file in {cache}\n"
        "  got      no such file, and from the mirrors:\n"
        f"           {server}{kind}/: {said}\n"
        "  hint     put the official file into a folder DATA/toy/ and set CNNLAB_DATA=DATA"
    )
    assert not cache.exists() or not list(cache.iterdir())


def test_the_next_mirror_is_tried(server: str, cache: Path) -> None:
    nobody = "http://127.0.0.1:9/"  # a port that nobody listens to
    path = get(nobody, *(f"{server}{kind}/" for kind in ("missing", "altered", "short", "whole")))
    assert path.read_bytes() == CONTENT
    assert list(cache.iterdir()) == [path]


def test_the_chosen_folder_comes_first_and_is_never_written_to(
    server: str, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = tmp_path / "chosen" / "toy"
    chosen.mkdir(parents=True)
    monkeypatch.setenv("CNNLAB_DATA", str(chosen.parent))
    assert get(server + "whole/") == cache / NAME  # it is not there, so it is fetched
    assert not list(chosen.iterdir())
    (chosen / NAME).write_bytes(CONTENT)
    assert get() == chosen / NAME


@pytest.mark.parametrize("content", [CONTENT[:-1], b"", b"x" + CONTENT[1:]])
def test_an_altered_file_is_named_and_refused(
    server: str, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    path = tmp_path / "toy" / NAME
    path.parent.mkdir()
    path.write_bytes(content)
    monkeypatch.setenv("CNNLAB_DATA", str(tmp_path))
    with pytest.raises(DataError) as raised:
        get(server + "whole/")
    assert str(raised.value) == (
        f"{path}: is not the official file; it was cut short or altered\n"
        f"  expected SHA-256 {SHA256}\n"
        f"  got      SHA-256 {hashlib.sha256(content).hexdigest()}, {len(content):,} bytes\n"
        "  hint     delete it, and get it again"
    )
    assert path.read_bytes() == content


def test_a_folder_in_the_files_place_is_named(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "toy" / NAME).mkdir(parents=True)
    monkeypatch.setenv("CNNLAB_DATA", str(tmp_path))
    with pytest.raises(DataError, match="cannot be read"):
        get()
