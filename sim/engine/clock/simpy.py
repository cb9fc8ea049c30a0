"""SimPy as the clock of the model, on which anybody's own processes may run beside it.

Its events are ranked within a second (MODEL 9). Events of others come after all of the model's of
the same second, so that they see it settled and change nothing.
"""

from collections.abc import Callable

from simpy import Environment, Event
from simpy.events import NORMAL, EventPriority

from sim.engine.memory.words import NO_EVENT
from sim.engine.order import KEY_BITS, second_of

BEHIND = EventPriority(1 << KEY_BITS)
"""Added to the priority of what is not the model's: behind every rank."""


class Clock(Environment):
    """SimPy's environment with the events of the model in it.

    Parameters
    ----------
    until : int
        The second at which it stops; nothing at it is played.
    """

    def __init__(self, until: int) -> None:
        super().__init__()
        self.until = until
        self._next = NO_EVENT

    def rings(self, key: int, holds: Callable[[], bool] | None = None) -> None:
        """Have an event of the model, played unless `holds` says then that it does not hold."""
        event = Event(self)
        event._ok, event._value = True, None

        def comes(_: Event) -> None:
            if holds is None or holds():
                self._next = key

        event.callbacks.append(comes)
        second = second_of(key)
        priority = EventPriority(key - (second << KEY_BITS))
        super().schedule(event, priority, second - int(self.now))

    def schedule(self, event: Event, priority: EventPriority = NORMAL, delay: float = 0) -> None:
        """Schedule an event that is not the model's."""
        super().schedule(event, EventPriority(priority + BEHIND), delay)

    def next_event(self) -> int:
        """Let time pass until an event of the model comes; `NO_EVENT` if none does any more."""
        self._next = NO_EVENT
        while self._next == NO_EVENT and self.peek() < self.until:
            self.step()
        return self._next
