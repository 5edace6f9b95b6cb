"""Reports with a photo, as many a second as the whole site takes: the memory of its process beside them.

Ours: the site as `manage.py up` serves it, on SQLite, over the API. Baseline: the same site where each photo is decoded
in full and made small from there, as one would write it first. Reports are posted as multipart forms by a process of
its own over kept connections, without a pause; each is answered only once its photo, its thumbnail and its rows are
kept, so nothing is left to do afterwards. Two sizes: what a phone's camera makes (12 megapixels), and what our pages
make of it in the browser before they send it, as messengers do (1,600 pixels). PHOTO_SECONDS (6) is the length of each
case.
"""

import os

from bench.apart import at_port, environment_of, folder, part, served
from bench.lines import Line
from tests.support import city

SECONDS = float(os.environ.get("PHOTO_SECONDS", "6"))
CONNECTIONS = int(os.environ.get("PHOTO_CONNECTIONS", "6"))
SIZES = {"1,600 pixels": (1600, 1200), "12 megapixels": (4032, 3024)}
CASES = "bench.photos_cases"


def run() -> list[Line]:
    naive = {size: took(posts) for size, posts in measured(["-m", CASES, "naive"]).items()}
    lines = []
    for size, posts in measured(["manage.py", "up"]).items():
        plain = Line(f"a report with a photo of {size}", "decoded in full", *naive[size])
        memory = " -> ".join(f"{megabytes:.0f}" for megabytes in posts["memory"])
        note = f"p95 {1000 * posts['p95']:.0f} ms, {memory} MB"
        lines += [plain, Line(plain.what, "as the site does it", *took(posts), plain.rate, note)]
    return lines


def took(posts: dict) -> tuple[int, float]:
    return posts["count"], posts["seconds"]


def measured(command: list[str]) -> dict[str, dict]:
    """What became of each size at a site of its own that `command` serves."""
    port = city.free_port()
    with folder() as made:
        environment = environment_of(made, **at_port(port), RATE_LIMIT_SCALE="1000000")
        part(environment, CASES, "prepare")
        found = {}
        with served(environment, *command) as site:
            for size, (width, height) in SIZES.items():
                asked = [str(one) for one in (port, site.pid, width, height, CONNECTIONS, SECONDS)]
                found[size] = part(environment, CASES, "post", *asked)
        return found
