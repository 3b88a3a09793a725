"""What axe-core finds wrong with a page, contrast included."""

from pathlib import Path

import axe_playwright_python

_AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
# Without `preload` axe would fetch the style sheets anew, and their imports from wrong addresses.
_RUN = """axe.run(document, {resultTypes: ['violations'], preload: false}).then(found =>
  found.violations.map(each => [each.id, ...each.nodes.map(node => node.html.slice(0, 150))]))"""


def barriers(page):
    """[[rule, the elements that break it …]]; empty when there is none."""
    page.evaluate(_AXE)
    return page.evaluate(_RUN)
