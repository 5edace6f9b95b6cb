"""Python code run beside a site, a JSON string a line; for each one a line back: [what it printed, why it failed]."""

import contextlib
import io
import json
import sys
import traceback

import django
from django.db import connections


def main() -> None:
    django.setup()
    for line in sys.stdin:
        said, failed = io.StringIO(), ""
        try:
            with contextlib.redirect_stdout(said):
                exec(compile(json.loads(line), "beside", "exec"), {"__name__": "beside"})
        except Exception:
            failed = traceback.format_exc()
        connections.close_all()  # the site's database may be stopped meanwhile
        print(json.dumps([said.getvalue(), failed]), flush=True)


if __name__ == "__main__":
    main()
