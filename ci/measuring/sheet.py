"""Rows of measurements: on which machine, how they are kept in a file, and what they say over several seeds.

A row is a flat dictionary: first what was measured (name, seconds of training, seed), then what came out.
"""

import json
import math
import platform
import statistics
from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path
from typing import Any

from building.run_times import processor

Row = dict[str, Any]


def machine(device: str = "", processor_in_words: str = "") -> str:
    """What the numbers are measured on: "2 threads, AMD EPYC; torch 2.15.0, Python 3.11.7".

    device: "cuda" names the GPU; by default, the device of the course. processor_in_words: for what runs in a process of
    its own, with other threads than this one."""
    import torch

    from gancourse.settings import device as chosen

    if (device or chosen().type) == "cuda":
        where = torch.cuda.get_device_name()
    else:
        threads = torch.get_num_threads()
        where = processor_in_words or f"{threads} thread{'s' * (threads > 1)}, {processor()}"
    return f"{where}; torch {torch.__version__.split('+')[0]}, Python {platform.python_version()}"


# Keeping --------------------------------------------------------------------------------------------------------------


def read(path: Path, otherwise: Any) -> Any:
    """What the file holds; without a file, `otherwise`."""
    return json.loads(path.read_text("utf-8")) if path.is_file() else otherwise


def write(path: Path, content: Any) -> None:
    """Every value on a line of its own: what is small, or seldom changes."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


def one_a_line(rows: Iterable[Row]) -> str:
    """The rows as a JSON list, each on a line of its own, to stand one step deep in a file. NaN and infinity, which JSON has
    not, become null."""
    texts = (json.dumps(_finite(row), ensure_ascii=False, allow_nan=False) for row in rows)
    return "[\n" + ",\n".join(f"  {text}" for text in texts) + "\n ]"


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _finite(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def replaced(old: Iterable[Row], new: Iterable[Row], key: Callable[[Row], Hashable]) -> list[Row]:
    """All rows, a new one in the place of the old one with the same key; what has no old one comes at the end."""
    return list({key(row): row for row in [*old, *new]}.values())


def keep(path: Path, rows: Iterable[Row], key: Callable[[Row], Hashable], remark: str = "") -> None:
    """Put the rows into a file {"machine": …, "rows": […]}, in place of older ones with the same key, each on its own line.
    remark: what is to be known of the machine, behind its name."""
    merged = replaced(read(path, {"rows": []})["rows"], rows, key)
    where = json.dumps(machine() + (f"; {remark}" if remark else ""), ensure_ascii=False)
    path.write_text(f'{{\n "machine": {where},\n "rows": {one_a_line(merged)}\n}}\n', "utf-8")


# Telling --------------------------------------------------------------------------------------------------------------


def grouped(rows: Iterable[Row], key: Callable[[Row], Hashable]) -> dict[Any, list[Row]]:
    """The rows by their key, in the order in which the keys first come."""
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def column(rows: Iterable[Row], field: str) -> list[Any]:
    """This field of the rows that have it; None counts as not measured."""
    return [row[field] for row in rows if row.get(field) is not None]


def spread(values: Iterable[float], form: str) -> str:
    """The median, and the range where there is one: "4.0 (3.0 to 9.0)". form: of every number, such as ".1f". No values
    are a `statistics.StatisticsError`."""
    values = list(values)
    middle, low, high = (f"{found:{form}}" for found in (statistics.median(values), min(values), max(values)))
    return middle if low == high else f"{middle} ({low} to {high})"


def line(cells: Iterable[str]) -> str:
    """One line of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], rule: str = "---") -> list[str]:
    """A Markdown table, a line an item. rule: what stands under each heading, " --- " in benchmark.md."""
    return [line(head), f"|{'|'.join([rule] * len(head))}|", *map(line, rows)]
