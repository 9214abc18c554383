"""The forms and kinds a site brings along: `reports/forms/*.yml` and `reports/kinds/<kind>/`.

What does not hold together is refused with one sentence that names the file.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Final

from nianbao import messages
from nianbao.model import disk
from nianbao.model import form as forms_module
from nianbao.model import kind as kinds
from nianbao.model.fault import Fault, as_fault
from nianbao.model.finding import Place, Refusal
from nianbao.model.form import Form
from nianbao.model.kind import Kind
from nianbao.model.labels import FIRMNESS, one_of, only
from nianbao.model.skeleton_data import named_in_skeleton
from nianbao.model.yamltext import Plain, YamlError, fault_of, located, mapping, parse, text, tree

FORMS: Final = "forms"
KINDS: Final = "kinds"
_ENDING: Final = ".yml"
# What a kind may say of a rule in its own words; severity and name stay the package's.
_RULE_TEXTS: Final = ("title", "statement", "reason", "remedy", "basis", "messages")


def forms_of(directory: Path) -> Mapping[str, Form]:
    """Return every form of a folder of reports: the package's, the site's own for its kinds, and its kinds'.

    Raises Refusal for one that does not hold together, or that takes the id of another.
    """
    forms = dict(site_forms(directory / FORMS))
    for folder in kind_folders(directory):
        for form in _of_kind(folder):
            _add(forms, form, folder / FORMS)
    return forms


def site_forms(folder: Path) -> Mapping[str, Form]:
    """Return the built-in forms and those a site adds to the default kind, by id.

    Raises Refusal as `forms_of` does.
    """
    forms = dict(forms_module.builtin())
    for path in _files(folder):
        _add(forms, _form(path, None, is_added=True), path)
    _refuse_overlap(forms_module.of_kind(forms).values(), folder)
    return forms


def kind_folders(directory: Path) -> tuple[Path, ...]:
    """Return the folders of a site's own kinds, sorted; none where there is no folder for kinds."""
    folder = directory / KINDS
    if disk.kind(folder) is not disk.Kind.FOLDER:
        return ()
    listed = (path for path in disk.entries(folder) if not path.name.startswith((".", "_")))
    return tuple(path for path in listed if disk.kind(path) is disk.Kind.FOLDER)


def _add(forms: dict[str, Form], form: Form, path: Path) -> None:
    """Add a form to those known. Raises Refusal where its id is taken."""
    if form.id in forms:
        raise Refusal("form-id-taken", path=disk.path_text(path), form=form.id)
    forms[form.id] = form


def _files(folder: Path) -> Iterator[Path]:
    """Yield the data files of a folder, sorted by name; hidden ones are none."""
    yield from (p for p in disk.entries(folder) if p.suffix == _ENDING and not p.name.startswith("."))


def _read(path: Path) -> dict[str, Plain]:
    """Return what a data file says, as text that knows its lines. Raises Fault or UnicodeDecodeError."""
    try:
        return tree(located(parse(disk.read(path).decode("utf-8-sig"))))
    except YamlError as error:
        raise fault_of(error) from error


def _at(path: Path, line: int) -> str:
    """Return a place in a data file as messages name it, `path:line`, or the path where the line isn't known."""
    return f"{disk.path_text(path)}:{line}" if line else disk.path_text(path)


def _at_name(path: Path, name: str) -> str:
    """Return the place of a name in the data file it was read from."""
    return _at(path, getattr(name, "line", 0))


def _form(path: Path, kind: Kind | None, *, is_added: bool = False) -> Form:
    """Return the form of a file. Raises Refusal, which names the file, where it does not hold together."""
    try:
        return forms_module.from_data(_read(path), kind, is_added=is_added)
    except ValueError as error:
        fault = as_fault(error)
        raise Refusal("form-malformed", at=_at(path, fault.line), why=fault.sentence) from error
    except Refusal as refusal:
        if refusal.key == "form-malformed":
            at = _at(path, int(str(refusal.fields["line"])))
            raise Refusal("form-malformed", at=at, why=refusal.fields["why"]) from refusal
        raise Refusal("form-in-file", path=disk.path_text(path), why=refusal) from refusal


# --- kinds -----------------------------------------------------------------------------------------------------


def _of_kind(folder: Path) -> tuple[Form, ...]:
    """Return the forms of one kind of a site's own.

    Raises Refusal for a name the package has taken, a kind without forms, two forms of one id, and for cells or
    sections that the kind's data name and no form of it has.
    """
    if not kinds.is_kind_id(folder.name) or folder.name in kinds.builtin_ids():
        raise Refusal("kind-name", path=disk.path_text(folder), kind=folder.name)
    kind = _kind(folder)
    forms = tuple(_form(path, kind) for path in _files(folder / FORMS))
    if not forms:
        raise Refusal("kind-no-forms", path=disk.path_text(folder / FORMS))
    if twice := [form.id for form in forms if [f.id for f in forms].count(form.id) > 1]:
        raise Refusal("form-id-taken", path=disk.path_text(folder / FORMS), form=twice[0])
    _refuse_overlap(forms, folder / FORMS)
    _refuse_strays(kind, forms, folder)
    return forms


def _refuse_overlap(forms: Iterable[Form], path: Path) -> None:
    """Raise Refusal where the year alone doesn't say which of the forms of a kind a report is on."""
    if found := forms_module.overlap(forms):
        year, names = found
        raise Refusal("kind-forms-overlap", path=disk.path_text(path), year=year, forms=list(names))


