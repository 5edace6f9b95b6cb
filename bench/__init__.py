"""Benchmarks: ours and the baseline in one run, on this machine. `python -m bench [name ...]`.

Every module here with a `run() -> list[Line]` is one benchmark. They use the loopback only, bring their own servers
and stop them.
"""
