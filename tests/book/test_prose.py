"""Text and numbers cannot part: what a chapter's prose tells, one of its cells computes."""

from __future__ import annotations

from pathlib import Path

import pytest

from .prose import told, untold

BOOK = Path(__file__).parents[2] / "book"
PAGES = [*sorted(BOOK.glob("[0-9][0-9]_*.md")), BOOK / "errata.md"]

PAGE = """---
file_format: mystnb
---
# 1 · A page of 1998

See section 3.10 {{cite}}`lecun1998`. The sum is 12,345, a share of 7%, and {prose}.

```{{code-cell}} ipython3
---
mystnb:
  image:
    alt: a line
  figure:
    caption: >-
      The line ends at 4.25.
tags: [hide-input]
---
assert total == 12_345 and share == 0.07 and end == 4.25
```
"""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_number_that_is_told_is_computed(page: Path) -> None:
    text = page.read_text("utf-8")
    assert told(text), "nothing is read in this page"
    assert untold(text) == []


def test_a_sound_page_passes_and_all_kinds_of_numbers_are_read() -> None:
    page = PAGE.format(prose="nothing else than $x_{12}$, `345`, 3 × 3, and 42")
    assert told(page) == {(12345.0, False), (7.0, False), (4.25, False)}
    assert untold(page) == []


@pytest.mark.parametrize(
    ("prose", "number"),
    [
        ("61,706 weights", 61706),
        ("$61\\,706$ weights", 61706),
        ("an error of 0.31", 0.31),
        ("**91%** of them", 91),
        ("$y = 3.2$", 3.2),
        ("a volume of 64 × 224 × 224", 224),
        ("about 13,500", 13500),
    ],
)
def test_a_planted_number_is_found(prose: str, number: float) -> None:
    assert untold(PAGE.format(prose=prose)) == [number]


def test_what_is_about_right_passes() -> None:
    assert untold(PAGE.format(prose="about 12,000")) == []


def test_a_number_in_a_caption_is_prose() -> None:
    assert untold(PAGE.format(prose="so on").replace("at 4.25.", "at 4.52.")) == [4.52]