def _refuse_strays(kind: Kind, forms: Iterable[Form], folder: Path) -> None:
    """Raise Refusal for a cell, section or topic that the data of a kind name and no form of it has."""
    for name, place in kinds.named_places(kind):
        if not any(_has(form, place) for form in forms):
            cell = "/".join(part or "*" for part in place)
            raise Refusal("kind-names-no-cell", path=disk.path_text(folder / name), place=cell)
    file = folder / f"skeleton{_ENDING}"
    # Read before, and without fault: the names are only compared with the forms here.
    named = named_in_skeleton(kind.skeleton)
    for cell in named.cells:
        if not any(form.find(cell) for form in forms):
            raise Refusal("kind-names-no-cell", path=_at_name(file, cell), place=cell)
    sections = [section for form in forms for section in form.sections]
    keys, topics = {section.key for section in sections}, {names[0] for s in sections for names in s.topics}
    for path, key in (
        *((folder / kinds.FILE, key) for key in kind.roles.sections),
        *((file, key) for key in named.sections),
    ):
        if key not in keys:
            at = _at_name(path, key)
            raise Refusal("kind-names-no-section", path=at, section=key, known=sorted(keys))
    for topic in named.topics:
        if topic not in topics:
            at = _at_name(file, topic)
            raise Refusal("kind-names-no-topic", path=at, topic=topic, known=sorted(topics))


def _kind(folder: Path) -> Kind:
    """Return the kind of a folder, its texts compared with those of the package that they replace.

    Raises Refusal, which names the file that is wrong and the line.
    """
    path = folder / kinds.FILE
    files: dict[str, dict[str, Plain]] = {}
    try:
        for name in ("kind", *kinds.PARTS):
            path = folder / f"{name}{_ENDING}"
            if name == "kind" or disk.name_exists(path):
                files[name] = _read(path)
        # One after the other, so that the file that is wrong is the one that is named.
        for name, data in files.items():
            path = folder / f"{name}{_ENDING}"
            kinds.from_data(folder.name, {"kind": files["kind"], name: data})
            if name == "skeleton":
                named_in_skeleton(data)
        kind = kinds.from_data(folder.name, files)
        path = folder / kinds.FILE
        for code in kind.off:
            _refuse_unknown_rule(code)
        path = folder / f"words{_ENDING}"
        for key, own in kind.words.items():
            _same_places(key, mapping(own), _package_word(key))
        path = folder / f"rules{_ENDING}"
        for code in kind.rules:
            _check_rule(code, kind)
    except (KeyError, ValueError) as error:
        fault = as_fault(error)
        raise Refusal("kind-malformed", at=_at(path, fault.line), why=fault.sentence) from error
    return kind


def _refuse_unknown_rule(code: str) -> None:
    """Raise Fault for a code that no rule has."""
    if code not in messages.rule_codes():
        raise Fault("no-rule", code, code=code)


def _package_word(key: str) -> Mapping[str, str]:
    """Return a word of the package in all its languages. Raises Fault for a key it doesn't have."""
    try:
        return mapping(messages.package_word(key))
    except KeyError as error:
        raise Fault("no-word", key, name=key) from error


def _check_rule(code: str, kind: Kind) -> None:
    """Raise KeyError or Fault where a kind's texts of a rule don't fit those of the package.

    A variant must be one of the rule's own, and its sentence may fill in only what the usual one does.
    """
    _refuse_unknown_rule(code)
    own = tree(kind.rules[code])
    only(own, _RULE_TEXTS)
    basis = tree(own.get("basis", ""))
    if basis.get("firmness"):
        one_of(text(basis["firmness"]), FIRMNESS)
    usual = messages.package_sentences(code)
    for variant, sentences in tree(own.get("messages", "")).items():
        if variant not in usual:
            raise Fault("unknown-key", variant, name=variant, known=[*usual])
        _same_places(variant, mapping(sentences), usual[variant])
    for language in messages.LANGUAGES:
        messages.Messages(language, kind).rule(code)


def _same_places(key: str, own: Mapping[str, str], usual: Mapping[str, str]) -> None:
    """Raise Fault where a sentence has a replacement field that the usual sentences lack.

    `{report}`, what the kind calls its reports, may be used in each. `key` is what the sentence is called; where
    the sentence itself has no line, the fault is about it.
    """
    known = {"report", *(name for sentence in usual.values() for name in _fields(sentence))}
    for sentence in own.values():
        about = sentence if hasattr(sentence, "line") else key
        try:
            fields = _fields(sentence)
        except ValueError as error:
            raise Fault("braces", about, actual=sentence) from error
        if unknown := [name for name in fields if name not in known]:
            raise Fault(
                "no-field", about, field=f"{{{unknown[0]}}}", known=[f"{{{name}}}" for name in sorted(known)]
            )


def _fields(sentence: str) -> list[str]:
    """Return the replacement fields of a sentence as they are written between braces.

    Raises ValueError for braces that are no pair.
    """
    parsed = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(sentence)]
    return [
        name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
        for name, spec, conversion in parsed
        if name is not None
    ]


def _has(form: Form, place: Place) -> bool:
    """Return whether a form has a cell.

    A place without a column stands for a row, one without a row for columns; the row may be a group of the stub.
    """
    table = form.tables.get(place.table)
    if table is None:
        return False
    rows = table.groups.get(place.row, (place.row,)) if place.row else tuple(table.rows)
    named_rows = [table.rows[row] for row in rows if row in table.rows]
    return bool(named_rows) and (
        not place.column or any(place.column in {c.key for c in row.columns} for row in named_rows)
    )
