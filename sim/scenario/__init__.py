"""What is asked: a scenario in YAML, checked and resolved."""

from sim.scenario.assumptions import granted
from sim.scenario.estimates import choose, known_by, with_estimate
from sim.scenario.files import shipped
from sim.scenario.json_schema import editor_schema
from sim.scenario.loading import dump, load
from sim.scenario.policies import decided, with_policy
from sim.scenario.reactions import by_reaction
from sim.scenario.scenario import Scenario

__all__ = [
    "Scenario",
    "by_reaction",
    "choose",
    "decided",
    "dump",
    "editor_schema",
    "granted",
    "known_by",
    "load",
    "shipped",
    "with_estimate",
    "with_policy",
]
