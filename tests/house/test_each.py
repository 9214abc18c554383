"""A test of many cases tries all of them and tells each that fails."""

import pytest

from each import for_each


@for_each("number", [1, 2, pytest.param(3, id="three"), 4])
def odd(number):
    assert number % 2, f"{number} is even"


def test_every_case_that_fails_is_told_by_its_name():
    with pytest.raises(AssertionError) as failed:
        odd()
    told = str(failed.value)
    assert told.startswith("2 of 4 cases fail:\n--- 2 2\n")
    assert "2 is even" in told
    assert "--- 4 4\n" in told
    assert "test_each.py" in told
    assert "three" not in told
    assert odd.cases == ["1 1", "2 2", "three", "4 4"]


def test_no_case_at_all_is_a_failure():
    with pytest.raises(AssertionError, match="there is no case"):
        for_each("number", [])(odd)()


@for_each(("a", "b"), [(1, 1), (2, 2)], ids=["one", "two"])
def test_what_all_cases_share_is_asked_of_pytest(a, b, tmp_path):
    assert a == b
    assert tmp_path.is_dir()
