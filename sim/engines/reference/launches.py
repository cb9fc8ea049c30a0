"""The launch itself: who boards, what may go wrong, whose crew flies again (MODEL 3 and 5)."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engines import stream
from sim.engines.program import DRAWN
from sim.engines.reference.kernel import Ranked
from sim.engines.reference.state import Person, Ship
from sim.engines.reference.world import World
from sim.engines.where import Where
from sim.outcomes import Cause, Happening
from sim.rules import crew, events
from sim.rules.flights import CARGO, LINE


class Launches:
    """From lift-off to the consequences of a flight that does not arrive."""

    def __init__(self, world: World) -> None:
        self.world = world

    def launch(self, ship: Ship, pad: int) -> bool:
        """The flight leaves the pad; False if it is lost."""
        world, now = self.world, self.world.now
        ship.pad = -1
        ship.launched = now
        family = ship.family
        pinned = world.flights.pin_launch[ship.number]
        if pinned not in (DRAWN, now):
            world.unmet_pins.append(f"{ship.name}: launch")
        reserve = world.ground.has_reserve(ship)
        self._boards(ship)
        if reserve:
            world.ground.takes_reserve(ship)
            world.planners.review_rescues(ship)
        else:
            world.ground.takes_spacecraft(ship)
        world.families.launches[family] += 1
        world.pads.launches[pad] += 1
        world.pads.free_from[pad] = now + world.luck.seconds(world.program.pads.turnaround[pad])
        world.pads.turned_at[pad] = world.pads.free_from[pad]
        if world.pads.free_from[pad] > now:
            Ranked(world.env, world.pads.free_from[pad], events.PAD_READY, pad).callbacks.append(
                lambda _: world.director.look()
            )
        world.planners.flown(ship)
        lost = self._flag(
            ship,
            world.flights.pin_lost[ship.number],
            stream.LOSS,
            world.program.families.loss_probability[family],
        )
        ship.where = Where.LOST if lost else Where.FLYING
        world.note(
            Happening.LAUNCHES,
            events.LAUNCH,
            ship.name,
            ship.lacking,
            "from",
            world.program.pads.names[pad],
            *self._rocket(ship),
            "with" if ship.crew else "",
            ", ".join([person.name for person in ship.crew]),
        )
        owing = world.ground.anything_owed()
        if not lost and not ship.crew:
            world.ground.pays(pad, family)
        self._damages(ship, pad)
        if lost:
            self._is_lost(ship, family)
        if ship.role != CARGO or lost or owing:
            world.planners.look()
        world.director.look()
        return not lost

    def _rocket(self, ship: Ship) -> tuple[str, ...]:
        """With which family it flies, where its class has several."""
        program = self.world.program
        several = len(program.classes.families[ship.classes]) > 1
        return ("on", program.families.names[ship.family]) if several else ()

    def _boards(self, ship: Ship) -> None:
        """Who stays behind so that the stranded find seats; composition is decided at launch."""
        world, seats = self.world, self.world.seats
        need = seats.need()
        if ship.role != LINE:
            return
        if need <= 0:
            self._swaps(ship)
            return
        behind = seats.left_behind(ship)
        rescue = seats.rescue_since(ship) < NEVER
        if behind == len(ship.crew):
            crew_list, ship.crew, ship.own_crew = ship.crew, [], []
            self.remanifest(ship, crew_list)
        else:
            for person in ship.crew[len(ship.crew) - behind :]:
                world.note(Happening.STAYS_BEHIND, events.LAUNCH, person.name)
            ship.crew = ship.crew[: len(ship.crew) - behind]
            ship.own_crew = ship.own_crew[: len(ship.crew)]
        ship.flew_empty = rescue and not ship.crew
        room = world.classes.seats[ship.classes] - len(ship.crew)
        ship.empty_seats = min(need, room)
        seats.on_the_way += ship.empty_seats

    def _swaps(self, ship: Ship) -> None:
        """Seats for people of a line that has long been unable to launch (MODEL 6.4)."""
        program = self.world.program
        donors = self._donors(ship)
        if not donors or not ship.crew:
            return
        home = program.queues.home_segment[donors[0].queue.number]
        fewest = program.classes.crew_to_fly[donors[0].classes]
        swapped = 0
        for donor in donors:
            while swapped < program.levers.swap_seats:
                segments = [p.segment for p in donor.crew]
                place = crew.swapped_person(segments, donor.own_crew, home, fewest)
                if place < 0:
                    break
                full = len(ship.crew) == program.classes.seats[ship.classes]
                gives = self._gives(ship) if full else -1
                if full and gives < 0:
                    return
                person = _leaves(donor, place)
                if full:
                    self._goes_to(donor, _leaves(ship, gives))
                self._goes_to(ship, person)
                swapped += 1

    def _goes_to(self, ship: Ship, person: Person) -> None:
        """Somebody is swapped to a flight and its line."""
        ship.crew = [*ship.crew, person]
        ship.own_crew = [*ship.own_crew, 0]
        person.line = ship.queue.number
        self.world.note(Happening.SWAPPED, events.LAUNCH, person.name, None, ship.name)

    def _donors(self, ship: Ship) -> list[Ship]:
        """The flights to come of the first line of other families that has long been unable."""
        world, levers = self.world, self.world.program.levers
        if levers.swap_after >= NEVER:
            return []
        for queue in world.queues[: world.program.queues.lines]:
            if world.levers.share_a_family(queue.classes, ship.classes):
                continue
            waiting = [other for other in queue.ships if other.where is Where.GROUND]
            unable = world.levers.unable_for(queue.classes, levers.swap_after, levers.swap_from)
            if waiting and unable:
                return waiting
        return []

    def _gives(self, ship: Ship) -> int:
        """Who of the carrier's gives up a seat for somebody swapped; -1 for nobody."""
        home = self.world.program.queues.home_segment[ship.queue.number]
        return crew.gives_to_swap([p.segment for p in ship.crew], ship.own_crew, home)

    def _flag(self, ship: Ship, pinned: int, which: int, probability: int) -> bool:
        """Whether a chance of this flight happens: pinned, or drawn."""
        if pinned != DRAWN:
            return bool(pinned)
        return self.world.luck.chance(probability, self.world.flight_position(which, ship))

    def _damages(self, ship: Ship, pad: int) -> None:
        """Lost or not, a launch may damage its pad: a repair is drawn (MODEL 3.5)."""
        world, program = self.world, self.world.program
        pinned = world.flights.pin_damage[ship.number]
        law = program.pads.repair[pad]
        to_prove = world.pads.launches_to_prove[pad]
        world.pads.launches_to_prove[pad] = max(to_prove - 1, 0)
        if pinned != DRAWN:
            if pinned < 0:
                return
            repair = pinned
        else:
            probability = program.pads.damage_probability[pad]
            if to_prove > 0:
                probability = program.pads.after_repair_probability[pad]
            place = world.flight_position(stream.DAMAGE, ship)
            if law < 0 or not world.luck.chance(probability, place):
                return
            repair = world.luck.duration(law, world.flight_position(stream.REPAIR, ship))
        world.pads.damages[pad] += 1
        world.note(Happening.PAD_DAMAGED, events.LAUNCH, program.pads.names[pad])
        stage = program.pads.crew_stage[pad]
        world.repairs.pad_goes_down(pad, world.now + max(repair, 0), stage)

    def _is_lost(self, ship: Ship, family: int) -> None:
        """Nothing arrives; the family stands down; the crew is re-manifested (MODEL 3.5)."""
        world, program = self.world, self.world.program
        world.families.losses[family] += 1
        world.families.owed[family] = program.families.requalification[family]
        world.note(Happening.LOST, events.LAUNCH, ship.name, Cause.LOSS)
        down = world.flight_duration(
            stream.STAND_DOWN,
            ship,
            program.families.stand_down[family],
            world.flights.pin_stand_down[ship.number],
        )
        world.ground.stand_down(family, world.now + max(down, 0), loss=True)
        world.ports[ship.port] = -1
        self.does_not_arrive(ship)

    def does_not_arrive(self, ship: Ship) -> None:
        """A flight that was lost or failed to dock: its crew flies again, its seats are missed."""
        world = self.world
        world.seats.on_the_way -= ship.empty_seats
        ship.empty_seats = 0
        self.remanifest(ship, ship.crew)
        ship.crew, ship.own_crew = [], []
        self.settled(ship)
        if ship.role != CARGO:
            world.planners.mishap(ship.classes)
            world.departures.plan_line(ship)
            if ship.queue.is_line:
                world.ledger.settle(world.now, Cause.LOSS, ship.number)

    def settled(self, ship: Ship) -> None:
        """A flight is no longer to come: it has docked, been lost or failed."""
        world, queue = self.world, ship.queue
        queue.to_come -= 1
        if ship.role != CARGO:
            self.world.crewed_to_come -= 1
        if queue.is_line:
            world.ledger.advance(world.now)
            world.ledger.line_to_come[queue.number] = queue.to_come

    def remanifest(self, ship: Ship, people: list[Person]) -> None:
        """Seats on the line's next flight still to carry a crew: free ones, then its own people's.

        Who loses a seat stays on the ground (MODEL 3.5).
        """
        ships = ship.queue.ships
        behind = [s for s in ships[ship.place + 1 :] if s.where is Where.GROUND and s.crew]
        if not behind or not people:
            return
        target = behind[0]
        for person in people:
            if len(target.crew) < self.world.classes.seats[target.classes]:
                target.crew = [*target.crew, person]
                target.own_crew = [*target.own_crew, 0]
            else:
                place = crew.loses_seat(
                    [p.segment for p in target.crew], target.own_crew, person.segment
                )
                if place < 0:
                    continue
                stays = target.crew[place]
                target.crew = [*target.crew[:place], *target.crew[place + 1 :], person]
                target.own_crew = [*target.own_crew[:place], *target.own_crew[place + 1 :], 0]
                self.world.note(Happening.STAYS_BEHIND, events.LAUNCH, stays.name)
            self.world.note(
                Happening.REMANIFESTED, events.LAUNCH, person.name, None, "to", target.name
            )


def _leaves(ship: Ship, place: int) -> Person:
    """Take somebody off a crew list."""
    person = ship.crew[place]
    ship.crew = [*ship.crew[:place], *ship.crew[place + 1 :]]
    ship.own_crew = [*ship.own_crew[:place], *ship.own_crew[place + 1 :]]
    return person
