"""Install what the tests need besides Python packages: a browser, gettext, Apertium, a LibreTranslate server, texts.

With apt-get and as root: Debian's packages. Otherwise Playwright's own browser, and a sentence for the rest.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import local_engine

DEBIAN = {"chromium": ("chromium", "google-chrome"), "gettext": ("msgfmt",), "apertium": ("apertium",)}
#: Language data that comes with a program.
WITH = {"apertium": ["apertium-eng-spa"]}
#: Source packages whose documentation is MyST: real texts for real engines. They are read and never built.
CORPORA = (
    "attrs==26.1.0",
    "furo==2025.12.19",
    "scikit-build-core==1.1.2",
    "setuptools-scm==10.3.4",
    "structlog==26.1.0",
)


def corpora() -> None:
    """Fetch the source packages that are not there yet."""
    folder = Path(sys.prefix) / "corpora"
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    for requirement in CORPORA:
        name, version = requirement.split("==")
        if not list(folder.glob(f"{name.replace('-', '_')}-{version}.tar.gz")):
            subprocess.run([*pip, "--no-binary", ":all:", "--dest", str(folder), requirement], check=True)


def main() -> int:
    """Install what is missing; exit status 1 where a person has to."""
    local_engine.install()
    corpora()
    missing = [package for package, names in DEBIAN.items() if not any(map(shutil.which, names))]
    if not missing:
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0:
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "-qq", "update"], check=True, env=environ)
        subprocess.run(
            [
                "apt-get",
                "-qq",
                "install",
                "-y",
                *missing,
                *(data for package in missing for data in WITH.get(package, ())),
            ],
            check=True,
            env=environ,
            stdout=subprocess.DEVNULL,
        )
        return 0
    if "chromium" in missing:
        found = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
        if found.returncode == 0:
            missing.remove("chromium")
    if missing:
        print(f"Please install {' and '.join(missing)} with your system's package manager, then run 'make test' again.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
