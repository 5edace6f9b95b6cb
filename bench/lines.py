"""What benchmarks hand to the table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One measured case. `baseline` is the case's own rate under the obvious way of doing it, in the same unit."""

    what: str
    how: str
    count: int
    seconds: float
    baseline: float | None = None  # a second; None: this line is the baseline
    note: str = ""

    @property
    def rate(self) -> float:
        return self.count / self.seconds if self.seconds else 0.0


def table(lines: list[Line]) -> str:
    """The lines as one Markdown table."""
    head = ("what", "how", "count", "seconds", "a second", "ratio", "")
    rows = [
        (
            line.what,
            line.how,
            f"{line.count:,}",
            f"{line.seconds:.2f}",
            f"{line.rate:,.0f}",
            f"{line.rate / line.baseline:.0f} x" if line.baseline else "1",
            line.note,
        )
        for line in lines
    ]
    widths = [max(len(row[place]) for row in [head, *rows]) for place in range(len(head))]
    ruled = [tuple("-" * width for width in widths)]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in [head, *ruled, *rows]
    )
