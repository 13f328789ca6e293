"""Which notebooks are found, and whose they are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cnnlab.grade import submissions
from cnnlab.grade.notebook import NotANotebook
from cnnlab.grade.submissions import Submission, find_submissions


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")


def test_the_file_or_its_folder_names_the_student(tmp_path: Path) -> None:
    put(
        tmp_path,
        "Zoë.ipynb",
        "ada.IPYNB",
        "Grace Hopper_123_assignsubmission_file_/lab.ipynb",
        "two/one.ipynb",
        "two/other.ipynb",
        "notes.pdf",
        ".ipynb_checkpoints/ada-checkpoint.ipynb",
        "deep/er/x.ipynb",
        ".hidden.ipynb",
        "two/.ipynb_checkpoints",
    )
    assert [s.student for s in find_submissions(tmp_path)] == [
        "ada",
        "Grace Hopper_123_assignsubmission_file_",
        "two - one",
        "two - other",
        "Zoë",
    ]


def test_no_two_students_share_a_name_or_a_page(tmp_path: Path) -> None:
    put(tmp_path, "ada.ipynb", "Ada.ipynb", "ada/lab.ipynb", "a?b.ipynb", "a*b.ipynb")
    found = find_submissions(tmp_path)
    for names in ([s.student for s in found], [s.page for s in found]):
        assert len({name.casefold() for name in names}) == 5
    assert {"Ada", "ada (2)", "ada (3)"} <= {s.student for s in found}


@pytest.mark.parametrize(
    "name",
    ["../up", "a/b", "con\n\x1b[31mred", "<script>", "‮gpj.exe", "." * 3, "x" * 250, "学" * 80],
)
def test_a_page_stays_in_its_folder(name: str) -> None:
    page = submissions._page_name(name)
    assert Path(page).name == page
    assert page.isprintable()
    assert 0 < len(page.encode()) <= 150
    assert not page.startswith(".")


def test_an_undecodable_name_can_be_printed(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.ipynb")).write_text("{}")
    (only,) = find_submissions(tmp_path)
    assert only.student == "caf�"
    only.student.encode()
    assert only.read() == b"{}"


def test_links_pipes_and_folders_are_not_read(tmp_path: Path) -> None:
    put(tmp_path, "real.ipynb")
    (tmp_path / "link.ipynb").symlink_to(tmp_path / "real.ipynb")
    os.mkfifo(tmp_path / "pipe.ipynb")
    (tmp_path / "folder.ipynb").mkdir()
    found = {s.path.stem: s for s in find_submissions(tmp_path)}
    assert sorted(found) == ["link", "pipe", "real"]
    with pytest.raises(NotANotebook, match="is a link"):
        found["link"].read()
    with pytest.raises(NotANotebook, match="a device or a folder"):
        found["pipe"].read()
    with pytest.raises(NotANotebook, match="cannot be read"):
        Submission("x", tmp_path / "gone.ipynb", "x").read()


def test_of_a_huge_file_no_more_is_read_than_shows_that_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submissions, "MAX_BYTES", 1000)
    (tmp_path / "big.ipynb").write_bytes(b" " * 5000)
    assert len(find_submissions(tmp_path)[0].read()) == 1001
