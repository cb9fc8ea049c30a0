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

    The image is `words`, its first words the only one of `worlds`. Every replication begins anew
    with the `template`; from `row_at` on it is written in which word each outcome lies.
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
