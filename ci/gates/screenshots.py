"""Lessons in JupyterLab as people see them, page by page, for somebody to look at.

    python3 ci/course.py run gates/screenshots OUT                                every lesson, run, at two widths and in both themes
    python3 ci/course.py run gates/screenshots OUT 02 05 --width 800 --theme dark
    python3 ci/course.py run gates/screenshots OUT 05 --tree solutions --stored   the pictures of the last real run, nothing is run

Look for clipped legends, words too small to read, text on a ground of its own colour, lines that break within a word,
and whatever jumps when a slider moves. Writes OUT/02-light-1280/01.png and so on.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from gates import lab_page

HEIGHT, OVERLAP = 1600, 60
SETTLED = 600  # milliseconds after which a page that was resized or scrolled has been drawn again


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", type=Path, help="the folder for the pictures")
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="numbers such as 02; all lessons by default")
    parser.add_argument("--width", nargs="+", type=int, default=[1280, 800], help="of the window, in pixels")
    parser.add_argument("--theme", nargs="+", choices=["light", "dark"], default=["light", "dark"])
    parser.add_argument("--tree", choices=["notebooks", "solutions", "my_work"], default="notebooks")
    parser.add_argument("--speed", choices=["smoke", "quick", "full"], default="smoke")
    parser.add_argument("--stored", action="store_true", help="show the outputs that are stored; run nothing")
    parser.add_argument("--without-files", action="store_true", help="close JupyterLab's list of files")
    return parser.parse_args(given)


def photograph(notebook: Any, folder: Path) -> int:
    """The notebook from top to bottom, as pictures that overlap a little; returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("[0-9]*.png"):
        old.unlink()
    scroller = notebook.panel.locator(".jp-WindowedPanel-outer").first
    whole, seen = scroller.evaluate("part => [part.scrollHeight, part.clientHeight]")
    tops = range(0, max(whole - OVERLAP, 1), max(seen - OVERLAP, 1))
    for number, top in enumerate(tops, 1):
        scroller.evaluate("(part, top) => { part.scrollTop = top; }", top)
        notebook.page.wait_for_timeout(SETTLED)
        notebook.page.screenshot(path=folder / f"{number:02d}.png", clip=scroller.bounding_box())
    return len(tops)


def main(given: list[str] | None = None) -> int:
    options = arguments(given)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        root = lab_page.course_copy(Path(temporary))
        if options.tree == "my_work":
            (root / "notebooks").rename(root / "my_work")
            (root / "notebooks").mkdir()
            (root / "my_work" / "gancourse").rename(root / "notebooks" / "gancourse")
        paths = [
            path
            for path in sorted((root / options.tree).glob("[0-9]*.ipynb"))
            if not options.lessons or path.name[:2] in options.lessons
        ]
        if not paths:
            print(f"There is no lesson {' or '.join(options.lessons)} in {options.tree}/.")
            return 1
        try:
            with lab_page.chromium() as browser, lab_page.jupyterlab(root, GANCOURSE_SPEED=options.speed) as address:
                for path in paths:
                    page = browser.new_page(viewport={"width": options.width[0], "height": HEIGHT})
                    notebook = lab_page.Tab(page, address).open(f"{options.tree}/{path.name}")
                    page.add_style_tag(content=".Toastify { display: none }")  # JupyterLab's question about its news
                    if not options.stored:
                        notebook.run_all()
                    if options.without_files:
                        page.evaluate("jupyterapp.shell.collapseLeft()")
                    for theme in options.theme:
                        notebook.choose_theme(theme)
                        for width in options.width:
                            page.set_viewport_size({"width": width, "height": HEIGHT})
                            page.wait_for_timeout(SETTLED)
                            folder = options.out / f"{path.name[:2]}-{theme}-{width}"
                            print(f"{folder}: {photograph(notebook, folder)} pictures", flush=True)
                    page.close()
        except lab_page.LabError as error:
            print(error)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
