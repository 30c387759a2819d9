"""Open what users open in a real browser: the report must be whole, the site silent and its search bilingual."""

import argparse
import functools
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

QUERIES = {"net promoter": "Net promoter", "满意度": "满意"}


REMOTE = re.compile(r"""<(?:script|img|iframe|source)[^>]+src=["']?(?:https?:)?//|<link[^>]+href=["']?(?:https?:)?//""")


class Quiet(SimpleHTTPRequestHandler):
    """A file server that keeps no log."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Patient(ThreadingHTTPServer):
    """A server that does not mind a browser leaving a page before it is loaded."""

    def handle_error(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine."""
    server = Patient(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def watched(browser: Browser, home: str) -> tuple[Page, list[str]]:
    """Return a page and the list in which its complaints and its requests to other places collect."""
    page = browser.new_page(viewport={"width": 1200, "height": 1600})
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request",
        lambda request: None if request.url.startswith((home, "data:", "blob:")) else faults.append(request.url),
    )
    return page, faults


SMALLEST = 12
MOST_PAGES = 20
WIDTHS = (390, 768, 1280)
FAULTS = """() => {
  const root = document.documentElement, found = [];
  const wide = root.scrollWidth - root.clientWidth;
  if (wide > 0) found.push(`the page is ${wide} px too wide`);
  for (const one of document.querySelectorAll("main *, nav *, header *")) {
    const box = one.getBoundingClientRect();
    const said = [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!said || !box.width || one.closest(".hidden, .wide, .skip")) continue;
    const size = parseFloat(getComputedStyle(one).fontSize);
    if (!one.closest(".drawn") && size < SMALLEST) found.push(`text of ${size} px: ${one.textContent.slice(0, 40)}`);
    if (box.right > root.clientWidth + 1) found.push(`text outside the page: ${one.textContent.slice(0, 40)}`);
  }
  if (document.querySelectorAll("h1").length !== 1) found.push("not one h1");
  for (const link of document.querySelectorAll('a[href^="#"]'))
    if (!document.getElementById(link.hash.slice(1))) found.push(`a link to nowhere: ${link.hash}`);
  return found;
}""".replace("SMALLEST", str(SMALLEST))


def check_sizes(browser: Browser, path: Path) -> None:
    """Look at a report at three widths, light and dark: nothing sideways, nothing too small, nothing outside."""
    for width in WIDTHS:
        for scheme in ("light", "dark"):
            page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
            page.goto(path.as_uri())
            found = page.evaluate(FAULTS)
            paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
            page.close()
            assert not found, f"{path.name} at {width} px, {scheme}: {found}"
            assert (paper == "rgb(255, 255, 255)") == (scheme == "light"), f"{scheme} paper is {paper}"
    print(f"{path.name}: read at {', '.join(map(str, WIDTHS))} px, light and dark")


def check_print(browser: Browser, path: Path) -> None:
    """Print a report: light whatever the screen was, no folded words, few pages."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="dark")
    page.goto(path.as_uri())
    page.emulate_media(media="print")
    bare = "[...document.querySelectorAll('summary, nav')].filter(e => e.getBoundingClientRect().height).length"
    shown = page.evaluate(bare)
    assert not shown, f"{shown} folded parts are printed as bare words"
    pdf = page.pdf(prefer_css_page_size=True)
    pages = len(re.findall(rb"/Type\s*/Page[^s]", pdf))
    page.close()
    print(f"{path.name}: {pages} pages on paper")
    assert 0 < pages <= MOST_PAGES, f"{pages} pages"


def check_report(browser: Browser, path: Path, headings: list[str], picture: Path | None) -> None:
    """Open a report from the disk; its headings must be there and nothing may be asked of the network."""
    page, faults = watched(browser, path.as_uri())
    page.goto(path.as_uri())
    shown = page.locator("h1, h2").all_inner_texts()
    print(f"{path.name}: {len(shown)} headings: {'; '.join(shown)}")
    missing = [heading for heading in headings if not any(heading.lower() in text.lower() for text in shown)]
    assert not missing, f"headings not found: {missing}"
    broken = page.evaluate("[...document.images].filter(image => !image.naturalWidth).length")
    assert not broken, f"{broken} pictures are broken"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"the page is {wide} px too wide"
    assert not faults, faults
    if picture:
        page.screenshot(path=picture, full_page=True)


def check_site(browser: Browser, site: Path) -> None:
    """Open the pages that people wrote, look through the others, and search the site in English and in Chinese."""
    pages = sorted(site.rglob("*.html"))
    remote = [path.name for path in pages if REMOTE.search(path.read_text(encoding="utf-8"))]
    assert not remote, f"pages that fetch something from elsewhere: {remote}"
    with served(site) as home:
        page, faults = watched(browser, home)
        for path in (path for path in pages if "modules" not in path.parts):
            page.goto(f"{home}/{path.relative_to(site).as_posix()}", wait_until="load")
        for query, expected in QUERIES.items():
            page.goto(f"{home}/index.html?q={query}")
            page.wait_for_selector(".md-search-result__item", state="attached")
            found = [text.replace("\u200b", "") for text in page.locator(".md-search-result__item").all_text_contents()]
            print(f"search {query!r}: {len(found)} pages")
            assert any(expected.lower() in text.lower() for text in found), found
        page.close()
    assert not faults, sorted(set(faults))


def main() -> None:
    """Check what is named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chromium", required=True)
    parser.add_argument("--report", type=Path, action="append", default=[])
    parser.add_argument("--heading", action="append", default=[])
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--site", type=Path)
    options = parser.parse_args()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        for report in options.report:
            check_report(browser, report.resolve(), options.heading, options.picture)
            check_sizes(browser, report.resolve())
            check_print(browser, report.resolve())
        if options.site:
            check_site(browser, options.site.resolve())
        browser.close()


if __name__ == "__main__":
    main()
