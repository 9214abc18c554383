"""The cases of rules: changes to a sound report, laid out as a site's folder."""

from collections import Counter

import pytest

from case_files import with_value
from nianbao import archive, source
from nianbao.cli.locking import locked
from nianbao.model.yamltext import parse, plain, text, texts, tree
from places import CASES

FOLDER = CASES / "rules"

AGENCY = "example-bureau"


def cases():
    for path in sorted(FOLDER.glob("*.yml")):
        for case in plain(parse(path.read_text(encoding="utf-8"))):
            yield pytest.param(path.stem, case, id=f"{path.stem}: {case['name']}")


def changed(content, changes, forms):
    """Put other values into cells named table.row.column."""
    report = source.read(content.encode(), "base.md", forms).report
    places = {report.form.find(path): value for path, value in changes.items()}
    assert None not in places, changes
    figures = {(report.figures[place].line, report.figures[place].column): v for place, v in places.items()}
    return source.edit_values(content, {at: text(value) for at, value in figures.items()})


def more_text(more, forms):
    """The text of another file: its own, or a base report with a swap and changes."""
    if "text" in more:
        return text(more["text"])
    content = (FOLDER / f"base/{text(more['copy'])}.md").read_text(encoding="utf-8")
    return changed(content.replace(text(more["old"]), text(more["new"])), tree(more.get("change", "")), forms)


def lay_out(folder, case):
    """Write the base reports with the case's changes, and return the file that is judged."""
    home = folder / "reports" / AGENCY
    home.mkdir(parents=True)
    forms = archive.load(folder / "reports").forms
    register = text(case["register"]) if "register" in case else (FOLDER / "base/agencies.yml").read_text("utf-8")
    if register:
        (folder / "reports/agencies.yml").write_text(register, encoding="utf-8")
    for year, key in (("2022", "earlier"), ("2023", "change")):
        content = (FOLDER / f"base/{year}.md").read_text(encoding="utf-8")
        if year == "2023":
            for swap in case.get("replace", []):
                assert text(swap["old"]) in content, swap
                content = content.replace(text(swap["old"]), text(swap["new"]))
        content = changed(content, tree(case.get(key, "")), forms) if case.get(key) else content
        name = text(case["file"]) if year == "2023" and "file" in case else f"{AGENCY}/{year}.md"
        target = folder / "reports" / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(content.encode(text(case.get("encoding", "utf-8"))))
        if year == "2023":
            judged = target
    for more in case.get("files", []):
        target = folder / "reports" / text(more["name"])
        target.parent.mkdir(exist_ok=True)
        target.write_text(more_text(more, forms), encoding="utf-8")
    if "without_earlier" in case:
        (home / "2022.md").unlink()
    return judged


def rewritten(code, case, findings, answers):
    """Write what a case found into its file, where it says something else, and return the case as it then stands.

    `answers` are written only where the case has the key (`answers: {}` asks for them).
    """
    path, name = FOLDER / f"{code}.yml", text(case["name"])
    with locked(FOLDER):  # other processes of the run write cases of the same file
        content = before = path.read_text(encoding="utf-8")
        said = texts(case.get("findings", ""))
        if sorted(said) != findings:
            # What stays keeps its order, so that the difference shows what is new.
            new = Counter(findings) - Counter(said)
            kept = [*(line for line in dict.fromkeys(said) for _ in range((Counter(findings) - new)[line]))]
            content = with_value(content, name, "findings", [*kept, *sorted(new.elements())])
        counted = {key: str(number) for key, number in answers.items()}
        if "answers" in case and case["answers"] != counted:
            content = with_value(content, name, "answers", counted)
        if content != before:
            path.write_text(content, encoding="utf-8")
    return next(each for each in plain(parse(content)) if each["name"] == name)
