"""The records that move, as they are when a replication begins: who is who, and where."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engines.fast import layout
from sim.engines.fast.image import Pieces, Row
from sim.engines.program import Program
from sim.engines.where import Where
from sim.outcomes import NULL, Cause, Kind

NOBODY = -1


def ships(pieces: Pieces, program: Program) -> int:
    """Every flight's vehicle, and its crew list and seats."""
    p, f = program, program.flights
    crews = [list(range(f.first_person[i], f.last_person[i])) for i in range(len(f.names))]
    room = [max(p.classes.seats[f.classes[i]], len(crews[i])) for i in range(len(f.names))]
    crew_at = [
        pieces.ints([*crew, *[NOBODY] * (room[i] - len(crew))]) for i, crew in enumerate(crews)
    ]
    own_at = [pieces.fill(room[i], 1) for i in range(len(crews))]
    place = {ship: k for ships in p.queues.ships for k, ship in enumerate(ships)}
    seated = [p.people.seat.count(i) for i in range(len(crews))]
    seated_at = [pieces.fill(max(room[i], seated[i]), NOBODY) for i in range(len(crews))]
    rows = [
        {
            "number": i,
            "role": f.role[i],
            "classes": f.classes[i],
            "queue": f.queue[i],
            "place": place.get(i, 0),
            "where": int(Where.GROUND),
            "planned": f.planned[i],
            "planned_return": f.planned_return[i],
            "slip": 0,
            "ready_at": NEVER,
            "known_date": NEVER,
            "reason_since": NEVER,
            "pulled_event": NEVER,
            "lacked": 0,
            "lacking": NOBODY,
            "order": 0,
            "clearing": NOBODY,
            "family": NOBODY,
            "pad": NOBODY,
            "port": NOBODY,
            "scrubs": 0,
            "retry_at": -1,
            "wakes_at": -1,
            "launched": NEVER,
            "docks_at": NEVER,
            "docked": NEVER,
            "undocked": NEVER,
            "limit_at": NEVER,
            "planned_limit": NEVER,
            "last_day": NEVER,
            "crew_at": crew_at[i],
            "crew_count": len(crews[i]),
            "own_at": own_at[i],
            "empty_seats": 0,
            "flew_empty": 0,
            "seated_at": seated_at[i],
            "seated_count": 0,
            "past_limit_from": 0,
            "fit": 1,
            "unfit_since": NEVER,
            "serves_as_lifeboat": 0,
            "medical_at": NEVER,
            "cleared_at": NEVER,
            "cleared_for": int(Cause.PORT_CLEARED),
            "released_at": NEVER,
            "overlap": -1,
            "hold": -1,
            "decided_at": NEVER,
            "alone": 0,
            "cause": int(Cause.PLANNED_RETURN),
            "leaves_at": NEVER,
            "first_relief": NEVER,
            "place_taken_by": NOBODY,
        }
        for i in range(len(crews))
    ]
    return pieces.records(layout.Ship, rows)


def queues(pieces: Pieces, program: Program) -> int:
    """Lines, cargo classes and visits, each with its ships in order."""
    p, q = program, program.queues
    ships_at = pieces.lists(q.ships)
    order_at = pieces.lists(q.ships)
    manifest_at = pieces.lists(q.manifest)
    parameters = (
        "spacing",
        "slip",
        "replan",
        "rebaseline_after",
        "pull_by",
        "pull_lead",
        "direct",
        "shortest_stay",
        "patience",
        "rescue_preparation",
        "reseat_lead",
        "relief_seats",
        "hold",
        "home_segment",
    )
    rows: list[Row] = []
    for i, ships in enumerate(q.ships):
        docked = [number for number in ships if p.flights.docked[number] < NEVER]
        rows.append(
            {
                "number": i,
                "classes": q.classes[i],
                "is_line": int(i < q.lines),
                "ships_at": ships_at[i],
                "ships": len(ships),
                "order_at": order_at[i],
                "taken": 0,
                "manifest_at": manifest_at[i],
                "manifest": len(q.manifest[i]),
                "docked_on_as_of": docked[-1] if docked else NOBODY,
                "head": NOBODY,
                "asks": 0,
                "went": 0,
                "to_come": len(q.manifest[i]),
                "spacing_until": -NEVER,
                "turn_since": 0,
                "rings_at": NEVER,
                "rings_for": NOBODY,
                "aboard": 0,
                "gap": 0,
                "indirect": 0,
                **{name: getattr(q, name)[i] for name in parameters},
            }
        )
    return pieces.records(layout.Queue, rows)


def classes(pieces: Pieces, program: Program) -> int:
    """Vehicle classes, with their ports and spacecraft."""
    c = program.classes
    ports_at = pieces.lists(c.ports)
    families_at = pieces.lists(c.families)
    launch_at = pieces.lists(c.launch_blackouts)
    landing_at = pieces.lists(c.landing_blackouts)
    deliveries_at = pieces.lists(c.deliveries)
    capsules = [
        [word for pair in zip(landed, laws, strict=True) for word in pair]
        for landed, laws in zip(c.capsule_landed, c.capsule_refurbishment, strict=True)
    ]
    capsules_at = pieces.lists(capsules)
    parameters = (
        "seats",
        "emergency_seats",
        "crew_to_fly",
        "certification",
        "docking_failure_probability",
        "return_hold",
        "unfit_rate",
        "unfit_lifeboat_probability",
        "reseat_time",
        "disposal",
        "scrub_probability",
        "scrub_recycle",
        "reusable",
        "refurbishment",
        "then_every",
    )
    return pieces.records(
        layout.VehicleClass,
        [
            {
                "ports_at": ports_at[i],
                "ports": len(c.ports[i]),
                "families_at": families_at[i],
                "families": len(c.families[i]),
                "certified_at": 0,
                "launch_blackouts_at": launch_at[i],
                "launch_blackouts": len(c.launch_blackouts[i]),
                "landing_blackouts_at": landing_at[i],
                "landing_blackouts": len(c.landing_blackouts[i]),
                "deliveries_at": deliveries_at[i],
                "deliveries": len(c.deliveries[i]),
                "capsules_at": capsules_at[i],
                "capsules": len(c.capsules[i]),
                "spacecraft": 0,
                "mishap_since": NEVER,
                "pulled_after_mishap": NOBODY,
                **{name: getattr(c, name)[i] for name in parameters},
            }
            for i in range(len(c.names))
        ],
    )


