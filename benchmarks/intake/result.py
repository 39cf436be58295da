"""What was measured of one set of files: told to a person, and written to evidence."""

from __future__ import annotations

from dataclasses import dataclass, field

from benchmarks.process import Cost, median
from tools.evidence import record

SUBJECT, COMMAND, SEED = "intake-benchmark", "make prove-benchmarks", 1
GOALS = {"typed": 1.4, "sealed": 2.1}
"""CPU over the anchor's: to typed tables in memory, and by the command to sealed loads."""
WHAT = {"typed": "to typed tables", "sealed": "to sealed loads, the command"}
PEAK_GOAL_MIB = 2_048


@dataclass
class Result:
    """Costs of every side, turn by turn; `inside` are CPU seconds after start-up. `wrong`: faults and rows miscounted."""

    rows: int
    ours: dict[str, list[Cost]]
    anchor: list[Cost] = field(default_factory=list)
    inside: dict[str, list[float]] = field(default_factory=dict)
    inside_anchor: list[float] = field(default_factory=list)
    wrong: int = 0

    def ratio(self, side: str) -> float:
        """Median over the turns of whole-process CPU over CPU."""
        pairs = zip(self.ours[side], self.anchor, strict=True)
        return round(median([one.cpu / other.cpu for one, other in pairs]), 2)

    def inside_ratio(self, side: str) -> float:
        """The same without start-up on either side."""
        pairs = zip(self.inside[side], self.inside_anchor, strict=True)
        return round(median([one / other for one, other in pairs]), 2)

    def peak(self) -> int:
        """MiB of our largest process."""
        return round(max(cost.peak_mib for costs in self.ours.values() for cost in costs))

    def met(self) -> bool:
        """Whether every figure keeps its goal."""
        near = all(self.ratio(side) <= GOALS[side] for side in self.ours)
        return near and self.peak() <= PEAK_GOAL_MIB and not self.wrong


def told(name: str, result: Result) -> str:
    """The measurements for a person."""
    lines = [f"{name}, {result.rows:,} rows: anchor {median([cost.cpu for cost in result.anchor]):.2f} CPU s"]
    for side, costs in result.ours.items():
        inside = f", after start-up {result.inside_ratio(side):.2f}" if side in result.inside else ""
        lines.append(
            f"  {side}: {median([cost.cpu for cost in costs]):.2f} CPU s, ratio {result.ratio(side):.2f}"
            f" (goal ≤ {GOALS[side]}){inside}, peak {max(cost.peak_mib for cost in costs):,.0f} MiB"
        )
    return "\n".join([*lines, f"  faults and rows miscounted: {result.wrong}"])


def keep(size: str, result: Result, repeats: int) -> None:
    """Write the figures of one set of files, which `size` names."""
    n = f"{result.rows:,} rows, {repeats} turns"
    for side in result.ours:
        name = f"CPU over DuckDB's raw load, {size}, {WHAT[side]}"
        record(SUBJECT, name, result.ratio(side), f"≤ {GOALS[side]}", n, SEED, COMMAND)
        if side in result.inside:
            record(
                SUBJECT, f"the same after start-up, {WHAT[side]}", result.inside_ratio(side), "stated", n, SEED, COMMAND
            )
    cost = {side: round(median([cost.cpu for cost in costs]), 2) for side, costs in result.ours.items()}
    cost["anchor"] = round(median([cost.cpu for cost in result.anchor]), 2)
    record(SUBJECT, f"CPU seconds, {size}", cost, "stated", n, SEED, COMMAND)
    peak = f"peak MiB of the largest process, {size}"
    record(SUBJECT, peak, result.peak(), f"≤ {PEAK_GOAL_MIB}", n, SEED, COMMAND)
