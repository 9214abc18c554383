"""Wrong uses of every command: one line in the user's language, in our words, with the names as they are typed."""

import re

import click
import pytest

from nianbao import cli
from nianbao.cli.commands import _COMMANDS

KNOWN = set(_COMMANDS)


def typed(param):
    """Return an option as it is typed, the long way where there is one."""
    return max(param.opts, key=len)


def misuses():
    """Yield command, words behind it, and the name that must be told."""
    for name in sorted(KNOWN):
        command = cli.cli.commands[name]
        arguments = [param for param in command.params if isinstance(param, click.Argument)]
        needed = [param for param in arguments if param.required]
        right = ["x"] * len(needed)
        yield name, [*right, "--nix"], "--nix"
        if needed:
            yield name, [], needed[0].make_metavar(click.Context(command)).strip("[].")
        if not any(param.nargs == -1 for param in arguments):
            options = [
                word
                for param in command.params
                if param not in arguments and param.required
                for word in (typed(param), "x")
            ]
            yield name, [*options, *(["x"] * len(arguments)), "y z"], "y z"
        for param in command.params:
            if not isinstance(param, click.Option) or typed(param) == "--help":
                continue
            option = typed(param)
            yield name, [*right, f"{option}=1"] if param.is_flag else [*right, option], option
            if isinstance(param.type, (click.Choice, click.IntRange)):
                yield name, [*right, option, "nix?"], option
            if isinstance(param.type, click.IntRange):
                yield name, [*right, option, "12345678"], option
            if param.required:
                yield name, right, option


MISUSES = [
    *misuses(),
    ("--language", [], "--language"),
    ("--language", ["fr"], "--language"),
    ("--nix", [], "--nix"),
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("command", "words", "name"), MISUSES, ids=lambda value: str(value)[:40])
def test_a_wrong_use_is_told_in_our_words(command, words, name, language, capsys, monkeypatch):
    monkeypatch.setenv("NIANBAO_LANGUAGE", language)
    with pytest.raises(SystemExit) as end:
        cli.main([command, *words])
    out, err = capsys.readouterr()
    # The option itself is what fails: the messages are then in Chinese.
    told = "zh" if command == "--language" and words else language
    assert (end.value.code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("用法不对：" if told == "zh" else "Wrong use: ")
    assert name in err
    assert not words or not re.search(r"\?|\d{8}", words[-1]) or words[-1] in err, "the value that is wrong"
    if told == "zh":
        assert not re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", err.replace(name, "")), "click's own words"
        assert err.rstrip().endswith("。")
    else:
        assert not re.search(r"[\u4e00-\u9fff]", err)


def test_a_variable_is_named_where_its_value_is_wrong(capsys, monkeypatch):
    monkeypatch.setenv("NIANBAO_LANGUAGE", "fr")
    with pytest.raises(SystemExit):
        cli.main(["rules"])
    err = capsys.readouterr().err
    assert "NIANBAO_LANGUAGE" in err
    assert "“fr”" in err


def test_a_flag_with_a_value_and_an_option_without_one_are_told_apart(capsys):
    for words, expected in ((["render", "--force=1"], "开关"), (["render", "--tables"], "缺少值")):
        with pytest.raises(SystemExit):
            cli.main(words)
        assert expected in capsys.readouterr().err
