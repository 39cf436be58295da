"""Answering the pages: on SQLite by one process; on PostgreSQL, where many people look at once, by several that share the sockets,
for one Python process uses one core."""

from __future__ import annotations

import gc
import os
import socket
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tsunagu.base.errors import RefusedError
from tsunagu_web.operations.supervising import Supervisor, orphaned

MOST = 4
"""Processes, where nobody says how many: each keeps the declarations and what it read in memory of its own."""
BACKLOG = 1024
LOOK_SECONDS = 0.5
"""Between two looks of one of several processes whether the one that started it is still there."""
GARBAGE = (50_000, 20, 100)
"""Things made and not yet gone before the youngest are looked through, and how often for each older kind."""


def processes_for(database_url: str | None, asked: int | None) -> int:
    """How many are to answer. SQLite lets one write at a time anyway."""
    if asked is not None:
        return asked
    return min(MOST, os.cpu_count() or 1) if database_url else 1


def serve(home: Path, host: str, port: int, threads: int, processes: int) -> None:
    """Answer until a signal ends it. Raises RefusedError W001."""
    from tsunagu.month import Home
    from tsunagu_web.month_desk.uploading import sweep_uploads

    sockets = _bound(host, port)
    # Before anybody answers, and once: what another process is receiving must not be swept away.
    sweep_uploads()
    Home(home).sweep()
    if processes == 1:
        _answer(sockets, threads)
        return
    numbers = [one.fileno() for one in sockets]
    words = ["pages", "--threads", str(threads), *(word for number in numbers for word in ("--socket", str(number)))]
    helpers = [Supervisor(home, *words, sockets=numbers) for _ in range(processes)]
    for helper in helpers:
        helper.start()
    try:
        threading.Event().wait()
    finally:
        # All are asked before one is waited for: each may have a page to end.
        for helper in helpers:
            helper.ask_to_stop()
        for helper in helpers:
            helper.stop()


def answer_with(numbers: Sequence[int], threads: int, parent: int | None) -> None:
    """One of several: answer on sockets that `parent` opened, until it is gone or says so."""

    def watch() -> None:
        # Killed, it can tell nobody; and what goes on answering keeps the port from the one that is started next.
        while not orphaned(parent):
            time.sleep(LOOK_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()
    _answer([socket.socket(fileno=number) for number in numbers], threads)


def _bound(host: str, port: int) -> list[socket.socket]:
    """A listening socket for every address of the host."""
    found: list[socket.socket] = []
    try:
        for family, kind, protocol, _, address in dict.fromkeys(
            socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        ):
            one = socket.socket(family, kind, protocol)
            found.append(one)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            one.bind(address)
            one.listen(BACKLOG)
            one.setblocking(False)
    except OSError:
        for one in found:
            one.close()
        raise RefusedError(
            "W001",
            f"{host} の {port} 番は、ほかのプログラムが使っているか、使えません",
            "--port で別の番号を指定してください",
        ) from None
    return found


def _answer(sockets: list[socket.socket], threads: int) -> None:
    import waitress
    from django.conf import settings

    from tsunagu_web.body_limits import bound_bodies
    from tsunagu_web.month_desk.uploading import uploads_folder
    from tsunagu_web.wsgi import application

    bound_bodies()
    # A large request is kept in a file until it is whole: in the home, not in the folder all accounts share.
    tempfile.tempdir = str(uploads_folder())
    server = waitress.create_server(
        application,
        sockets=sockets,
        threads=threads,
        ident=None,
        max_request_body_size=settings.UPLOAD_REQUEST_BYTES,
        **trust_in_the_proxy(settings.BEHIND_TLS, settings.PROXY),
    )
    _live_long()
    server.run()


def _live_long() -> None:
    """Look for garbage less often than a short program: pages leave little of it, and each look through everything that Django
    and the declarations keep holds up every page that is being made."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)


def trust_in_the_proxy(behind_tls: bool, proxy: str) -> dict[str, Any]:
    """What waitress needs so that the proxy's word for HTTPS arrives, and the same word of anybody else does not."""
    if not behind_tls:
        return {}
    return {"trusted_proxy": proxy, "trusted_proxy_headers": {"x-forwarded-proto"}}
