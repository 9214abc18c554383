"""The measure of growth itself: what grows with its text holds, what grows with its square does not."""

import pytest

from growth import assert_in_proportion, assert_within


def linear(size):
    return sum(range(size * 100))


def quadratic(size):
    return sum(1 for _ in range(size) for _ in range(size))


def test_work_in_proportion_holds():
    assert_in_proportion(linear, 2_000, 8_000, limit=8, least=0.001)


def test_work_with_the_square_fails():
    with pytest.raises(AssertionError, match=r"become .* turns"):
        assert_in_proportion(quadratic, 300, 1200, limit=8, least=0.001)


def test_short_work_says_nothing():
    assert_in_proportion(quadratic, 1, 50, limit=8)


def test_work_within_a_limit_is_returned():
    assert assert_within(linear, 10, limit=1) == sum(range(1000))
    with pytest.raises(AssertionError, match="processor time"):
        assert_within(linear, 100_000, limit=0.001)
