"""A student's hour in a real JupyterLab: open the released lab, run it, err, solve, see it pass."""

from __future__ import annotations

import importlib.util
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cnnlab.labs import find_lab
from cnnlab.labs.release import release
from cnnlab.labs.source import read_lab

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        importlib.util.find_spec("jupyterlab") is None,
        reason="no JupyterLab here: pip install jupyterlab",
    ),
]
NAME = "01_convolution"
expect.set_options(timeout=60_000)  # a kernel starts slowly on a busy machine


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A JupyterLab of its own, opened on the released folder; its home is a temporary one."""
    home = tmp_path_factory.mktemp("home")
    release(find_lab(NAME), home / "work")
    tracker = home / "lab" / "@jupyterlab" / "notebook-extension"
    tracker.mkdir(parents=True)
    # Cells out of sight would not be on the page; a test that reads them needs them there.
    (tracker / "tracker.jupyterlab-settings").write_text(json.dumps({"windowingMode": "none"}))
    news = home / "lab" / "@jupyterlab" / "apputils-extension"
    news.mkdir()
    (news / "notification.jupyterlab-settings").write_text(
        json.dumps({"fetchNews": "false", "checkForUpdates": False})
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex()
    environment = {
        **os.environ,
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "lab"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
        "MPLCONFIGDIR": str(home / "matplotlib"),
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1"]
    command += [f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}"]
    command += [f"--ServerApp.root_dir={home / 'work'}"]
    command += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    log = (home / "log").open("wb")
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for(f"http://127.0.0.1:{port}/api?token={token}", server)
        yield f"http://127.0.0.1:{port}/lab/tree/{NAME}.ipynb?token={token}"
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.close()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Until it answers. A cold start on a busy machine takes its time."""
    for _ in range(600):
        assert server.poll() is None, "JupyterLab ended by itself"
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    pytest.fail("JupyterLab did not answer within a minute")


@pytest.fixture(scope="module")
def notebook(browser: Browser, address: str) -> Iterator[Page]:
    """The lab, open, its kernel ready."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(address)
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    yield page
    context.close()


def idle(page: Page) -> None:
    """Wait until the kernel has nothing to do."""
    page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for()


def menu(page: Page, name: str, item: str) -> None:
    page.get_by_role("menuitem", name=name, exact=True).first.click()
    page.locator(".lm-Menu-itemLabel", has_text=item).first.click()


def cell(page: Page, source: str) -> Locator:
    """The cell whose source holds ``source``."""
    return page.locator(".jp-CodeCell", has=page.locator(".cm-content", has_text=source)).first


def write(page: Page, function: str, source: str) -> None:
    """Replace the exercise's cell, run it and the check under it, and wait."""
    cell(page, f"def {function}(").locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(source)
    page.keyboard.press("Shift+Enter")
    cell(page, f'check("{function}")').locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")


def verdict(page: Page, function: str) -> Locator:
    return cell(page, f'check("{function}")').locator(".jp-OutputArea-output")


def test_run_all_ends_without_an_error(notebook: Page) -> None:
    menu(notebook, "Run", "Run All Cells")
    last = list(read_lab(find_lab(NAME)).exercise_ids())[-1]
    expect(verdict(notebook, last)).to_contain_text("not begun")
    idle(notebook)
    assert notebook.locator(".jp-OutputArea-output[data-mime-type*='error']").count() == 0
    for exercise in read_lab(find_lab(NAME)).exercise_ids():
        expect(verdict(notebook, exercise)).to_contain_text("not begun")


def test_a_wrong_answer_gets_a_hint_and_a_right_one_passes(notebook: Page) -> None:
    flipped = (
        "def correlate2d(image, kernel):\n"
        "    image, kernel = np.asarray(image), np.asarray(kernel)[::-1, ::-1]\n"
        "    k, l = kernel.shape\n"
        "    p, q = image.shape[0] - k + 1, image.shape[1] - l + 1\n"
        "    return np.array([[(image[i:i + k, j:j + l] * kernel).sum() "
        "for j in range(q)] for i in range(p)])"
    )
    write(notebook, "correlate2d", flipped)
    expect(verdict(notebook, "correlate2d")).to_contain_text("failed")
    expect(verdict(notebook, "correlate2d")).to_contain_text("flip")
    write(notebook, "correlate2d", "def correlate2d(image, kernel):\n    return image[100]")
    expect(verdict(notebook, "correlate2d")).to_contain_text("IndexError")
    expect(verdict(notebook, "correlate2d")).to_contain_text("line 2")
    write(notebook, "correlate2d", read_lab(find_lab(NAME)).solutions()["correlate2d"])
    expect(verdict(notebook, "correlate2d")).not_to_contain_text("failed")
    expect(verdict(notebook, "correlate2d")).to_contain_text("passed")
    idle(notebook)
    assert notebook.locator(".jp-OutputArea-output[data-mime-type*='error']").count() == 0


def test_locked_cells_stay_as_they_are(notebook: Page) -> None:
    """The course's own cells cannot be edited; the answers can."""
    check = cell(notebook, 'check("correlate2d")').locator(".cm-content")
    expect(check).to_have_attribute("aria-readonly", "true")
    answer = cell(notebook, "def correlate2d(").locator(".cm-content")
    expect(answer).not_to_have_attribute("aria-readonly", "true")
