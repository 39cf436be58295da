"""Files on their way in: written straight into the home, readable by nobody else, never larger than their kind may be."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest

from tsunagu.base.errors import RefusedError
from tsunagu.delivery import DELIVERIES
from tsunagu.intake import FileRefused, workbook_cells
from tsunagu.month import Home
from tsunagu_web.access import PageObject, authorize
from tsunagu_web.access.url_table import BY_NAME
from tsunagu_web.accounts.proving import is_proved
from tsunagu_web.papers.workbooks import not_ours
from tsunagu_web.town import home_folder

UPLOADS = "uploads"
ABANDONED_SECONDS = 24 * 60 * 60
"""No request receives files so long."""
PAGES = frozenset(
    {
        "month_hand_in",
        "layout_draft",
        "layout_cuts",
        "protection_take",
        "inquiry_read",
        "resource_load",
        "sighting_read",
        "school_read",
        "came_read",
        "came_begin",
    }
)
"""Pages that take files."""

NO_FILE = RefusedError("N005", "ファイルが選ばれていません", "ファイルを選んでから、ボタンを押してください")


def uploads_folder() -> Path:
    """Where half-uploaded files lie: in the home, never in the machine's shared temporary folder."""
    folder = home_folder() / DELIVERIES / UPLOADS
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    return folder


def too_large_files(names: list[str], *, others_are_kept: bool = False) -> RefusedError:
    """Files that are larger than their kind may be. `others_are_kept`: what came beside them waits for another try."""
    others = (
        "ほかのファイルはとってあるので、もう一度「受け取る」を押せば受け取ります。大きいものは情報担当に頼んでください"
        if others_are_kept
        else "ほかのファイルも受け取っていません。大きいファイルを除いて出しなおし、大きいものは情報担当に頼んでください"
    )
    return RefusedError(
        "N004",
        f"大きすぎるファイルがあります（{'、'.join(names)}）",
        others,
    )


def one_handed_over(request: HttpRequest) -> HandedOver:
    """The one file that was handed over. Raises RefusedError N004 (it is too large), N005 (there is none)."""
    if names := getattr(request, "too_large", []):
        raise too_large_files(names)
    file = request.FILES.get("files")
    if not isinstance(file, HandedOver):
        raise NO_FILE
    return file


def cells_handed_over(request: HttpRequest) -> dict[str, list[list[str]]]:
    """The cells of the one workbook that was handed over. Raises RefusedError N004, N005, C025 (it cannot be opened)."""
    file = one_handed_over(request)
    with TemporaryDirectory(dir=uploads_folder()) as folder:
        path = Path(folder) / "returned.xlsx"
        file.give_to(path)
        try:
            return workbook_cells(path, Path(folder), Home(home_folder()).limits)
        except FileRefused:
            raise not_ours() from None


def sweep_uploads(*, older_than: float = 0) -> None:
    """Remove what a crash left half-uploaded: files, and the folders some were opened in. Called before the server listens, and with
    `older_than` (seconds) by the worker: of several processes that answer one may be killed while the others receive files."""
    latest = time.time() - older_than
    for left in (home_folder() / DELIVERIES / UPLOADS).glob("*"):
        with contextlib.suppress(FileNotFoundError):
            if older_than and left.stat().st_mtime >= latest:
                continue
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()


def sweep_abandoned() -> None:
    """What no request that still runs can have left."""
    sweep_uploads(older_than=ABANDONED_SECONDS)


class HandedOver(UploadedFile):
    """An uploaded file as it lies in the home until the request ends."""

    def give_to(self, path: Path) -> None:
        """Put the bytes at `path`: the same bytes under a second name; the first goes with the request."""
        kept = self.file
        assert kept is not None and kept.name is not None
        kept.flush()
        os.link(kept.name, path)


class IntoTheHome(FileUploadHandler):
    """Takes files for the pages named above only, from people who may use them; a file that grows too large is skipped and named.

    The body is read before the gate has asked (the token against forged requests stands in it), so it is asked here too.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        request = self.request
        assert request is not None
        match = request.resolver_match
        row = BY_NAME.get(match.view_name) if match is not None and match.view_name in PAGES else None
        may = row is not None and authorize(request.user, row.action, PageObject(row.name)).allowed
        # A password alone opens nothing, nor does it bring a file in: this is asked before any page is.
        if not may or not is_proved(request):
            raise StopUpload(connection_reset=True)
        self.most = min(
            Home(home_folder()).limits.most_bytes(str(self.file_name).rpartition(".")[2]), settings.UPLOAD_FILE_BYTES
        )
        self.file = NamedTemporaryFile(prefix="upload-", dir=uploads_folder())  # noqa: SIM115 (closed with the request)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A piece of it."""
        if start + len(raw_data) > self.most:
            self.file.close()
            too_large = getattr(self.request, "too_large", [])
            self.request.too_large = [*too_large, self.file_name]  # type: ignore[union-attr]
            raise SkipFile()
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> HandedOver:
        """All of it is there."""
        self.file.seek(0)
        return HandedOver(
            self.file, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra
        )

    def upload_interrupted(self) -> None:
        """The connection broke: nothing of the file stays."""
        if hasattr(self, "file"):
            with contextlib.suppress(OSError):
                self.file.close()
