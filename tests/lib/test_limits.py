"""Limits on callers."""

import pytest
from django.test import RequestFactory

from portal.lib.limits import TooMany, address_of, spend
from portal.lib.networks import Networks


def test_the_limit_is_held_and_each_caller_has_their_own():
    for _ in range(3):
        spend("code", "a", limit=3, seconds=10**9)
    spend("code", "b", limit=3, seconds=10**9)

    with pytest.raises(TooMany) as refused:
        spend("code", "a", limit=3, seconds=10**9)
    assert refused.value.seconds > 0


@pytest.mark.parametrize("who", [" ", "two\nlines", "\ud800", "x" * 10_000])
def test_a_caller_may_have_any_name(who):
    spend("code", who, limit=1, seconds=10**9)

    with pytest.raises(TooMany):
        spend("code", who, limit=1, seconds=10**9)


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("2001:db8:1:2::9", "2001:db8:1:2:ffff::1", True),  # a machine takes as many of them as it likes
        ("2001:db8:1:2::9", "2001:db8:1:3::9", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("192.0.2.1", "192.0.2.2", False),
    ],
)
def test_of_ipv6_the_network_counts(one, other, is_one):
    spend("code", one, limit=1, seconds=10**9)
    if is_one:
        with pytest.raises(TooMany):
            spend("code", other, limit=1, seconds=10**9)
    else:
        spend("code", other, limit=1, seconds=10**9)


def test_a_scale_loosens_every_limit_for_load_tests(settings):
    settings.RATE_LIMIT_SCALE = 2
    for _ in range(6):
        spend("code", "a", limit=3, seconds=10**9)

    with pytest.raises(TooMany):
        spend("code", "a", limit=3, seconds=10**9)


@pytest.mark.parametrize(
    ("trusted", "remote", "forwarded", "address"),
    [
        ([], "203.0.113.9", "198.51.100.1", "203.0.113.9"),  # nobody is believed
        (["10.0.0.0/8"], "10.0.0.2", "198.51.100.1", "198.51.100.1"),
        (["10.0.0.0/8"], "10.0.0.2", "192.0.2.66, 198.51.100.1", "198.51.100.1"),  # the caller wrote the first
        (["10.0.0.0/8"], "10.0.0.2", "198.51.100.1, 10.0.0.3", "198.51.100.1"),
        (["10.0.0.0/8"], "10.0.0.2", "", "10.0.0.2"),
    ],
)
def test_a_forwarded_address_counts_only_behind_trusted_proxies(settings, trusted, remote, forwarded, address):
    settings.TRUSTED_PROXIES = Networks(trusted)
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    assert address_of(RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers)) == address
