"""Burden against instability over many cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from . import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..profile import Profile

_MARKS = {"MSI-H": ("^", style.TUMOR), "MSS": ("o", style.NORMAL), "indeterminate": ("s", style.YELLOW), None: ("D", style.GREY)}


def cohort(cases: Iterable[Profile | Mapping[str, Any]], ax: Axes | None = None, *, label: bool = True) -> Axes:
    """Draws each case's burden and fraction of unstable sites with their 95 % intervals.

    Args:
        cases: Profiles, documents of profile.json (`Profile.to_dict()`), or the rows of a cohort's table with cBioPortal's column names: a `Table`, or a
            data frame of pandas or polars.
        ax: Where to draw; a new figure by default.
        label: Whether names are written where there is room: of all cases up to fifteen, of more only of those that reach a threshold.
    """
    with style.styled():
        ax = style.axes(ax, 6.4, 4.6)
        rows = [row for row in map(_row, _each(cases)) if row is not None]
        if not rows:
            return style.nothing(ax, "no case has both a burden and a fraction of unstable sites")
        for status, (marker, colour) in _MARKS.items():
            group = [row for row in rows if row["status"] == status or (status is None and row["status"] not in _MARKS)]
            if group:
                x, y = [row["x"] for row in group], [row["y"] for row in group]
                ax.errorbar(x, y, xerr=_reach(group, "x"), yerr=_reach(group, "y"), fmt="none", lw=0.8, color=colour, alpha=0.6)
                ax.scatter(x, y, 36, marker=marker, color=colour, edgecolor="white", lw=0.6, zorder=5, label=f"{status or 'no status'} ({len(group)})")
        threshold = rows[0]["thresholds"]
        ax.axvline(threshold[0], color=style.INK, lw=1, ls="--")
        ax.axhline(threshold[1], color=style.INK, lw=1, ls="--")
        ax.axhline(threshold[2], color=style.INK, lw=1, ls=":")
        right = 1.4 * max(max(row["x_ci"][1] for row in rows), 2 * threshold[0])
        ax.set_xscale("symlog", linthresh=1.0)
        ax.set_xlim(0, right)
        ticks = [t for t in (0, 1, 3, 10, 30, 100, 300, 1000, 3000) if t <= right]
        ax.set_xticks(ticks, [f"{t:g}" for t in ticks])
        ax.minorticks_off()
        ax.set_ylim(-0.02, min(1.0, max(1.1 * max(row["y_ci"][1] for row in rows), 2 * threshold[1])))
        ax.yaxis.set_major_formatter(lambda y, _: f"{y:.0%}")
        ax.set(xlabel="TMB, variants per Mb", ylabel="fraction of unstable microsatellites")
        ax.set_title(f"TMB and MSI of {len(rows)} cases; dashed: high from, dotted: MSS below")
        ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0)
        if label:
            named = [row for row in rows if len(rows) <= 15 or row["x"] >= threshold[0] or row["y"] >= threshold[1]]
            style.label_points(ax, [(row["x"], row["y"], row["name"]) for row in named])
        return ax


def _each(cases: Any) -> Iterable[Any]:
    """Cases one by one; looping over a data frame would give its columns."""
    if hasattr(cases, "iter_rows"):
        return cases.iter_rows(named=True)  # type: ignore[no-any-return]
    return cases.to_dict("records") if hasattr(cases, "iterrows") else cases  # type: ignore[no-any-return]


# cBioPortal's words for the states.
_TYPES = {"Instable": "MSI-H", "Stable": "MSS", "Indeterminate": "indeterminate"}


def _of_table(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """A row of the cohort's table, whose fractions are in per cent. It does not hold the thresholds of MSI: the defaults are drawn."""
    values = [row.get(name) for name in ("TMB_SCORE", "TMB_SCORE_CI95_LOW", "TMB_SCORE_CI95_HIGH")]
    values += [row.get(f"MSI_SCORE_ONCOSWEEP{part}") for part in ("", "_CI95_LOW", "_CI95_HIGH")]
    if any(value is None or value != value for value in values):
        return None
    x, x_low, x_high, y, y_low, y_high = map(float, values)  # type: ignore[arg-type]
    return {
        "name": str(row.get("SAMPLE_ID", "")),
        "x": x,
        "x_ci": [x_low, x_high],
        "y": y / 100,
        "y_ci": [y_low / 100, y_high / 100],
        "status": _TYPES.get(str(row.get("MSI_TYPE"))),
        "thresholds": (float(row.get("TMB_THRESHOLD") or 10.0), 0.10, 0.035),
    }


def _row(case: Profile | Mapping[str, Any]) -> dict[str, Any] | None:
    document: Mapping[str, Any] = case if isinstance(case, Mapping) else case.to_dict()
    if "TMB_SCORE" in document:
        return _of_table(document)
    tmb, msi = document.get("tmb"), document.get("msi")
    if not tmb or not msi or tmb["per_mb"] is None or msi["fraction_unstable"] is None:
        return None
    sample = document["inputs"]["tumor"]
    return {
        "name": sample["sample"] if sample else "",
        "x": tmb["per_mb"],
        "x_ci": tmb["ci95"],
        "y": msi["fraction_unstable"],
        "y_ci": msi["ci95"],
        "status": msi["status"],
        "thresholds": (tmb["threshold"], msi["thresholds"]["msi_high_fraction"], msi["thresholds"]["mss_fraction"]),
    }


def _reach(rows: list[dict[str, Any]], axis: str) -> list[list[float]]:
    below = [max(row[axis] - row[f"{axis}_ci"][0], 0.0) for row in rows]
    above = [max(row[f"{axis}_ci"][1] - row[axis], 0.0) for row in rows]
    return [below, above]
