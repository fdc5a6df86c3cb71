"""A progress bar for commands: on a terminal one line that fills, elsewhere nothing."""

import sys
import time
from collections.abc import Callable
from typing import TextIO

WIDTH = 30
EVERY = 0.1


def bar(stream: TextIO = sys.stderr) -> Callable[[int, int], None]:
    """A function that shows how much of how much is done, at most ten times a second."""
    if not stream.isatty():
        return lambda done, of: None
    last = 0.0

    def show(done: int, of: int) -> None:
        nonlocal last
        if done < of and time.monotonic() - last < EVERY:
            return
        last = time.monotonic()
        filled = WIDTH * done // of if of else WIDTH
        stream.write(f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {done:>15,} of {of:,}")
        if done >= of:
            stream.write("\r" + " " * (WIDTH + 40) + "\r")
        stream.flush()

    return show
