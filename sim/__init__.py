"""Crew rotations of the International Space Station, simulated many times over.

>>> import sim
>>> run = sim.replicate("site-31-outage", replications=20, workers=1)
>>> run.outcomes["decrewed"].to_pylist().count(1) <= 20
True

`load` reads a scenario; `simulate` plays one replication, `replicate` many, `compare` many under
each estimate, `sweep` many with one value after another; `diff` holds stored results against each
other; `replay` tells what happened in one; `audit` checks that a scenario's runs hold together;
`evidence` says what its inputs rest on. `break_even`, `causes`, `deadline`, `drivers`, `levers` and
`update` answer what planners ask;
`scoreboard` tells what became of the estimates; `backtest` holds the inputs against the record;
`ledger_add` keeps forecasts, and `ledger_score` scores what has come true. The verbs are imported
when they are first used. `Station` is what own SimPy processes are shown
(``simulate(..., processes=[watch])``).
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.door.station import Station
    from sim.present.verbs import audit, compare, diff, load, replay, replicate, simulate, sweep
    from sim.present.verbs_questions import break_even, causes, deadline, drivers, levers, update
    from sim.present.verbs_records import backtest, ledger_add, ledger_score, scoreboard
    from sim.studies.evidence import evidence

_QUESTIONS = ("break_even", "causes", "deadline", "drivers", "levers", "update")
_RECORDS = ("backtest", "ledger_add", "ledger_score", "scoreboard")
_ROOMS = {
    "Station": "sim.door.station",
    "evidence": "sim.studies.evidence",
    **dict.fromkeys(_QUESTIONS, "sim.present.verbs_questions"),
    **dict.fromkeys(_RECORDS, "sim.present.verbs_records"),
}

__all__ = [
    "Station",
    "__version__",
    "audit",
    "backtest",
    "break_even",
    "causes",
    "compare",
    "deadline",
    "diff",
    "drivers",
    "evidence",
    "ledger_add",
    "ledger_score",
    "levers",
    "load",
    "replay",
    "replicate",
    "scoreboard",
    "simulate",
    "sweep",
    "update",
]

__version__ = version("iss-crew-continuity")


def __getattr__(name: str) -> Any:
    """Import what is public when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_ROOMS.get(name, "sim.present.verbs")), name)


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
