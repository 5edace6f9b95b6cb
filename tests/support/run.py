"""`make test`: everything on SQLite, then the tests marked `city` again on real PostgreSQL and Redis.

What is missing on this machine is skipped and named at the end, never silently.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support import city


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faults", action="store_true", help="the long fault and soak runs")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="shouwang-run-") as folder:
        os.environ["SITES"] = folder
        if not options.faults:
            return run(faults=False)
        ledger = Path(folder) / "ledger"
        os.environ.update(FAULTS="full", FAULTS_LEDGER=str(ledger))
        code = run(faults=True)
        print_table(ledger)
    return code


def run(*, faults: bool) -> int:
    workers = min(4, os.cpu_count() or 1)
    jobs = ["-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder"]  # in the order of tests.conftest
    marks = ["-m", "faults"] if faults else []
    print("== everything, on SQLite", flush=True)
    embedded = pytest([*jobs, *marks])
    missing = city.missing()
    if missing:
        print(
            f"== SKIPPED: the tests marked `city` did not run on PostgreSQL and Redis: {', '.join(missing)} not found"
        )
        return embedded
    print("== marked `city`, on PostgreSQL and Redis", flush=True)
    with city.servers(workers) as environment:
        again = pytest([*jobs, "-m", "city and faults" if faults else "city", *files_of_the_city()], environment)
    return embedded or again


def files_of_the_city() -> list[str]:
    """The files that mark a test so: to read all others takes as long as many of their tests."""
    files = sorted((Path(__file__).parents[1]).rglob("test_*.py"))
    return [str(file) for file in files if "mark.city" in file.read_text(encoding="utf-8")]


def print_table(ledger: Path) -> None:
    """What tests.faults.town.note wrote, a line each."""
    lines = [json.loads(line) for line in ledger.read_text().splitlines()] if ledger.exists() else []
    row = "{:<40} {:<20} {:>6} {:>6} {:>8}"
    print("\n" + row.format("fault", "on", "runs", "lost", "doubled"))
    for line in sorted(lines):
        print(row.format(*line))


def pytest(arguments: list[str], environment: dict[str, str] | None = None) -> int:
    code = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments], env={**os.environ, **(environment or {})}, check=False
    ).returncode
    return 0 if code == 5 and environment else code  # 5: no test collected


if __name__ == "__main__":
    sys.exit(main())
