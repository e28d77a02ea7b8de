"""A process of the site ends with the one that started it, even by kill -9."""

import os
import threading
import time

# Half a second of a site that nobody holds any more; then its port is free.
LOOKED_AT_EVERY_S = 0.5


def end_with(parent: int) -> None:
    """End this process as soon as it is no longer a child of `parent`, as if it were killed.

    What it was doing is undone by the database, and asked again by whoever was cut off: a server
    that answers beside the next one, with older options, would be worse.
    """
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOKED_AT_EVERY_S)
    os._exit(0)
