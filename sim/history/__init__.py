"""What is on record: tables of flights, handovers, head counts, outages and slips, checked."""

from sim.history.choice import RECALLED_WEIGHT, Choice, Observation, chosen, has, is_number
from sim.history.loading import RECORD_ENDS, TableError, load, tables
from sim.history.table import Column, Row, Table

__all__ = [
    "RECALLED_WEIGHT",
    "RECORD_ENDS",
    "Choice",
    "Column",
    "Observation",
    "Row",
    "Table",
    "TableError",
    "chosen",
    "has",
    "is_number",
    "load",
    "tables",
]
