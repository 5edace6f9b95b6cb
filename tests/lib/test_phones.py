"""Phone numbers as people write them."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.phones import NotAPhone, masked, normalise_phone, region_of


@pytest.mark.parametrize(
    ("written", "region", "kept"),
    [
        ("(202) 555-0123", "US", "+12025550123"),
        ("+1 202 555 0123", "CN", "+12025550123"),
        ("0012025550123", "CN", "+12025550123"),
        ("138 0013 8000", "CN", "+8613800138000"),
        (" 2025550123 ", "US", "+12025550123"),
    ],
)
def test_a_number_is_kept_in_one_form(written, region, kept):
    assert normalise_phone(written, region) == kept


@pytest.mark.parametrize("written", ["", "12", "gas leak", "+1 202 555 0123 999999", "☎", "٣"])
def test_what_is_not_a_number_is_refused_without_repeating_it(written):
    with pytest.raises(NotAPhone) as refused:
        normalise_phone(written, "US")

    assert not written.strip() or written not in str(refused.value)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text):
    with contextlib.suppress(NotAPhone):
        assert normalise_phone(text, "US").startswith("+")


def test_the_country_is_the_numbers_own_and_not_its_prefix():
    assert region_of("+18765550123") == "JM"


def test_a_masked_number_shows_two_digits():
    assert masked("+12025550123") == "•••• 23"
