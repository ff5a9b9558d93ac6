"""The table, for people and for programs."""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path
from statistics import median

from bench.measure import Figure
from tuanzi.kernel import clock

RESULTS = Path(__file__).parent / "results"
HEAD = "| | figure | ours: median (min–max) | floor | ratio | per second | p50 / p99 ms | target | goal | |"


def _number(value: float | None, digits: int | None = None) -> str:
    if value is None:
        return "–"
    if digits is None:
        digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}"


def _line(figure: Figure) -> str:
    values = [sample.value for sample in figure.ours]
    floor = median(figure.floor) if figure.floor else None
    p50, p99 = figure.middle("p50_ms"), figure.middle("p99_ms")
    sign = "≥" if figure.more_is_better else "≤"
    verdict = (
        "**wrong**" if figure.faults else "goal met" if figure.meets(figure.goal) else "met" if figure.meets(figure.target) else "not met"
    )
    cells = [
        figure.id,
        f"{figure.what}, {figure.unit}",
        f"**{_number(figure.value)}** ({_number(min(values))}–{_number(max(values))})",
        f"{_number(floor)} {figure.floor_name}" if floor is not None else "–",
        _number(figure.value / floor, 1) if floor else "–",
        _number(figure.middle("per_second")),
        f"{_number(p50)} / {_number(p99)}" if p50 is not None else "–",
        f"{sign} {_number(figure.target)}",
        f"{sign} {_number(figure.goal)}" if figure.goal is not None else "–",
        verdict,
    ]
    return "| " + " | ".join(cells) + " |"


def table(figures: list[Figure]) -> str:
    """A Markdown table with notes and faults below."""
    lines = [HEAD, "|---" * 10 + "|", *map(_line, figures), ""]
    for figure in figures:
        if figure.note:
            lines.append(f"- {figure.id}: {figure.note}")
        if figure.ours and figure.ours[0].parts:
            parts = figure.as_json()["parts"]
            lines.append(f"- {figure.id}: by process: " + ", ".join(f"{name} {_number(value)}" for name, value in parts.items()))
        lines += [f"- {figure.id}: **wrong:** {fault}" for fault in figure.faults]
    return "\n".join(lines) + "\n"


def write(figures: list[Figure], *, form: str, seconds: float) -> str:
    """Write both files and return the Markdown."""
    load = os.getloadavg()[0]
    where = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    said = f"{clock.real_now():%Y-%m-%d %H:%M} UTC, {form} form, {seconds:.0f} s, {where}, load average at the end {load:.1f}"
    text = f"{said}\n\n{table(figures)}"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "latest.md").write_text(text, "utf-8")
    content = {"at": said, "form": form, "figures": [figure.as_json() for figure in figures]}
    (RESULTS / "latest.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return text
