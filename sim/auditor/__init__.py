"""Does it hold: a scenario in both engines, with everything checked that must hold of any run."""

from sim.auditor.findings import CHECKS, Audit, Check, Findings
from sim.auditor.invariants import Audited, AuditError
from sim.auditor.study import audit

__all__ = ["CHECKS", "Audit", "AuditError", "Audited", "Check", "Findings", "audit"]
