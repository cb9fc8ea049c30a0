"""Every link of a page to another file, or to a heading, leads somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.pages import ROOT, anchors, links, pages, slug_of


def test_anchors_are_those_of_github() -> None:
    assert slug_of("6.2 `pull_forward`") == "62-pull_forward"
    assert slug_of("Why [so](https://x.y)? It's 1/2") == "why-so-its-12"


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in links(page):
        target, _, anchor = link.partition("#")
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path = (page.parent / target).resolve() if target else page
        if not path.exists() or (anchor and anchor not in anchors(path)):
            broken.append(link)
    assert broken == []
