"""What people say of a repair, resolved: speakers with the law they have, references, truths."""

from __future__ import annotations

from collections.abc import Callable

from sim.core.clock import parse_instant
from sim.scenario import schema_statements as stated
from sim.scenario.document import Path
from sim.scenario.laws import typical
from sim.scenario.scenario import Reference, Speaker, Statements, Truth
from sim.scenario.speakers import like


def statements_of(file: stated.Statements, source: Callable[[Path], str | None]) -> Statements:
    """Return the resolved section; `source` finds what stands beside the keys of an stated."""
    at = ("statements",)
    return Statements(
        reading=file.reading,
        speakers={
            name: _speaker(name, file.speakers, source((*at, "speakers", name)))
            for name in file.speakers
        },
        references={
            name: Reference(
                each.title,
                typical(each.repair),
                source((*at, "references", name)) or source((*at, "references", name, "repair")),
            )
            for name, each in file.references.items()
        },
        truths={
            name: Truth(
                each.title,
                each.after,
                parse_instant(each.known).date(),
                source((*at, "truths", name)),
            )
            for name, each in file.truths.items()
        },
    )


def _speaker(name: str, known: dict[str, stated.Speaker], source: str | None) -> Speaker:
    own, law = known[name], like(name, known)
    assert law is not None  # checked
    p10, p50, p90, error = (float(getattr(law, key)) for key in ("p10", "p50", "p90", "error"))
    return Speaker(own.title, own.n or 0, p10, p50, p90, error, own.like, source)
