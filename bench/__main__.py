"""`python -m bench [name ...]`: run every benchmark of this folder, or those named; a table for each.

Smaller sizes for a busy machine stand in the environment: FANOUT_PEOPLE, FANOUT_MANY, FANOUT_BASELINE,
AUDIENCE_PEOPLE, BOARD_PEOPLE, CALLBACKS, CALLBACKS_BASELINE, SEARCH_DOCUMENTS, CHAT_SOCKETS, CHAT_RATE,
SOCKETS, PHOTO_SECONDS."""

import importlib
import os
import pkgutil
import sys

import bench
from bench.lines import table


def main() -> int:
    wanted = set(sys.argv[1:])
    for found in pkgutil.iter_modules(bench.__path__):
        if found.name == "__main__" or (wanted and found.name not in wanted):
            continue
        module = importlib.import_module(f"bench.{found.name}")
        if hasattr(module, "run"):
            print(f"== {found.name}: {(module.__doc__ or '').strip().splitlines()[0]}", flush=True)
            print(f"{table(module.run())}\n   python -m bench {found.name}\n", flush=True)
    busy = f", {os.getloadavg()[1]:.1f} busy over the last five minutes" if hasattr(os, "getloadavg") else ""
    print(f"{os.cpu_count()} cores{busy}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
