"""The compiled engine: the source of the rooms as machine code."""

from sim.engine.batch import Rows
from sim.engine.memory.image import Image
from sim.engine.player import Player
from sim.engine.program import Program


class Fast(Player):
    """Plays a program in compiled code; several threads may play at once."""

    name = "fast"
    in_threads = True

    def __init__(self, program: Program) -> None:
        from sim.engine.compile import compiled_engine  # numba takes half a second to import

        super().__init__(program)
        self._play = compiled_engine()

    def play(self, image: Image, first: int, outcomes: Rows) -> bool:
        """Play as many replications as there are rows (see `Player.play`)."""
        return bool(
            self._play(image.worlds, image.words, image.template, image.row_at, first, outcomes)
        )
