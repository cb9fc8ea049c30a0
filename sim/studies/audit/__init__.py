"""Does it hold: a scenario in both engines, with everything checked that must hold of any run."""

from sim.studies.audit.findings import CHECKS, Audit, Check, Findings
from sim.studies.audit.study import audit

__all__ = ["CHECKS", "Audit", "Check", "Findings", "audit"]
