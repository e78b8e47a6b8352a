"""What pages show of each other: titles, the tree of pages, targets of links.

Sphinx writes a page again when the page itself changed. Its navigation, its links without a text of their own and the
titles of its neighbours come from other pages, so a change of any of those writes every page again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def shared_state(env: BuildEnvironment) -> str:
    """Give a fingerprint (SHA-256, hex) of all that pages show of other pages."""
    digest = hashlib.sha256()
    for part in _parts(env):
        digest.update(repr(part).encode("utf-8"))
    return digest.hexdigest()


def _parts(env: BuildEnvironment) -> Iterator[object]:
    for docname in sorted(env.found_docs):
        title = env.titles.get(docname)
        yield docname, title.astext() if title is not None else "", env.toctree_includes.get(docname)
        yield sorted((env.metadata.get(docname, {}).get("myst_slugs") or {}).items())
        toc = env.tocs.get(docname)
        if toc is not None:
            yield [sorted(tree.attributes.items(), key=str) for tree in toc.findall(addnodes.toctree)]
    standard = env.domains.standard_domain
    yield sorted(standard.labels.items()), sorted(standard.anonlabels.items()), sorted(standard.objects.items())


def pages_to_rewrite(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Name every page if anything shared changed since the last build. Handler of ``env-updated``."""
    state = shared_state(env)
    before = getattr(env, "partnerwiki_shared", None)
    env.partnerwiki_shared = state  # type: ignore[attr-defined]
    return [] if before in {None, state} else sorted(env.found_docs)
