"""How often Python looks for cyclic garbage: seldom in a process that keeps tens of thousands of warm models.

Nearly all that a command leaves behind is freed at once, because nothing in it points in a circle. Left as it
is, the search walks all warm models every few hundred facts and finds nothing: a fifth of a command's time.
"""

import gc

# As many more objects made than freed, before the youngest are searched; and how often the older ones follow.
YOUNG, MIDDLE, OLD = 50_000, 20, 50


def search_seldom() -> None:
    """Leave what is there by now out of every search, and search the rest seldom. For a program's own start."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
