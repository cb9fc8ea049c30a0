"""The part of `sim.scenario.resolve` for policies: their levers, and the flights under them."""

from __future__ import annotations

from sim.scenario import schema, schema_policy
from sim.scenario.laws import Entry, input_of
from sim.scenario.levers import stated_at, states
from sim.scenario.quantities import DURATION
from sim.scenario.scenario import (
    AlternatePad,
    EarlyReturn,
    ExtraFlight,
    OnLowStock,
    Policy,
    ReserveCraft,
    SeatSwap,
)
from sim.scenario.times import Calendar, seconds


def policy_of(file: schema.ScenarioFile, name: str | None, calendar: Calendar) -> Policy:
    """Return the levers of a file.

    Parameters
    ----------
    file : ScenarioFile
        Complete, with the policy in place (see `sim.scenario.levers.under`).
    name : str or None
        Which named policy is in place; None for the scenario's own.
    """
    stated = file.policy
    swap, pad, reserve = stated.seat_swap, stated.alternate_pad, stated.reserve_craft
    low, early, extra = stated.on_low_stock, stated.early_return, stated.extra_flight
    first = stated.first_after_repair
    return Policy(
        waiver=input_of(stated.waiver, DURATION, stated_at(file, name, "waiver")),
        seat_swap=SeatSwap(seconds(swap.after), swap.seats)
        if isinstance(swap, schema_policy.SeatSwap)
        else None,
        alternate_pad=AlternatePad(pad.pad, seconds(pad.after))
        if isinstance(pad, schema_policy.AlternatePad)
        else None,
        reserve_craft=ReserveCraft(
            reserve.class_,
            Entry(reserve, stated_at(file, name, "reserve_craft")).input("preparation", DURATION),
        )
        if isinstance(reserve, schema_policy.ReserveCraft)
        else None,
        on_low_stock=OnLowStock(tuple(low.stocks or ()), seconds(low.again_after))
        if isinstance(low, schema_policy.OnLowStock)
        else None,
        hold=tuple(stated.hold) if isinstance(stated.hold, list) else (),
        early_return=EarlyReturn(seconds(early.after), dict(early.people))
        if isinstance(early, schema_policy.EarlyReturn)
        else None,
        first_after_repair=first,
        extra_flight=ExtraFlight(
            extra.name,
            seconds(extra.after),
            Entry(extra, stated_at(file, name, "extra_flight")).input("lead", DURATION),
        )
        if isinstance(extra, schema_policy.ExtraFlight)
        else None,
        decided_on=_decided_on(stated if name is None else file.policies[name], calendar),
        standing=_standing(file, name, calendar),
    )


def _decided_on(
    stated: schema_policy.Policy | schema_policy.NamedPolicy, calendar: Calendar
) -> int | None:
    return None if stated.decided_on is None else calendar.beginning(stated.decided_on)


def _standing(
    file: schema.ScenarioFile, name: str | None, calendar: Calendar
) -> dict[str, int | None]:
    """Return the levers that a named policy has from `policy`, which decides them at its own time.

    None where both decide at the same.
    """
    decided_on = _decided_on(file.policy, calendar)
    if name is None or decided_on == _decided_on(file.policies[name], calendar):
        return {}
    return {
        lever: decided_on
        for lever in schema_policy.LEVERS
        if getattr(file.policy, lever) is not None and not states(file, name, lever)
    }
