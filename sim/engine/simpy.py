"""The interpreted engine: the source of the rooms as plain Python, with SimPy for its clock."""

from sim.engine.batch import Rows
from sim.engine.clock.simpy import Clock
from sim.engine.memory.access import World, world_in
from sim.engine.memory.image import Image
from sim.engine.play import play
from sim.engine.player import Player


class Simpy(Player):
    """Plays a program one event at a time, where a debugger can stop and anybody can look on."""

    name = "simpy"
    in_threads = False

    def play(self, image: Image, first: int, outcomes: Rows) -> bool:
        """Play as many replications as there are rows (see `Player.play`)."""
        w = world_in(image.words)
        where = image.words[image.row_at : image.row_at + len(self.program.columns)]
        episodes = 0
        for number in range(len(outcomes)):
            image.words[: len(image.template)] = image.template
            w.replication = first + number
            w.episodes = episodes
            w.clock = Clock(w.until)
            self.play_one(w)
            if w.overflow:
                return False
            episodes = w.episodes
            outcomes[number] = image.words[where]
        return True

    def play_one(self, w: World) -> None:
        """Play one replication."""
        play(w)
