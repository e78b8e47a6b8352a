"""Run a command while a LibreTranslate server answers on this machine: ``local_engine.py COMMAND …``.

A server that answers already is used as it is. Otherwise the one of scripts/libretranslate_server.py is started for the
time of the command; at the first time its environment is made from requirements/engine.txt in .venv-engine.
Without a command the server runs until Ctrl-C.
"""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv-engine"
READY = FOLDER / "ready"
PORT = 5000


def install() -> Path:
    """Make the server's environment where it is missing or its pinned list has changed; give its Python."""
    python = FOLDER / "bin" / "python"
    pinned = ROOT / "requirements" / "engine.txt"
    if not READY.is_file() or READY.read_text(encoding="utf-8") != pinned.read_text(encoding="utf-8"):
        print("Installing a LibreTranslate server into .venv-engine (about 650 MB) …", file=sys.stderr)
        venv.create(FOLDER, with_pip=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, "-r", str(pinned)], check=True)
        READY.write_text(pinned.read_text(encoding="utf-8"), encoding="utf-8")
    return python


def answers(port: int) -> bool:
    """Say whether a LibreTranslate server answers on the port."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"http://127.0.0.1:{port}/languages", timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


@contextmanager
def server(port: int = PORT) -> Iterator[str]:
    """Have a server answer on the port, started if need be; give its address. Raises OSError if it does not start."""
    if answers(port):
        yield f"http://127.0.0.1:{port}"
        return
    command = [install(), ROOT / "scripts" / "libretranslate_server.py", "--host", "127.0.0.1", "--port", str(port)]
    log = FOLDER / "server.log"
    with log.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen([*map(str, command), "--disable-web-ui"], stdout=stream, stderr=stream, cwd=FOLDER)
    try:
        for _second in range(240):
            if answers(port):
                break
            if process.poll() is not None:
                raise OSError(f"the server ended with {process.returncode}; see {log.relative_to(ROOT)}")
            time.sleep(0.5)
        else:
            raise OSError(f"the server does not answer; see {log.relative_to(ROOT)}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def main(command: list[str]) -> int:
    """Run the command beside the server; its exit status is ours."""
    with server() as address:
        if command:
            return subprocess.run(command, check=False).returncode
        print(f"LibreTranslate answers at {address}; Ctrl-C ends it.", file=sys.stderr)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
