"""Install what the tests need besides Python packages: a browser and gettext.

With apt-get and as root: Debian's chromium and gettext. Otherwise Playwright's own browser, and a sentence for gettext.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

DEBIAN = {"chromium": ("chromium", "google-chrome"), "gettext": ("msgfmt",)}


def main() -> int:
    """Install what is missing; exit status 1 where a person has to."""
    missing = [package for package, names in DEBIAN.items() if not any(map(shutil.which, names))]
    if not missing:
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0:
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "-qq", "update"], check=True, env=environ)
        subprocess.run(
            ["apt-get", "-qq", "install", "-y", *missing], check=True, env=environ, stdout=subprocess.DEVNULL
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
