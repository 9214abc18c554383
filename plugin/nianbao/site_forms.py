"""The forms and kinds a site brings along: `reports/forms/*.yml` and `reports/kinds/<kind>/`.

What does not hold together is refused with one sentence that names the file.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Final

from nianbao import messages
from nianbao.model import disk
from nianbao.model import form as forms_module
from nianbao.model import kind as kinds
from nianbao.model.finding import Place, Refusal
from nianbao.model.form import Form
from nianbao.model.kind import Kind
from nianbao.model.yamltext import Plain, YamlError, mapping, parse, plain, tree

FORMS: Final = "forms"
KINDS: Final = "kinds"
_ENDING: Final = ".yml"


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
    """Return what a data file says, as text. Raises YamlError, TypeError or UnicodeDecodeError."""
    return tree(plain(parse(disk.read(path).decode("utf-8-sig"))))


def _form(path: Path, kind: Kind | None, *, is_added: bool = False) -> Form:
    """Return the form of a file. Raises Refusal, which names the file, where it does not hold together."""
    try:
        return forms_module.from_data(_read(path), kind, is_added=is_added)
    except (YamlError, TypeError, UnicodeDecodeError) as error:
        raise Refusal("form-malformed", form=disk.path_text(path), detail=str(error)) from error
    except Refusal as refusal:
        if refusal.key == "form-malformed":
            raise Refusal("form-malformed", **{**refusal.fields, "form": disk.path_text(path)}) from refusal
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
    for name, place in kinds.named_places(kind):
        if not any(_has(form, place) for form in forms):
            named = "/".join(part or "*" for part in place)
            raise Refusal("kind-names-no-cell", path=disk.path_text(folder / name), place=named)
    known = {section.key for form in forms for section in form.sections}
    for section in kind.roles.sections:
        if section not in known:
            raise Refusal("kind-names-no-section", path=disk.path_text(folder / kinds.FILE), section=section)
    return forms


def _kind(folder: Path) -> Kind:
    """Return the kind of a folder, its texts compared with those of the package that they replace.

    Raises Refusal, which names the file that is wrong.
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
        kind = kinds.from_data(folder.name, files)
        path = folder / kinds.FILE
        for code in kind.off:
            messages.Messages().rule(code)
        path = folder / f"words{_ENDING}"
        for key, own in kind.words.items():
            _same_places(key, mapping(own), mapping(messages.package_word(key)))
        path = folder / f"rules{_ENDING}"
        for code in kind.rules:
            _check_rule(code, kind)
    except (YamlError, KeyError, TypeError, ValueError) as error:
        detail = error.args[0] if isinstance(error, KeyError) and error.args else error
        raise Refusal("kind-malformed", path=disk.path_text(path), detail=str(detail)) from error
    return kind


def _check_rule(code: str, kind: Kind) -> None:
    """Raise KeyError or ValueError where a kind's texts of a rule don't fit those of the package.

    A variant must be one of the rule's own, and its sentence may fill in only what the usual one does.
    """
    usual = messages.package_sentences(code)
    for language in messages.LANGUAGES:
        messages.Messages(language, kind).rule(code)
    for variant, sentences in tree(tree(kind.rules[code]).get("messages", "")).items():
        if variant not in usual:
            raise ValueError(f"{code}: no message {variant!r}")
        _same_places(f"{code} {variant}", mapping(sentences), usual[variant])


def _same_places(key: str, own: Mapping[str, str], usual: Mapping[str, str]) -> None:
    """Raise ValueError where a sentence has a replacement field that the usual sentences lack.

    `{report}`, what the kind calls its reports, may be used in each.
    """
    known = {name for sentence in usual.values() for _, name, _, _ in Formatter().parse(sentence) if name} | {
        "report"
    }
    for sentence in own.values():
        if unknown := {name for _, name, _, _ in Formatter().parse(sentence) if name is not None} - known:
            raise ValueError(f"{key}: no place {{{min(unknown)}}}")


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
