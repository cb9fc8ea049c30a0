"""The memory of one replication: records of 64-bit words, laid out one behind the other.

A class here names the words of a record, whole numbers but for a law's. ``..._at`` is the word at
which a table or a list begins, counted from the first word of `World`, so that a replication is one
block of memory that can be copied from a template. A reference to nothing is -1.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


class World:
    """One replication: the clock, what belongs to nobody in particular, and where the rest is."""

    now: int
    until: int
    quiet: int
    replication: int
    round_keys_at: int
    made_at: int
    ahead: int
    ahead_keys_at: int
    ahead_occurrences_at: int
    ahead_at: int
    # entities, declared in `sim.engines.program`
    ships: int
    queues: int
    lines: int
    classes: int
    pads: int
    families: int
    people: int
    ports: int
    segments: int
    stocks: int
    # tables of records
    ships_at: int
    flights_at: int
    queues_at: int
    classes_at: int
    pads_at: int
    families_at: int
    people_at: int
    segments_at: int
    open_at: int
    stocks_at: int
    # lists of words
    ports_at: int
    free_from_at: int
    crews_from_at: int
    holder_at: int
    owed_at: int
    docked_at: int
    docked_count: int
    stranded_at: int
    stranded_count: int
    movers_at: int
    movers: int
    early_at: int
    early: int
    resumed_at: int
    resumed_count: int
    waiting_at: int
    asks_from_at: int
    scratch_at: int
    family_that_serves: int
    pad_that_serves: int
    port_that_serves: int
    held_at: int
    # events to come
    events_at: int
    events: int
    events_room: int
    overflow: int
    # laws, parameters and addresses
    parts: int
    table: int
    weight_at: int
    kind_at: int
    a_at: int
    b_at: int
    c_at: int
    first_at: int
    last_at: int
    scale_at: int
    low_u_at: int
    high_u_at: int
    table_at: int
    stated_low_u_at: int
    stated_high_u_at: int
    stated_weight_at: int
    scale_input_at: int
    laws_at: int
    uncertain_at: int
    uncertain: int
    inputs_at: int
    drawn_inputs_at: int
    drawn_inputs: int
    keys_at: int
    of_flights: int
    of_people: int
    of_families: int
    of_pads: int
    of_capsules: int
    of_inputs: int
    # spacecraft on as_of
    spacecraft_entities_at: int
    spacecraft_room: int
    # planners and director
    waiver: int
    medical_rate: int
    medical_lead: int
    pinned: int
    planners_look: int
    director_looks: int
    stock_looked_at: int
    owing: int
    operations_apart: int
    apart: int
    operated_at: int
    traffic_at: int
    crewed_to_come: int
    on_the_way: int
    # levers
    watches: int
    watching: int
    swap_after: int
    swap_seats: int
    activate_after: int
    activate_pad: int
    activation: int
    early_after: int
    order_after: int
    order_flight: int
    order_lead: int
    reserve_class: int
    reserve_preparation: int
    # when each of them is decided
    waiver_from: int
    swap_from: int
    activate_from: int
    reserve_from: int
    low_stock_from: int
    hold_from: int
    early_from: int
    repair_from: int
    order_from: int
    # stocks
    brought_to: int
    delivers_at: int
    reboost_at: int
    low_stock_again: int
    # the ledger
    minimum_total: int
    advanced_to: int
    aboard: int
    below_minimum: int
    at_most_three: int
    decrewed: int
    anybody_stranded: int
    no_lifeboat: int
    stranded_time: int
    no_lifeboat_time: int
    longest_stranding: int
    overstay: int
    longest_stay: int
    past_limit: int
    unmet_medical: int
    steps_at: int
    # what is written down
    logging: int
    log_at: int
    log_count: int
    log_room: int
    episodes_at: int
    episodes: int
    episodes_room: int
    first_episode: int
    # sums over replications
    fired_at: int
    unmet_at: int
    headcount_at: int
    days: int


class Ship:
    """One flight's vehicle, from its place in the manifest to the ground again."""

    number: int
    role: int
    classes: int
    queue: int
    place: int
    where: int
    planned: int
    planned_return: int
    slip: int
    ready_at: int
    known_date: int
    reason_since: int
    pulled_event: int
    lacked: int
    lacking: int
    order: int
    clearing: int
    family: int
    pad: int
    port: int
    scrubs: int
    retry_at: int
    wakes_at: int
    launched: int
    docks_at: int
    docked: int
    undocked: int
    limit_at: int
    planned_limit: int
    last_day: int
    crew_at: int
    crew_count: int
    own_at: int
    empty_seats: int
    flew_empty: int
    seated_at: int
    seated_count: int
    past_limit_from: int
    fit: int
    unfit_since: int
    serves_as_lifeboat: int
    medical_at: int
    cleared_at: int
    cleared_for: int
    released_at: int
    overlap: int
    hold: int
    decided_at: int
    alone: int
    cause: int
    leaves_at: int
    first_relief: int
    place_taken_by: int


