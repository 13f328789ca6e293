"""pyproject.toml, requirements.lock and environment.yml say the same."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
CONDA_NAMES = {"pytorch": "torch"}


@pytest.fixture(scope="module")
def wanted() -> dict[str, Requirement]:
    """What pyproject.toml asks for, all extras together."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    requirements = [Requirement(line) for group in groups for line in group]
    return {canonicalize_name(r.name): r for r in requirements}


def test_the_lock_pins_everything_within_the_bounds(wanted: dict[str, Requirement]) -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pins = [re.fullmatch(r"([\w.-]+)==([\w.!+-]+)", li) for li in lines if not li.startswith("#")]
    assert all(pins), "every line of the lock is name==version"
    locked = {canonicalize_name(pin[1]): pin[2] for pin in pins}
    assert len(locked) == len(pins), "each name once"
    for name, requirement in wanted.items():
        assert name in locked, f"{name} is not in requirements.lock: make lock"
        assert requirement.specifier.contains(locked[name]), f"{requirement} but {locked[name]}"
    assert locked["torch"] == "2.13.0"


def test_conda_asks_for_the_same(wanted: dict[str, Requirement]) -> None:
    dependencies = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    from_pip = next(d["pip"] for d in dependencies if isinstance(d, dict))
    lines = [d for d in dependencies if isinstance(d, str)] + from_pip
    asked = {}
    for line in lines:
        if line not in ("make", "pip", "-e ."):
            requirement = Requirement(line)
            name = canonicalize_name(CONDA_NAMES.get(requirement.name, requirement.name))
            asked[name] = str(requirement.specifier)
    assert asked.pop("python") == ">=3.11"
    assert asked == {name: str(r.specifier) for name, r in wanted.items()}
