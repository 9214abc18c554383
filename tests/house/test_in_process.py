"""What is run in the process of the tests leaves it as it was, and tells what a process of its own would."""

import logging
import os
import sys
import warnings
from pathlib import Path

import in_process

ENVIRONMENT = {"PATH": os.environ["PATH"], "NIANBAO_LANGUAGE": "en"}


def state():
    logs = [logging.root, *(logging.getLogger(name) for name in ("mkdocs", "mkdocs.commands.build", "pdfminer"))]
    return (
        Path.cwd(), dict(os.environ), (sys.stdin, sys.stdout, sys.stderr), list(sys.path), list(warnings.filters), warnings.showwarning,
        [(list(log.handlers), list(log.filters), log.level, log.propagate) for log in logs],
    )  # fmt: skip


def run(main, cwd, monkeypatch):
    monkeypatch.setitem(in_process._MAINS, "made", main)  # noqa: SLF001
    before = state()
    done = in_process.run("made", "word", 1, cwd=cwd, env=ENVIRONMENT)
    assert state() == before
    return done.returncode, done.stdout, done.stderr


def test_a_command_has_streams_folder_and_environment_of_its_own(tmp_path, monkeypatch):
    def main(words):
        assert words == ["word", "1"]
        assert (Path.cwd(), dict(os.environ)) == (tmp_path, ENVIRONMENT)
        assert sys.stdin.read() == ""
        os.environ["MORE"] = "x"
        sys.path.append("x")
        sys.stdout.buffer.write(b"\xff\r\n")
        sys.stderr.write("年报\n")
        logging.getLogger("mkdocs").addHandler(logging.NullHandler())

    assert run(main, tmp_path, monkeypatch) == (0, b"\xff\r\n", "年报\n".encode())


def test_a_command_ends_as_a_process_does(tmp_path, monkeypatch):
    def leave(code):
        def main(_words):
            sys.exit(code)

        return run(main, tmp_path, monkeypatch)

    assert [leave(code)[0] for code in (None, 0, 1, 2)] == [0, 0, 1, 2]
    assert leave("why") == (1, b"", b"why\n")


def test_a_fault_is_a_traceback(tmp_path, monkeypatch):
    def main(_words):
        raise KeyError("x")

    code, out, err = run(main, tmp_path, monkeypatch)
    assert (code, out) == (1, b"")
    assert err.startswith(b"Traceback")
    assert err.endswith(b"KeyError: 'x'\n")


def test_warnings_and_logs_go_where_a_fresh_python_sends_them(tmp_path, monkeypatch):
    def main(_words):
        for _ in range(2):
            warnings.warn("once", UserWarning, stacklevel=1)
        warnings.warn("hidden", DeprecationWarning, stacklevel=1)
        logging.getLogger("of nobody").warning("told")
        logging.getLogger("of nobody").info("not told")

    _, _, err = run(main, tmp_path, monkeypatch)
    assert err.count(b"UserWarning: once") == 1
    assert b"hidden" not in err
    assert err.endswith(b"told\n")
    assert b"not told" not in err
