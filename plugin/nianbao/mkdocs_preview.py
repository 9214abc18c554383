"""The preview: pages of ours are made when a browser asks for them.

`mkdocs serve` builds the whole site again at each change, and a person looks at one page of it. So pages and
downloads of ours wait: MkDocs knows them, for links and addresses, and passes them over. The first request for one
has it made from what the last build knows, as MkDocs would have made it.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final
from wsgiref.types import StartResponse, WSGIEnvironment

import click
from mkdocs.commands import build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import BuildError
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.nav import Navigation

from nianbao.mkdocs_files import AssetFile, PageFile
from nianbao.mkdocs_log import log
from nianbao.model.finding import Refusal

_INDEX: Final = "index.html"
_TRIES: Final = 5

Application = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]


def is_live() -> bool:
    """Whether the command that runs is a preview that reloads: only then is a plugin told of its server."""
    context = click.get_current_context(silent=True)
    return bool(context and context.params.get("livereload"))


class Preview:
    """The pages and downloads of the last build that nobody has asked for yet.

    A build and the making of a page exclude each other: both write into the folder of the site.
    """

    def __init__(self) -> None:
        self.is_on = False
        self.env: Any = None
        self._lock = threading.Lock()
        self._is_building = False
        self._waiting: dict[str, PageFile | AssetFile] = {}
        self._known: frozenset[str] = frozenset()

    def begin(self) -> None:
        """Hold requests back while a build goes on."""
        if self.is_on and not self._is_building:
            self._lock.acquire()
            self._is_building = True

    def end(self) -> None:
        """Let requests through again."""
        if self._is_building:
            self._is_building = False
            self._lock.release()

    def plan(
        self, ours: Iterable[PageFile | AssetFile], nav: Navigation, config: MkDocsConfig, files: Files
    ) -> None:
        """Let files of ours wait that the site has, and whose titles the navigation doesn't show."""
        self._nav, self._config, self._files = nav, config, files
        self._waiting = {}
        for file in ours if self.is_on else ():
            is_there = files.get_file_from_path(file.src_uri) is file
            if is_there and file.inclusion is not InclusionLevel.EXCLUDED:
                file.waits = True
                self._waiting[file.dest_uri] = file
        self._known = frozenset(self._waiting)

    def serve(self, server: LiveReloadServer) -> None:
        """Have a server ask for what waits."""
        if not self.is_on:
            return
        inner: Any = server.get_app()
        mount = server.mount_path

        def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
            ours = path[len(mount) :] if (path + "/").startswith(mount) else None
            given: list[Any] = []
            body: Iterable[bytes] = ()
            # A build that begins once a page is made empties the folder of the site; the server waits for its end.
            for _ in range(_TRIES):
                if ours is not None and not self._is_made(ours):
                    start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
                    return [b"500"]
                body = inner(environ, lambda *answer: given.append(answer))
                if ours is None or not (given[-1][0].startswith("404") and self._is_known(ours)):
                    break
            start_response(*given[-1])
            return body

        server.set_app(application)

    def _is_known(self, path: str) -> bool:
        """Return whether an address is that of a file that waited when the last build ended."""
        return any(address in self._known for address in _addresses(path))

    def _is_made(self, path: str) -> bool:
        """Make what waits at an address; return whether there is nothing left to make."""
        with self._lock:
            for address in _addresses(path):
                if file := self._waiting.get(address):
                    try:
                        self._make(file)
                    except (BuildError, Refusal) as error:
                        log.error("%s", error)
                        return False
                    del self._waiting[address]
        return True

    def _make(self, file: PageFile | AssetFile) -> None:
        """Write a file into the folder of the site, as MkDocs does in a build."""
        file.waits = False
        try:
            if isinstance(file, AssetFile):
                file.copy_file()
                return
            page: Any = file.page
            pages = self._files.documentation_pages(inclusion=InclusionLevel.is_in_serve)
            is_draft = file.inclusion is InclusionLevel.DRAFT
            # MkDocs has no other way to make one page than to build all.
            build._populate_page(page, self._config, self._files)  # noqa: SLF001
            build._build_page(page, self._config, pages, self._nav, self.env, excluded=is_draft)  # noqa: SLF001
        finally:
            file.waits = True


def _addresses(path: str) -> Iterator[str]:
    """Yield the files of a site that a path of a request may mean."""
    yield path + _INDEX if not path or path.endswith("/") else path
    if path and not path.endswith("/"):
        yield f"{path}/{_INDEX}"
