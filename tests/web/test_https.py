"""Behind the documented proxy: the deployment check is clean, and only the proxy is believed about HTTPS."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import waitress

from tsunagu_web.answering import trust_in_the_proxy


@pytest.mark.parametrize(("tls", "clean"), [("yes", True), ("no", False)])
def test_the_deployment_check_is_clean_behind_tls_and_complains_without(tmp_path: Path, tls: str, clean: bool) -> None:
    environment = os.environ | {"TSUNAGU_TLS": tls, "TSUNAGU_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "django", "check", "--deploy", "--settings", "tsunagu_web.settings"]
    done = subprocess.run(
        [*command, "--fail-level", "WARNING"], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode == 0) is clean, done.stderr
    assert ("0 silenced" in done.stderr + done.stdout) or clean


def scheme_of(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answers how the request came, as far as the server believes it."""
    start("200 OK", [("Content-Type", "text/plain")])
    return [environ["wsgi.url_scheme"].encode()]


@pytest.mark.parametrize(
    ("trust", "scheme"),
    [
        (trust_in_the_proxy(True, "127.0.0.1"), b"https"),
        (trust_in_the_proxy(True, "192.0.2.1"), b"http"),
        (trust_in_the_proxy(False, "127.0.0.1"), b"http"),
    ],
)
def test_only_the_proxy_is_believed(trust: dict[str, Any], scheme: bytes) -> None:
    server = waitress.create_server(scheme_of, host="127.0.0.1", port=0, threads=1, **trust)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        connection = http.client.HTTPConnection("127.0.0.1", int(server.effective_port), timeout=20)
        connection.request("GET", "/", headers={"X-Forwarded-Proto": "https"})
        assert connection.getresponse().read() == scheme
        connection.close()
    finally:
        server.close()
        thread.join(timeout=20)
