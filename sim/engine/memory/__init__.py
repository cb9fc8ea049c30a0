"""The memory of a replication: what a room reads and writes of it."""

from sim.engine.memory.access import World as World
from sim.engine.memory.words import NO_EVENT as NO_EVENT
from sim.engine.memory.words import NOBODY as NOBODY
from sim.engine.memory.words import NOT_YET as NOT_YET
from sim.engine.memory.words import Family as Family
from sim.engine.memory.words import Next as Next
from sim.engine.memory.words import Open as Open
from sim.engine.memory.words import Outage as Outage
from sim.engine.memory.words import Pad as Pad
from sim.engine.memory.words import Person as Person
from sim.engine.memory.words import Queue as Queue
from sim.engine.memory.words import Segment as Segment
from sim.engine.memory.words import Ship as Ship
from sim.engine.memory.words import Stock as Stock
from sim.engine.memory.words import Unmet as Unmet
from sim.engine.memory.words import VehicleClass as VehicleClass
from sim.engine.memory.words import Where as Where
from sim.engine.program import SAMPLED as SAMPLED
from sim.engine.program import Ints as Ints
