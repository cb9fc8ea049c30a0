"""The images that the threads of one engine play in; what they begin as is made once."""

from threading import Lock

from sim.engine.memory.image import Beginning, Image, Rooms
from sim.engine.memory.making import make_beginning
from sim.engine.program import Program


class Images:
    """Lends each thread an image of a program; more room is made when it does not do."""

    def __init__(self, program: Program, rooms: Rooms) -> None:
        self._program = program
        self._rooms = rooms
        self._beginning: Beginning | None = None
        self._idle: list[Image] = []
        self._taking = Lock()

    def take(self, seed: int) -> Image:
        """Return an image that no thread plays in, ready for its first replication."""
        with self._taking:
            image = self._idle.pop() if self._idle else self._another()
        image.begin(seed)
        return image

    def give(self, image: Image) -> None:
        """Take an image back; what is to be kept of it has been copied."""
        with self._taking:
            if image.rooms == self._rooms:
                self._idle.append(image)

    def take_larger(self, image: Image, seed: int) -> Image:
        """Return an image with more room than one that was too small, instead of it."""
        with self._taking:
            if image.rooms == self._rooms:  # else another thread has found the same
                self._rooms = self._rooms.doubled()
                self._beginning = None
                self._idle.clear()
        return self.take(seed)

    def _another(self) -> Image:
        if self._beginning is None:
            self._beginning = make_beginning(self._program, self._rooms)
        return Image(self._beginning)
