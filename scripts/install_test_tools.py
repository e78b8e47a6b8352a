"""Install what the tests need besides Python packages: a browser, what examines its pages, gettext, engines, texts.

With apt-get and as root: Debian's packages. Otherwise Playwright's own browser, and a sentence for the rest.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import local_engine

#: Debian's packages, each with the programs of which one says that it, or the same from elsewhere, is there.
DEBIAN = {
    "chromium": ("chromium", "google-chrome"),
    "gettext": ("msgfmt",),
    "apertium": ("apertium",),
    "nodejs": ("node",),
    "npm": ("npm",),
    "default-jre-headless": ("java",),
    "libreoffice-writer": ("soffice", "libreoffice"),
}
#: What a program needs to be of use here: language data, fonts.
WITH = {"apertium": ["apertium-eng-spa"], "chromium": ["fonts-liberation"]}
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


def node_tools() -> None:
    """Install axe-core, Lighthouse and the Nu Html Checker where they are missing or their pinned list has changed.

    No package may run a script of its own: some would download a browser, and the tests bring one along.
    """
    pinned, folder = local_engine.ROOT / "requirements" / "node", Path(sys.prefix) / "node"
    lock, ready = (pinned / "package-lock.json").read_text(encoding="utf-8"), folder / "ready"
    if ready.is_file() and ready.read_text(encoding="utf-8") == lock:
        return
    shutil.copytree(pinned, folder, dirs_exist_ok=True)
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(["npm", "ci", "--ignore-scripts", "--engine-strict", *quiet], cwd=folder, check=True)
    ready.write_text(lock, encoding="utf-8")


def debian(missing: list[str]) -> None:
    """Install Debian's packages; needs root."""
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-qq", "update"], check=True, env=environ)
    wanted = [*missing, *(data for package in missing for data in WITH.get(package, ()))]
    install = ["apt-get", "-qq", "install", "-y", "--no-install-recommends", *wanted]
    subprocess.run(install, check=True, env=environ, stdout=subprocess.DEVNULL)


def main() -> int:
    """Install what is missing; exit status 1 where a person has to."""
    local_engine.install()
    corpora()
    missing = [package for package, names in DEBIAN.items() if not any(map(shutil.which, names))]
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        debian(missing)
        missing = []
    if "chromium" in missing:
        found = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
        if found.returncode == 0:
            missing.remove("chromium")
    if missing:
        print(f"Please install {' and '.join(missing)} with your system's package manager, then run 'make test' again.")
        return 1
    node_tools()
    return 0


if __name__ == "__main__":
    sys.exit(main())
