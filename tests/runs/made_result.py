"""A result folder made by hand: what the ledger reads of one, and no tables."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

DOCK, GAP, DAYS = "dock[soyuz]", "gap[soyuz]", "repair_days[site-31]"


def figure(unit: str, mean: float | None, *points: float | str | None, label: str = "") -> Any:
    least, p10, p50, p90, most = points
    return {
        "unit": unit,
        "n": 100,
        "mean": mean,
        "least": least,
        "p10": p10,
        "p50": p50,
        "p90": p90,
        "most": most,
        "label": label,
        "events": 3,
    }


def summary(**changes: Any) -> dict[str, Any]:
    case = {
        "headline": {
            DOCK: figure("date", 0.95, *[f"2026-0{m}-14T12:00:00Z" for m in (7, 7, 7, 9)], None),
            GAP: figure("0/1", 0.2, 0.0, 0.0, 0.0, 1.0, 1.0, label="Gap by the end of 2026"),
        },
        "outcomes": {DAYS: figure("d", 97.0, 60.0, 80.0, 96.0, 110.0, 150.0)},
    }
    return {
        "format": 1,
        "scenario": "made",
        "title": "Made by hand",
        "as_of": "2025-11-27T12:00:00Z",
        "until": "2027-11-27T12:00:00Z",
        "engine": "simpy",
        "seed": 1,
        "replications": 100,
        "estimates": {"soon": case, "late+hold": deepcopy(case)},
        "more": "than is kept",
        **changes,
    }


def made_result(folder: Path, **changes: Any) -> Path:
    """Write the folder; its parts may be changed."""
    origin = {"crewsim": "0.1.0", "sources": "00ff", "started_at": "2025-11-28T08:00:00Z"}
    folder.mkdir(parents=True)
    (folder / "scenario.yaml").write_text("format: 1\n", encoding="utf-8")
    (folder / "provenance.json").write_text(json.dumps(origin), encoding="utf-8")
    (folder / "summary.json").write_text(json.dumps(summary(**changes)), encoding="utf-8")
    return folder
