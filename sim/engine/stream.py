"""The streams of luck: what is sampled for whom, by name and by number.

The names are part of every sample's address (MODEL 10); the numbers are their places in `EVERY`.
"""

# fmt: off
OF_FLIGHTS = (
    "stand-down", "repair", "lifeboat", "replan", "slip", "scrub", "loss", "damage", "docking",
    "transit", "overlap", "hold", "unfit", "refurbishment", "second-attempt", "campaign", "choice",
    "early", "type-fault", "type-grounds",
)
OF_PEOPLE = ("illness", "lead")
OF_FAMILIES = ("other-customers", "grounding", "stand-down-at-start")
OF_PADS = (
    "outage-repair", "outages", "random-repair", "crew-stage", "other-launches", "other-repair",
    "outage-date",
)
OF_CAPSULES = ("refurbishment-at-start",)
OF_STATION = ("evacuation", "evacuation-away")
OF_INPUTS = ("input",)

EVERY = (
    *OF_FLIGHTS, *OF_PEOPLE, *OF_FAMILIES, *OF_PADS, *OF_CAPSULES, *OF_STATION, *OF_INPUTS,
)
(
    STAND_DOWN, REPAIR, LIFEBOAT, REPLAN, SLIP, SCRUB, LOSS, DAMAGE, DOCKING,
    TRANSIT, OVERLAP, HOLD, UNFIT, REFURBISHMENT, SECOND_ATTEMPT, CAMPAIGN, CHOICE,
    EARLY, TYPE_FAULT, TYPE_GROUNDS,
    ILLNESS, LEAD,
    CUSTOMERS, GROUNDING, STAND_DOWN_AT_START,
    OUTAGE_REPAIR, OUTAGES, RANDOM_REPAIR, CREW_STAGE, OTHER_LAUNCHES, OTHER_REPAIR,
    OUTAGE_DATE,
    REFURBISHMENT_AT_START,
    EVACUATION, EVACUATION_AWAY,
    INPUT,
) = range(len(EVERY))
# fmt: on

STATION = "station"
"""The entity of what is of the station itself."""
