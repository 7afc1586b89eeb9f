"""The list of networks: each builder registers itself with its group and its name."""

from dataclasses import dataclass
from typing import Callable

ZOO = "zoo-families"
OTHER = "other-families"
GROUPS = (ZOO, OTHER)


@dataclass(frozen=True)
class Entry:
    group: str
    name: str
    small: bool
    """Below about 10 MB and 25 ms: part of a quick run."""
    build: Callable


ENTRIES: list[Entry] = []


def network(group: str, name: str, small: bool = False):
    """Registers a function that returns a Keras model."""

    def register(build):
        if any(entry.name == name for entry in ENTRIES):
            raise ValueError(f"two networks are called {name}")
        ENTRIES.append(Entry(group, name, small, build))
        return build

    return register