def pads(pieces: Pieces, program: Program) -> int:
    """Launch pads."""
    p = program.pads
    pinned = [[word for pair in pairs or () for word in pair] for pairs in p.pin_outages]
    pinned_at = pieces.lists(pinned)
    parameters = (
        "turnaround",
        "damage_probability",
        "repair",
        "return_to_service",
        "requalification",
        "requalification_before",
        "last_launch",
        "outage_since",
        "outage_repair",
        "pin_repair",
        "crew_stage",
        "outage_crew_stage",
        "random_rate",
        "random_repair",
        "after_repair_launches",
        "after_repair_probability",
    )
    return pieces.records(
        layout.Pad,
        [
            {
                "dormant": int(p.activation[i] >= 0),
                "turned_at": 0,
                "pinned": int(p.pin_outages[i] is not None),
                "pinned_at": pinned_at[i],
                "pinned_count": len(pinned[i]) // 2,
                "occurrence": 0,
                "repaired_at": NEVER,
                "stage": -1,
                "repairs": 0,
                "launches_to_prove": 0,
                "in_service_at": NEVER,
                "down_since": NEVER,
                "down_total": 0,
                "launches": 0,
                "damages": 0,
                **{name: getattr(p, name)[i] for name in parameters},
            }
            for i in range(len(p.names))
        ],
    )


def families(pieces: Pieces, program: Program) -> int:
    """Launcher families."""
    f = program.families
    pads_at = pieces.lists(f.pads)
    pinned = [[word for pair in pairs or () for word in pair] for pairs in f.pin_stand_downs]
    pinned_at = pieces.lists(pinned)
    parameters = (
        "loss_probability",
        "stand_down",
        "customers_rate",
        "customers_stand_down",
        "grounded_since",
        "grounded_stand_down",
        "owed",
    )
    return pieces.records(
        layout.Family,
        [
            {
                "pads_at": pads_at[i],
                "pads": len(f.pads[i]),
                "requalification": f.requalification[i],
                "pinned": int(f.pin_stand_downs[i] is not None),
                "pinned_at": pinned_at[i],
                "pinned_count": len(pinned[i]) // 2,
                "occurrence": 0,
                "loss_until": 0,
                "customers_until": 0,
                "pads_down_since": NEVER,
                "unable_since": NEVER,
                "down_since": NEVER,
                "down_total": 0,
                "launches": 0,
                "losses": 0,
                **{name: getattr(f, name)[i] for name in parameters},
            }
            for i in range(len(f.names))
        ],
    )


def people(pieces: Pieces, program: Program) -> int:
    """Everybody."""
    p = program.people
    return pieces.records(
        layout.Person,
        [
            {
                "number": i,
                "segment": p.segment[i],
                "flight": p.flight[i],
                "line": p.line[i],
                "home": p.home[i],
                "by_name": p.by_name[i],
                "stated_seat": p.seat[i],
                "stated_aboard_since": p.aboard_since[i],
                "stated_stranded_since": p.stranded_since[i],
                "aboard": 0,
                "aboard_since": NEVER,
                "due": NEVER,
                "seat": NOBODY,
                "stranded_since": NEVER,
                "failed": NOBODY,
                "reserved": NOBODY,
                "fitted_at": NEVER,
                "is_stranded": 0,
            }
            for i in range(len(p.names))
        ],
    )


def segments(pieces: Pieces, program: Program) -> int:
    """The crews of the segments."""
    return pieces.records(
        layout.Segment,
        [
            {
                "minimum": program.minimum[i],
                "complement": program.complement[i],
                "aboard": 0,
                "gap": 0,
                "crew_time": 0,
                "lost_time": 0,
            }
            for i in range(len(program.segments))
        ],
    )


def open_episodes(pieces: Pieces, program: Program) -> int:
    """The episodes that may be open."""
    lines, of_segments = program.queues.lines, len(program.segments)
    places = [
        *((Kind.HANDOVER_GAP, line) for line in range(lines)),
        *((Kind.SEGMENT_GAP, segment) for segment in range(of_segments)),
        (Kind.BELOW_MINIMUM, 0),
        (Kind.DECREWED, 0),
    ]
    return pieces.records(
        layout.Open,
        [
            {
                "kind": int(kind),
                "place": place,
                "is_open": 0,
                "start": 0,
                "cause": 0,
                "vehicle": NOBODY,
                "first_start": NULL,
            }
            for kind, place in places
        ],
    )


def stocks(pieces: Pieces, program: Program) -> int:
    """Stocks; their levels are those of ``as_of`` once they are known."""
    s = program.stocks
    parameters = ("per_day", "per_person_day", "reserve", "capacity", "sends_home")
    return pieces.records(
        layout.Stock,
        [
            {
                "number": i,
                "stated_level": s.level[i],
                "saved": 0.0,
                "level": 0.0,
                "use": 0.0,
                "rings_at": NEVER,
                "below_since": NEVER,
                "below_total": 0,
                "first_below": NULL,
                **{name: getattr(s, name)[i] for name in parameters},
            }
            for i in range(len(s.names))
        ],
    )
