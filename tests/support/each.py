"""One test for many cases that cost less than a test each: all are tried, and each that fails is told by its name."""

import inspect
import traceback


def for_each(names, cases, ids=None):
    """Make a test of all cases of a test of one, as `pytest.mark.parametrize` makes a test of each.

    `cases` are values, tuples or `pytest.param`; `ids` names them like that of `parametrize`. The test fails with the
    names of all cases that fail and where each does. What else the test asks for, all its cases share.
    """
    names = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    listed = [(_id(number, case, ids), _values(case, names)) for number, case in enumerate(cases, 1)]

    def turned(check):
        def test(**shared):
            told = [f"--- {name}\n{why}" for name, values in listed if (why := _tried(check, values | shared))]
            assert listed, "there is no case"
            assert not told, "\n".join([f"{len(told)} of {len(listed)} cases fail:", *told])

        test.__name__, test.__qualname__, test.__doc__ = check.__name__, check.__qualname__, check.__doc__
        test.__module__, test.cases = check.__module__, [name for name, _ in listed]
        asked = inspect.signature(check).parameters.values()
        kept = [item.replace(kind=item.KEYWORD_ONLY) for item in asked if item.name not in names]
        test.__signature__ = inspect.Signature(kept)
        return test

    return turned


def _values(case, names):
    given = getattr(case, "values", None)
    if not isinstance(given, tuple):
        given = case if len(names) > 1 else (case,)
    return dict(zip(names, given, strict=True))


def _id(number, case, ids):
    told = getattr(case, "id", None)
    if told is None and ids is not None:
        told = ids(case) if callable(ids) else list(ids)[number - 1]
    return str(told) if told is not None else f"{number} {case!r}"


def _tried(check, values):
    """Return nothing for a case that holds, and for another the lines where it fails and what is said there."""
    try:
        check(**values)
    except Exception as error:  # noqa: BLE001 - the other cases are tried too
        lines = [*traceback.format_tb(error.__traceback__)[1:], *traceback.format_exception_only(error)]
        return "".join(lines).rstrip()
    return ""
