"""`nianbao schema`: a JSON Schema of sources or of the register, for editors that complete and check YAML."""

import json
from pathlib import Path

import click

from nianbao import archive as archives
from nianbao import schema as schemas
from nianbao.cli.files import write_file
from nianbao.messages import Messages, rule_codes
from nianbao.model.finding import Refusal
from nianbao.site_forms import forms_of

REGISTER = Path(archives.REGISTER).stem


@click.command()
@click.argument("form", required=False)
@click.option("--reports", "directory", type=click.Path(path_type=Path), default=Path("reports"))
@click.option("-o", "output", type=click.Path(path_type=Path))
@click.pass_obj
def schema(messages: Messages, form: str | None, *, directory: Path, output: Path | None) -> int:
    """Print the JSON Schema of sources on a form, on any form (default), or of the register (agencies).

    The forms are those of the package and of the folder of reports. Raises Refusal for one that neither has.
    """
    forms = forms_of(directory)
    if form is None:
        document = schemas.of_forms(forms, messages, rule_codes())
    elif form == REGISTER:
        document = schemas.of_register(messages)
    elif form in forms:
        document = schemas.of_form(forms[form], messages, rule_codes())
    else:
        raise Refusal("no-form", form=form, known=[*forms, REGISTER])
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    if output:
        write_file(output, text, force=True)
    else:
        click.echo(text, nl=False)
    return 0