class Flight:
    """What the scenario says of a flight and no replication changes."""

    launched: int
    docked: int
    port: int
    unfit_since: int
    stay: int
    limit: int
    transit: int
    planned_transit: int
    overlap: int
    planned_gap: int
    pin_launch: int
    pin_slip: int
    pin_replan: int
    pin_scrubs: int
    pin_lost: int
    pin_stand_down: int
    pin_damage: int
    pin_docking: int
    pin_transit: int
    pin_overlap: int
    pin_hold: int
    pin_undock: int
    pin_unfit: int
    pin_medical: int
    pin_lead: int


class Queue:
    """A line, a cargo class or a visit: ships that fly in order."""

    number: int
    classes: int
    is_line: int
    ships_at: int
    ships: int
    order_at: int
    taken: int
    manifest_at: int
    manifest: int
    docked_on_as_of: int
    head: int
    asks: int
    went: int
    to_come: int
    spacing_until: int
    turn_since: int
    rings_at: int
    rings_for: int
    spacing: int
    slip: int
    replan: int
    rebaseline_after: int
    pull_by: int
    pull_lead: int
    direct: int
    shortest_stay: int
    patience: int
    rescue_preparation: int
    reseat_lead: int
    relief_seats: int
    hold: int
    home_segment: int
    aboard: int
    gap: int
    indirect: int


class VehicleClass:
    """A vehicle class, how many of its spacecraft are ready, and its mishap that is not over."""

    seats: int
    emergency_seats: int
    crew_to_fly: int
    families_at: int
    families: int
    certification: int
    certified_at: int
    launch_blackouts_at: int
    launch_blackouts: int
    landing_blackouts_at: int
    landing_blackouts: int
    ports_at: int
    ports: int
    docking_failure_probability: int
    return_hold: int
    unfit_rate: int
    unfit_lifeboat_probability: int
    reseat_time: int
    disposal: int
    scrub_probability: int
    scrub_recycle: int
    reusable: int
    refurbishment: int
    then_every: int
    deliveries_at: int
    deliveries: int
    capsules_at: int
    capsules: int
    spacecraft: int
    mishap_since: int
    pulled_after_mishap: int


class Pad:
    """A launch pad; when it is free, for crews too, who holds it and what it owes are lists.

    They are lists of `World`, as rules read them.
    """

    turnaround: int
    damage_probability: int
    repair: int
    return_to_service: int
    requalification: int
    requalification_before: int
    last_launch: int
    outage_since: int
    outage_repair: int
    pin_repair: int
    crew_stage: int
    outage_crew_stage: int
    random_rate: int
    random_repair: int
    pinned: int
    pinned_at: int
    pinned_count: int
    occurrence: int
    after_repair_launches: int
    after_repair_probability: int
    dormant: int
    turned_at: int
    repaired_at: int
    stage: int
    repairs: int
    launches_to_prove: int
    in_service_at: int
    down_since: int
    down_total: int
    launches: int
    damages: int


class Family:
    """A launcher family: until when it is stood down, and why."""

    pads_at: int
    pads: int
    loss_probability: int
    stand_down: int
    customers_rate: int
    customers_stand_down: int
    grounded_since: int
    grounded_stand_down: int
    requalification: int
    pinned: int
    pinned_at: int
    pinned_count: int
    occurrence: int
    loss_until: int
    customers_until: int
    owed: int
    pads_down_since: int
    unable_since: int
    down_since: int
    down_total: int
    launches: int
    losses: int


class Person:
    """Somebody on the ground, on the way, aboard with a seat, stranded, or home."""

    number: int
    segment: int
    flight: int
    line: int
    home: int
    by_name: int
    stated_seat: int
    stated_aboard_since: int
    stated_stranded_since: int
    aboard: int
    aboard_since: int
    due: int
    seat: int
    stranded_since: int
    failed: int
    reserved: int
    fitted_at: int
    is_stranded: int


class Segment:
    """A segment's crew: what it needs, how many are aboard, what has been counted."""

    minimum: int
    complement: int
    aboard: int
    gap: int
    crew_time: int
    lost_time: int


class Open:
    """An episode that may be open: of a line, of a segment, below the minimum, or de-crewed."""

    kind: int
    place: int
    is_open: int
    start: int
    cause: int
    vehicle: int
    first_start: int


class Stock:
    """A stock: its level at the second to which all were brought, and what is used since.

    `below_since` is `NEVER` above the reserve line; `rings_at` when it is looked at next.
    """

    number: int
    stated_level: int
    per_day: int
    per_person_day: int
    reserve: int
    capacity: int
    sends_home: int
    saved: float
    level: float
    use: float
    rings_at: int
    below_since: int
    below_total: int
    first_below: int


class Law:
    """A law's only part where it is `plain`, or where its parts are.

    Its median, and the bounds that wait for an uncertain scale.
    """

    plain: int
    known: int
    kind: int
    scale: float
    a: float
    b: float
    c: float
    first: int
    last: int
    median: float
    begin: int
    end: int
    lower: float
    upper: float


def names(record: type) -> tuple[str, ...]:
    """The words of a record, in order."""
    return tuple(record.__annotations__)


def dtype(record: type) -> np.dtype[np.void]:
    """The words of a record as a numpy type."""
    kinds = {"int": np.int64, "float": np.float64}
    return np.dtype([(name, kinds[kind]) for name, kind in record.__annotations__.items()])


def size(record: type) -> int:
    """How many words a record has."""
    return len(names(record))


Words = npt.NDArray[np.int64]
