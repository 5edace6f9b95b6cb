"""Addresses of the sockets."""

patterns: list = []
