"""Sealed fields and blind indexes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.sealing import Unsealable, blind_index, seal, unseal


@given(st.text(max_size=200))
def test_what_is_sealed_can_be_read_again_and_never_looks_the_same_twice(text):
    first, second = seal(text), seal(text)

    assert unseal(first) == unseal(second) == text
    assert first != second


def test_a_changed_value_is_refused():
    sealed = bytearray(seal("+12025550101"))
    sealed[-1] ^= 1

    with pytest.raises(Unsealable) as refused:
        unseal(bytes(sealed))

    assert "2025550101" not in str(refused.value)


def test_another_key_opens_nothing_and_finds_nothing(settings):
    sealed, index = seal("+12025550101"), blind_index("+12025550101")
    settings.FIELD_ENCRYPTION_KEY = "a different key"

    assert blind_index("+12025550101") != index
    with pytest.raises(Unsealable):
        unseal(sealed)


def test_a_blind_index_is_stable_and_shows_no_digit_of_the_number():
    assert blind_index("+12025550101") == blind_index("+12025550101")
    assert blind_index("+12025550101") != blind_index("+12025550102")
    assert "5550101" not in blind_index("+12025550101")
