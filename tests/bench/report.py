"""Medians, spreads, ratios and Markdown tables."""
from statistics import median


def spread(values, digits=2):
    """"median (least–most)", or the only value."""
    values = sorted(values)
    if len(values) == 1:
        return f"{values[0]:.{digits}f}"
    return f"{median(values):.{digits}f} ({values[0]:.{digits}f}–{values[-1]:.{digits}f})"


def ratios(numerators, denominators):
    """Round by round, so that a noisy moment hits both sides of a ratio."""
    return [above / below for above, below in zip(numerators, denominators, strict=True)]


def table(headings, rows):
    """A Markdown table; the first column is text, the others are numbers."""
    lines = ["| " + " | ".join(headings) + " |",
             "| " + " | ".join(["---"] + ["---:"] * (len(headings) - 1)) + " |"]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)
