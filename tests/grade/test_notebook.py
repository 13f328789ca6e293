"""Whatever bytes come in: cells, or a plain sentence on what they are instead."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnlab.grade import notebook
from cnnlab.grade.magics import neutralised
from cnnlab.grade.notebook import FoundCell, NotANotebook, read_cells

from . import tiny


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the file is empty"),
        (b" \n ", "the file is empty"),
        (b'{"cells": [', "damaged or is no notebook (line 1: expecting value)"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no notebook"),
        (b"PK\x03\x04zipped", "no notebook"),
        (b"[1, 2]", "holds JSON, but no notebook"),
        (b'"text"', "holds JSON, but no notebook"),
        (b'{"cells": []}', "the notebook has no cells"),
        (b'{"cells": {"a": 1}}', "the notebook has no cells"),
        (b'{"cells": [1, null, []]}', "the notebook has no cells"),
        (b"[" * 200_000, "nested deeper"),
        (b'{"cells": [{"n": ' + b"9" * 5000 + b"}]}", "cannot be read"),
    ],
)
def test_what_is_no_notebook_is_called_so(content: bytes, sentence: str) -> None:
    with pytest.raises(NotANotebook, match=sentence.replace("(", r"\(").replace(")", r"\)")):
        read_cells(content)


def test_a_notebook_too_large_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notebook, "MAX_BYTES", 1 << 20)
    monkeypatch.setattr(notebook, "MAX_CELLS", 10)
    with pytest.raises(NotANotebook, match="larger than 1 MB: clear the notebook's outputs"):
        read_cells(b" " * ((1 << 20) + 1))
    with pytest.raises(NotANotebook, match="more than 10 cells"):
        read_cells(tiny.notebook([tiny.cell("1")] * 11))


def test_nbformat_3_is_read() -> None:
    old = {
        "worksheets": [
            {"cells": [{"cell_type": "code", "input": ["a = 1\n", "b = 2"], "language": "python"}]},
            {"cells": [{"cell_type": "markdown", "source": "text"}]},
        ],
        "nbformat": 3,
    }
    assert read_cells(json.dumps(old).encode()) == [
        FoundCell("code", "a = 1\nb = 2"),
        FoundCell("markdown", "text"),
    ]


def test_encodings_and_odd_fields_are_read() -> None:
    cell = {"cell_type": "code", "source": ["é = 1\r\n", 7, "x"], "id": 3, "metadata": [1]}
    text = json.dumps({"cells": [cell, "stray"]}, ensure_ascii=False)
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        assert read_cells(text.encode(encoding)) == [FoundCell("code", "é = 1\nx")]
    half = rb'{"cells": [{"cell_type": "code", "source": "\ud800"}]}'
    assert read_cells(half) == [FoundCell("code", "?")]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["cells", "cell_type", "source", "id", "metadata", "cnnlab", "worksheets"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(st.binary() | values.map(lambda value: json.dumps(value).encode()))
def test_nothing_breaks_the_reader(content: bytes) -> None:
    with suppress(NotANotebook):
        assert read_cells(content)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("def f():\n    %time g()\n    return 1", "def f():\n    pass\n    return 1"),
        ("!pip install x\nx = !ls\ny = 2", "pass\npass\ny = 2"),
        ("if x:\n    !ls {x}\nz = 1", "if x:\n    pass\nz = 1"),
        ("np.dot?\n?np.dot\nhelp??\ny = 3", "pass\npass\npass\ny = 3"),
        ("%%time\nx = 1", "\nx = 1"),
        ("\n%%bash\nls", ""),
        ("%%html\n<b>", ""),
        ("s = '''\n%cd x\n'''\n%ls -l\nt = 5 % 3", "s = '''\n%cd x\n'''\npass\nt = 5 % 3"),
        ("x = (a\n  % b)", "x = (a\n  % b)"),
        ("def f(:\n    pass", "def f(:\n    pass"),  # a mistake stays the student's
        ("", ""),
    ],
)
def test_magics_go_and_python_stays(source: str, expected: str) -> None:
    assert neutralised(source) == expected
