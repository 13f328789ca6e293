"""Every reference can be found: who, what, when, where, and a number to look it up by."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pybtex.database import BibliographyData, Entry, parse_file, parse_string

ROOT = Path(__file__).parents[2]
VENUES = ("journal", "booktitle", "publisher", "school", "doi", "eprint", "url", "note")


def faults(bibliography: BibliographyData, text: str) -> list[str]:
    """What is wrong with the entries, and which of them ``text`` does not cite."""
    cited = {
        key.strip()
        for keys in re.findall(r"\{cite(?::\w+)?\}`([^`]+)`", text)
        for key in keys.split(",")
    }
    found: list[str] = []
    numbers: dict[str, str] = {}
    for key, entry in bibliography.entries.items():
        found += [f"{key}: {fault}" for fault in _of(entry)]
        if key not in cited:
            found.append(f"{key}: cited nowhere")
        for name in ("doi", "eprint"):
            number = entry.fields.get(name, "").lower()
            if number and number in numbers:
                found.append(f"{key}: the same {name} as {numbers[number]}")
            numbers.setdefault(number, key)
    return found


def _of(entry: Entry) -> list[str]:
    fields = entry.fields
    undated = "No date" in fields.get("note", "")
    checks = {
        "no author": bool(entry.persons.get("author")),
        "no title": bool(fields.get("title")),
        "no year": undated or bool(re.fullmatch(r"1[5-9]\d\d|20\d\d", fields.get("year", ""))),
        "no venue": any(fields.get(name) for name in VENUES),
        "no DOI": re.fullmatch(r"10\.\d{4,9}/\S+", fields.get("doi", "10.1000/x")),
        "no arXiv number": re.fullmatch(r"\d{4}\.\d{4,5}", fields.get("eprint", "0000.0000")),
        "another address than its arXiv number": "eprint" not in fields
        or fields.get("url", "") == f"https://arxiv.org/abs/{fields['eprint']}",
        "pages without an en dash": "-" not in fields.get("pages", "").replace("--", ""),
    }
    return [fault for fault, sound in checks.items() if not sound]


def test_the_bibliography_is_sound() -> None:
    pages = [*(ROOT / "book").rglob("*.md"), *(ROOT / "labs").rglob("*.md")]
    text = "".join(page.read_text("utf-8") for page in pages)
    assert faults(parse_file(str(ROOT / "book" / "references.bib")), text) == []


SOUND = """@misc{a2015, author = {A, B}, title = {T}, year = {2015}, eprint = {1502.03167},
    url = {https://arxiv.org/abs/1502.03167}}"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("author", "editor", "no author"),
        ("year = {2015},", "", "no year"),
        ("year = {2015}", "year = {215}", "no year"),
        ("eprint = {1502.03167}", "eprint = {1502.316}", "no arXiv number"),
        ("abs/1502.03167", "abs/1502.03168", "another address than its arXiv number"),
        ("title", "doi = {11.5}, title", "no DOI"),
        ("title", "pages = {3-5}, title", "pages without an en dash"),
    ],
)
def test_a_planted_fault_is_found(old: str, new: str, fault: str) -> None:
    cite = "as {cite}`b, a2015` says"
    assert faults(parse_string(SOUND, "bibtex"), cite) == []
    assert f"a2015: {fault}" in faults(parse_string(SOUND.replace(old, new), "bibtex"), cite)


def test_what_is_not_cited_and_what_stands_twice_is_found() -> None:
    twice = SOUND + SOUND.replace("a2015", "c2015")
    found = faults(parse_string(twice, "bibtex"), "{cite:t}`a2015`")
    assert found == ["c2015: cited nowhere", "c2015: the same eprint as a2015"]
