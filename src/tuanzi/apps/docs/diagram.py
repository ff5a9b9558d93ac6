"""A drawing of states and the moves between them, as SVG that reads well in light and dark. No script, no font of its own.

States stand in columns by how far they are from where a life begins; moves ahead go from column to column, longer ones and moves back
over or under everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

BOX_W, BOX_H, GAP_X, GAP_Y, MARGIN = 148, 46, 104, 26, 24
LANE = 26
STRAIGHT, OVER, UNDER = "straight", "over", "under"
STYLE = """<style>
svg{--ground:#fff;--ink:#241c17;--ink-2:#63564c;--fill:#f8f5f1;--line:#b9ab9c;--accent:#c23210;--soft:#fdeee8;--leaf:#3f6b2a}
@media (prefers-color-scheme:dark){svg{--ground:#1e1a18;--ink:#f5eee8;--ink-2:#c3b6ab;--fill:#2a2522;--line:#7d6f64;--accent:#ff9a7a;--soft:#38201a;--leaf:#a9cb86}}
text{font-family:system-ui,"PingFang SC","Noto Sans SC","Noto Sans CJK SC",sans-serif;fill:var(--ink);text-anchor:middle}
.g{fill:var(--ground)}.b{fill:var(--fill);stroke:var(--line);stroke-width:1.2}.s{fill:var(--soft);stroke:var(--accent);stroke-width:2.4}
.e{fill:none;stroke:var(--line);stroke-width:1}.c{font:600 13px ui-monospace,Menlo,Consolas,monospace}.z{font-size:12px;fill:var(--ink-2)}
.m{font-size:11.5px;fill:var(--ink-2);stroke:var(--ground);stroke-width:5px;paint-order:stroke}.w{fill:none;stroke:var(--line);stroke-width:1.5}
.a{fill:var(--line)}
</style>"""


@dataclass(frozen=True, slots=True)
class Box:
    """One state: its code, its name in Chinese (may be empty), whether a life begins here."""

    code: str
    name: str
    starts: bool


@dataclass(frozen=True, slots=True)
class Graph:
    """States in their order, and what each move is called (may be empty)."""

    title: str
    boxes: Sequence[Box]
    moves: Mapping[tuple[str, str], str]


@dataclass(slots=True)
class _Drawing:
    graph: Graph
    columns: list[list[str]]
    places: dict[str, tuple[float, float]] = field(default_factory=dict)
    over: int = 0
    under: int = 0
    height: float = 0.0

    def column(self, code: str) -> int:
        return next(index for index, each in enumerate(self.columns) if code in each)

    @property
    def middle(self) -> float:
        return max(len(each) for each in self.columns) * (BOX_H + GAP_Y) - GAP_Y


def svg(graph: Graph) -> str:
    """The whole picture."""
    columns = _columns(graph)
    drawing = _Drawing(graph, columns)
    long_moves = [ends for ends in graph.moves if _side(drawing, ends) == OVER]
    back_moves = [ends for ends in graph.moves if _side(drawing, ends) == UNDER]
    top = MARGIN + LANE * len(long_moves) + (10 if long_moves else 0)
    for index, column in enumerate(columns):
        free = drawing.middle - (len(column) * (BOX_H + GAP_Y) - GAP_Y)
        for place, code in enumerate(column):
            drawing.places[code] = (MARGIN + index * (BOX_W + GAP_X), top + free / 2 + place * (BOX_H + GAP_Y))
    width = MARGIN * 2 + len(columns) * (BOX_W + GAP_X) - GAP_X
    drawing.height = top + drawing.middle + MARGIN + LANE * len(back_moves) + (10 if back_moves else 0)
    ways = [_way(drawing, ends, top) for ends in sorted(graph.moves, key=lambda ends: abs(_span(drawing, ends)))]
    boxes = [_box(drawing, each) for each in graph.boxes]
    marks = [line for line, _ in ways] + boxes + [label for _, label in ways]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {drawing.height:g}" width="{width:g}" role="img">'
        f"<title>{escape(graph.title)}</title>{STYLE}"
        '<defs><marker id="t" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="a" d="M0 0 8 4 0 8z"/></marker></defs>'
        f'<rect class="g" width="{width:g}" height="{drawing.height:g}" rx="14"/>' + "\n".join(marks) + "</svg>\n"
    )


def _span(drawing: _Drawing, ends: tuple[str, str]) -> int:
    return drawing.column(ends[1]) - drawing.column(ends[0])


def _side(drawing: _Drawing, ends: tuple[str, str]) -> str:
    """The way a move takes: straight to the next column, else over the boxes where its target stands uppermost, else under them."""
    span = _span(drawing, ends)
    if span == 1:
        return STRAIGHT
    return OVER if span > 1 and drawing.columns[drawing.column(ends[1])][0] == ends[1] else UNDER


def _columns(graph: Graph) -> list[list[str]]:
    """How many moves ahead each state is at most; moves that lead back to where one came from do not count."""
    ahead: dict[str, list[str]] = {box.code: [] for box in graph.boxes}
    for source, target in graph.moves:
        ahead[source].append(target)
    depth: dict[str, int] = {}

    def visit(code: str, at: int, path: tuple[str, ...]) -> None:
        if depth.get(code, -1) >= at:
            return
        depth[code] = at
        for target in ahead[code]:
            if target not in path and target != code:
                visit(target, at + 1, (*path, code))

    for box in graph.boxes:
        if box.starts:
            visit(box.code, 0, ())
    for box in graph.boxes:
        if box.code not in depth:
            visit(box.code, 0, ())
    columns: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for box in graph.boxes:
        columns[depth[box.code]].append(box.code)
    return columns


def _box(drawing: _Drawing, box: Box) -> str:
    x, y = drawing.places[box.code]
    is_end = not any(source == box.code for source, _ in drawing.graph.moves)
    inner = f'<rect class="e" x="{x + 4:g}" y="{y + 4:g}" width="{BOX_W - 8}" height="{BOX_H - 8}" rx="7"/>' if is_end else ""
    base = y + BOX_H / 2
    name = f'<text class="z" x="{x + BOX_W / 2:g}" y="{base + 14:g}">{escape(box.name)}</text>' if box.name else ""
    return (
        f'<rect class="{"s" if box.starts else "b"}" x="{x:g}" y="{y:g}" width="{BOX_W}" height="{BOX_H}" rx="10"/>{inner}'
        f'<text class="c" x="{x + BOX_W / 2:g}" y="{base - 3 if box.name else base + 4:g}">{escape(box.code)}</text>{name}'
    )


def _way(drawing: _Drawing, ends: tuple[str, str], top: float) -> tuple[str, str]:
    """The line of a move, and its name in the middle of it."""
    span = _span(drawing, ends)
    (x1, y1), (x2, y2) = (drawing.places[code] for code in ends)
    side = _side(drawing, ends)
    if side == STRAIGHT:
        x1, y1, y2 = x1 + BOX_W, y1 + _port(drawing, ends, leaving=True), y2 + _port(drawing, ends, leaving=False)
        bend = (x2 - x1) / 2
        line = f"M{x1:g} {y1:g}C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2:g} {y2:g}"
        return _drawn(drawing, ends, line, (x1 + x2) / 2, (y1 + y2) / 2)
    shift = 14 * (1 if span > 1 else -1)
    from_x, to_x = x1 + BOX_W / 2 + shift, x2 + BOX_W / 2 - shift
    if side == OVER:
        drawing.over += 1
        lane = top - 4 - LANE * drawing.over
        from_y, to_y = y1, y2
    else:
        drawing.under += 1
        lane = top + drawing.middle + 10 + LANE * drawing.under
        from_y, to_y = y1 + BOX_H, y2 + BOX_H
    turn, way = 10 if side == OVER else -10, 10 if to_x > from_x else -10
    line = (
        f"M{from_x:g} {from_y:g}V{lane + turn:g}Q{from_x:g} {lane:g} {from_x + way:g} {lane:g}"
        f"H{to_x - way:g}Q{to_x:g} {lane:g} {to_x:g} {lane + turn:g}V{to_y:g}"
    )
    return _drawn(drawing, ends, line, (from_x + to_x) / 2, lane)


def _port(drawing: _Drawing, ends: tuple[str, str], *, leaving: bool) -> float:
    """Where on the side of a box a line begins or ends, so that several do not lie on each other."""
    own, other = (0, 1) if leaving else (1, 0)
    moves = (move for move in drawing.graph.moves if move[own] == ends[own] and _side(drawing, move) == STRAIGHT)
    sharing = sorted(moves, key=lambda move: drawing.places[move[other]][1])
    return BOX_H * (sharing.index(ends) + 1) / (len(sharing) + 1)


def _drawn(drawing: _Drawing, ends: tuple[str, str], line: str, x: float, y: float) -> tuple[str, str]:
    name = drawing.graph.moves[ends]
    label = f'<text class="m" x="{x:g}" y="{y + 4:g}">{escape(name)}</text>' if name else ""
    return f'<path class="w" d="{line}" marker-end="url(#t)"/>', label
