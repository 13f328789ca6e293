"""How the figures are printed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

Figures = Mapping[str, Mapping[str, float | str]]


def table(title: str, figures: Figures, columns: Mapping[str, str]) -> str:
    """A line for each row; ``columns`` gives each figure's head and format, such as "8.2f"."""
    heads = {key: spec.partition(":")[0] for key, spec in columns.items()}
    widths = {key: max(len(heads[key]), 9) + 1 for key in columns}
    first = max(len(title), *map(len, figures)) + 1
    lines = [title.ljust(first) + "".join(heads[key].rjust(widths[key]) for key in columns)]
    for name, row in figures.items():
        cells = (_cell(row.get(key), columns[key]).rjust(widths[key]) for key in columns)
        lines.append(name.ljust(first) + "".join(cells))
    return "\n".join(lines)


def geometric_mean(figures: Figures, names: Sequence[str], column: str) -> float:
    """Of one column over some rows."""
    logs = [math.log(float(figures[name][column])) for name in names]
    return math.exp(sum(logs) / len(logs))


def _cell(value: float | str | None, spec: str) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else format(value, spec.partition(":")[2])
