"""The hangar: spacecraft that are ready, at work, expected or held in reserve (MODEL 2.3, 6.6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sim.engines.program import Program
from sim.engines.reference.luck import Luck

COUNTED_AS_DELIVERED, CAPSULES = 0, 1
"""What `Classes.reusable` says of classes whose spacecraft are counted."""


class Hangar:
    """Spacecraft by class, as the log lets them be counted.

    Parameters
    ----------
    program : Program
    luck : Luck
        Of the replication: when a refurbishment of ``as_of`` ends.
    """

    def __init__(self, program: Program, luck: Luck) -> None:
        self.program = program
        self.reserve = program.levers.reserve_class
        self.flies_reserve: set[int] = set()
        classes = program.classes
        self.stock = [0] * len(classes.names)
        self.at_work = [0] * len(classes.names)
        self.expected: list[Counter[int]] = []
        place = program.luck.capsule[0]
        for number in range(len(classes.names)):
            ready = [*classes.deliveries[number]]
            for landed, law in zip(
                classes.capsule_landed[number], classes.capsule_refurbishment[number], strict=True
            ):
                ready.append(landed + luck.duration(law, place) if law >= 0 else 0)
                place += 1
            if classes.reusable[number] == COUNTED_AS_DELIVERED:
                every = max(luck.seconds(classes.then_every[number]), 1)
                first = max(classes.deliveries[number], default=0) + every
                ready += range(first, program.until, every)
            self.stock[number] = sum(at <= 0 for at in ready)
            self.expected.append(Counter(at for at in ready if 0 < at < program.until))

    def _class(self, ship: int) -> int:
        return self.program.flights.classes[ship]

    def launches(self, ship: int) -> bool:
        """Take a spacecraft for a flight; False if there is none."""
        number = self._class(ship)
        if self.program.classes.reusable[number] < 0 or ship in self.flies_reserve:
            return True
        self.stock[number] -= 1
        return self.stock[number] >= 0

    def takes_reserve(self, ship: int) -> bool:
        """A rescue flies the spacecraft held for it; False if there is none of its class."""
        held, self.reserve = self.reserve, -1
        self.flies_reserve.add(ship)
        return held == self._class(ship)

    def returns(self, ship: int) -> None:
        """A capsule has come back and is at work until it is ready."""
        number = self._class(ship)
        if self.program.classes.reusable[number] == CAPSULES:
            self.at_work[number] += 1

    def ready(self, number: int, second: int) -> bool:
        """One more of a class; False if none was expected at that second, nor at work."""
        self.stock[number] += 1
        if self.expected[number][second] > 0:
            self.expected[number][second] -= 1
            return True
        self.at_work[number] -= 1
        return self.at_work[number] >= 0

    def second_ends(self, following: int) -> Iterator[str]:
        """Yield what was to be delivered before the following second and was not."""
        for number, expected in enumerate(self.expected):
            for at in [at for at, count in expected.items() if count and at < following]:
                name = self.program.classes.names[number]
                yield f"a spacecraft of {name} was due at second {at} and did not come"
                del expected[at]
