"""The loop over replications, compiled."""

import numpy as np
import numpy.typing as npt

from sim.engine.memory.access import World
from sim.engine.memory.words import Words
from sim.engine.play import play


def play_many(
    worlds: list[World],
    words: Words,
    template: Words,
    row_at: int,
    first: int,
    outcomes: npt.NDArray[np.int64],
) -> bool:
    """Play the replications ``first .. first + len(outcomes)``; False if there was no room.

    Parameters
    ----------
    worlds : record array, shape (1,)
        The first words of the image, as a `World`.
    words : int64 array
        The image.
    template : int64 array
        What every replication begins with anew, the first words of the image.
    row_at : int
        Where it is written, outcome after outcome, in which word of the image each lies.
    outcomes : int64 array, shape (n, columns)
        Where the rows go.
    """
    w = worlds[0]
    episodes = 0
    for number in range(outcomes.shape[0]):
        for k in range(template.size):
            words[k] = template[k]
        w.replication = first + number
        w.episodes = episodes
        play(w)
        if w.overflow:
            return False
        episodes = w.episodes
        for column in range(outcomes.shape[1]):
            outcomes[number, column] = words[words[row_at + column]]
    return True
