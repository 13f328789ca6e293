"""A lab small enough to see at a glance: two exercises, one hidden check."""

from __future__ import annotations

from pathlib import Path

import pytest

LAB_MD = '''---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# Small sums

Text with **emphasis**.

```{code-cell} ipython3
---
cnnlab: {role: setup}
---
import numpy as np
from cnnlab.labs.notebook import open_lab

check = open_lab(globals())
```

```{code-cell} ipython3
---
cnnlab: {role: exercise, exercise: double}
---
def double(x):
    """Twice x."""
    # BEGIN SOLUTION
    secret_two = 2
    return secret_two * np.asarray(x)
    # END SOLUTION
```

```{code-cell} ipython3
---
cnnlab: {role: check, exercise: double}
---
check("double")
```

```{code-cell} ipython3
---
cnnlab: {role: demo}
---
if check.solved("double"):
    print(double(3))
```

```{code-cell} ipython3
---
cnnlab: {role: exercise, exercise: total}
---
def total(x):
    if len(x) == 0:
        # BEGIN SOLUTION
        return 0
        # END SOLUTION
    # BEGIN SOLUTION
    return sum(x)
    # END SOLUTION
```

```{code-cell} ipython3
---
cnnlab: {role: check, exercise: total}
---
check("total")
```
'''

CHECKS = '''"""Checks of the small lab."""

import math
from collections import Counter

import numpy as np
from numpy.random import Generator

from cnnlab.labs import Failed, Lab, Student
from cnnlab.labs.compare import expect_close

lab = Lab("small", title="Small sums")
lab.exercise("double", seconds=0.5)
lab.exercise("total", builds_on=("double",), seconds=0.5)

# how large the public inputs are
SIZE = 5
# what only the hidden check knows
SECRET = Counter({"a concealed constant": 7})


def concealed_helper(rng: Generator) -> np.ndarray:
    return rng.standard_normal(SECRET["a concealed constant"]) * math.pi


@lab.check("double", points=2)
def whole_numbers(student: Student, rng: Generator) -> None:
    """five whole numbers"""
    x = rng.integers(1, 9, SIZE)
    expect_close(student.double(x), 2 * x, mistakes={"is it squared?": x**2})


# this comment belongs to the hidden check
@lab.check("double", points=3, hidden=True)
def concealed_fractions(student: Student, rng: Generator) -> None:
    """numbers with decimals"""
    x = concealed_helper(rng)
    expect_close(student.double(x), 2 * x)


@lab.check("total")
def three(student: Student, rng: Generator) -> None:
    """three numbers"""
    x = rng.standard_normal(3)
    expect_close(student.total(x), x.sum())
'''


@pytest.fixture
def small_lab(tmp_path: Path) -> Path:
    """The folder of a lab called ``small``."""
    folder = tmp_path / "labs" / "small"
    folder.mkdir(parents=True)
    (folder / "lab.md").write_text(LAB_MD, "utf-8")
    (folder / "checks.py").write_text(CHECKS, "utf-8")
    return folder
