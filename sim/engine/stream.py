"""The streams of luck: what is sampled for whom, by name and by number.

The names are part of every sample's address (MODEL 10); the numbers are their places in the tuples.
"""

# fmt: off
OF_FLIGHTS = (
    "stand-down", "repair", "lifeboat", "replan", "slip", "scrub", "loss", "damage", "docking",
    "transit", "overlap", "hold", "unfit", "refurbishment", "second-attempt", "campaign", "choice",
    "early", "type-fault", "type-grounds",
)
(
    STAND_DOWN, REPAIR, LIFEBOAT, REPLAN, SLIP, SCRUB, LOSS, DAMAGE, DOCKING,
    TRANSIT, OVERLAP, HOLD, UNFIT, REFURBISHMENT, SECOND_ATTEMPT, CAMPAIGN, CHOICE,
    EARLY, TYPE_FAULT, TYPE_GROUNDS,
) = range(len(OF_FLIGHTS))
# fmt: on

OF_PEOPLE = ("illness", "lead")
ILLNESS, LEAD = range(len(OF_PEOPLE))

OF_FAMILIES = ("other-customers", "grounding", "stand-down-at-start")
CUSTOMERS, GROUNDING, STAND_DOWN_AT_START = range(len(OF_FAMILIES))

# fmt: off
OF_PADS = (
    "outage-repair", "outages", "random-repair", "crew-stage", "other-launches", "other-repair",
    "outage-date",
)
(
    OUTAGE_REPAIR, OUTAGES, RANDOM_REPAIR, CREW_STAGE, OTHER_LAUNCHES, OTHER_REPAIR,
    OUTAGE_DATE,
) = range(len(OF_PADS))
# fmt: on

OF_CAPSULES = ("refurbishment-at-start",)
STATION = "station"
"""The entity of what is of the station itself."""
OF_STATION = ("evacuation", "evacuation-away")
EVACUATION, EVACUATION_AWAY = range(len(OF_STATION))

OF_INPUTS = ("input",)
