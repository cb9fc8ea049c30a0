"""A stage on which it is known what drives an answer.

The pad of line red is down, repaired after R days; s-1 leaves at its limit, on day D, unless s-2
has docked. R and D are uniform on the same 50 days, a day apart, so that the handover fails when
R > D. With a chance of a fifth s-2 slips by 200 d and it fails whatever R and D are. With q = 1/5:

    risk 1 - (1 - q) / 2 = 0.6, variance 0.24
    ignorance: (1 - q)^2 / 4 = 0.16 of 0.24; luck the rest, a third
    R alone, and D alone: (1 - q)^2 / 12; in all (1 - q) / 6 = 5/9
    luck alone: 1/6

All of it is known on day 294, when a ship that has slipped launches: the stage ends soon after.
"""

from __future__ import annotations

from tests.engine.stage import Tree, day

FAILS = "next[red,1].direct < 1"

Q = 0.2
ALONE, IN_ALL = (1 - Q) ** 2 / 12 / 0.24, (1 - Q) / 6 / 0.24


def uniform(low: float, high: float) -> Tree:
    return {"kind": "uniform", "low": f"{low} d", "high": f"{high} d"}


def slipping(share: float) -> Tree:
    parts = [{"weight": 1 - share, "value": "0 d"}, {"weight": share, "value": "200 d"}]
    return {"lines": {"red": {"slip": {"kind": "mixture", "parts": parts}}}}


STAGE: Tree = {
    "until": day(320),
    "pins": {"rest": None},
    "pads": {
        "east": {
            "requalification": 0,
            "return_to_service": "0 d",
            "outage": {"since": day(0), "repair": uniform(100, 150)},
        }
    },
    # s-1 was launched 106 d ago and s-2 takes a day
    "vehicles": {"soyuz": {"limit": uniform(207, 257)}, "dragon": {"limit": uniform(230, 231)}},
}
