"""The kernel's tables, where Django and the kernel look for them. Only the kernel writes them (contract one-writer).

Ids are 32 hex digits, places statistical codes (one indexed column a level), times microseconds since 1970 UTC (`Moment`):
the same plain SQL reads and writes both databases.
"""

from anlan.kernel.tables.clock import Cell, Due, Outgoing, Total
from anlan.kernel.tables.ledger import Entry, Personal, Seal
from anlan.kernel.tables.matters import Late, Matter, Party, Proof, QueryCode, Series
from anlan.kernel.tables.nodes import Mirror, Node
from anlan.kernel.tables.people import Grant, Person, Place
from anlan.kernel.tables.records import Record

__all__ = [
    "Cell",
    "Due",
    "Entry",
    "Grant",
    "Late",
    "Matter",
    "Mirror",
    "Node",
    "Outgoing",
    "Party",
    "Person",
    "Personal",
    "Place",
    "Proof",
    "QueryCode",
    "Record",
    "Seal",
    "Series",
    "Total",
]
