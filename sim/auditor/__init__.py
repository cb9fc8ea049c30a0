"""Does it hold: a scenario in both engines, with everything checked that must hold of any run."""

from sim.auditor.study import CHECKS, Audit, Check, audit
from sim.auditor.world import Audited, AuditError

__all__ = ["CHECKS", "Audit", "AuditError", "Audited", "Check", "audit"]
