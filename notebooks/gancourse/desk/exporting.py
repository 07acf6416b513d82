"""`export` and `restore`: everything a learner made, in one zip, for places that forget (Binder, Colab) and for moving.

The zip is laid out like the course folder, so that unpacking it there puts everything in its place. `restore` does that
carefully: it believes nothing in the zip, replaces nothing that a learner wrote, and brings back no program files,
which Python would import from the folder of a notebook.
"""

import contextlib
import datetime
import hashlib
import html
import io
import json
import os
import re
import stat
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from gancourse import files, paths
from gancourse.checks import progress
from gancourse.desk import my_work
from gancourse.errors import CourseError
from gancourse.views.plots import in_notebook, publish
from gancourse.views.widgets import display_with_still

MEGABYTE = 1_000_000
MOST_OF_A_FILE, MOST_OF_A_NOTEBOOK, MOST_IN_ALL, MOST_FILES = 5 * MEGABYTE, 20 * MEGABYTE, 50 * MEGABYTE, 500
RECENTLY_SAVED = 30.0  # seconds
BROUGHT_BACK = {".ipynb", ".json", ".md", ".txt", ".csv", ".png", ".gif", ".jpg", ".npz", ".pt"}
FIT_PART = re.compile(r"\w[\w ()+,=@~.-]{0,99}(?<![ .])")
DEVICE_NAMES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.I)  # on Windows these are no files
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError, OSError)


# Export ---------------------------------------------------------------------------------------------------------------


def export(now: bool = False) -> None:
    """Put your notebooks, your progress file and what is in `output/` into one zip, and offer it for download.

    In a notebook this shows a button, so that Run All makes no zip; `now=True` makes it at once, without a button.
    """
    try:
        if paths.in_solutions():
            print("Nothing to keep here: the solutions are the course's own. Your copies are in my_work/.")
        elif "google.colab" in sys.modules:
            _offer_on_colab()
        elif now or not in_notebook():
            _make_and_show()
        else:
            _offer_button()
    except OSError as error:
        raise CourseError(
            f"The zip could not be written into {paths.work_folder().name}/: {files.reason(error)}. "
            "Your notebooks are as they were; File → Download in the menu saves one of them."
        ) from None


def pack(folder: Path, root: Path = paths.ROOT, extra: dict[str, bytes] | None = None) -> tuple[Path | None, list[str]]:
    """Write the zip into `folder`, or find the one that has the same content already.

    extra: further files, by their name in `my_work/`. Returns the zip (None where there is nothing to put into one) and
    what was left out, with the reason.
    """
    chosen, left_out = _collect(folder, root, extra or {})
    if not chosen:
        return None, left_out
    mark = _mark_of(chosen)
    folder.mkdir(parents=True, exist_ok=True)
    same = next((zipped for zipped in sorted(folder.glob("gan-course-*.zip")) if _has_mark(zipped, mark)), None)
    if same is not None:
        return same, left_out
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in chosen.items():
            zipped.writestr(name, data)
        zipped.comment = mark
    number = 1
    while True:
        number_part = f"-{number}" if number > 1 else ""
        path = folder / f"gan-course-{datetime.date.today().isoformat()}{number_part}.zip"
        if files.create(path, content.getvalue()):
            return path, left_out
        number += 1


def _collect(folder: Path, root: Path, extra: dict[str, bytes]) -> tuple[dict[str, bytes], list[str]]:
    """Every file for the zip by its name in there, and what is left out."""
    chosen, left_out, total = {}, [], 0
    for name, path, data in _candidates(folder, root, extra):
        most = MOST_OF_A_NOTEBOOK if name.endswith(".ipynb") else MOST_OF_A_FILE
        try:
            if data is None and not stat.S_ISREG(path.lstat().st_mode):
                left_out.append(f"{name} (a folder or a link)")
                continue
            size = path.lstat().st_size if data is None else len(data)
            if size > most:
                left_out.append(f"{name} ({size / MEGABYTE:.0f} MB, more than {most // MEGABYTE})")
            elif total + size > MOST_IN_ALL or len(chosen) >= MOST_FILES:
                left_out.append(f"{name} (the zip is full)")
            else:
                chosen[name] = path.read_bytes() if data is None else data
                total += len(chosen[name])
        except OSError as error:
            left_out.append(f"{name} ({files.reason(error)})")
    return chosen, left_out


def _candidates(folder: Path, root: Path, extra: dict[str, bytes]) -> Iterator[tuple[str, Path | None, bytes | None]]:
    """(name in the zip, path or None, content or None), the most precious first."""
    taken = set()
    unchanged = my_work.untouched(folder, root / "notebooks")
    for name, data in extra.items():
        taken.add(name)
        yield f"my_work/{name}", None, data
    own = [path for path in _files(folder) if path.name not in unchanged | taken]
    for path in sorted(own, key=lambda path: (path.suffix != ".ipynb", path.name != progress.FILE)):
        taken.add(path.name)
        yield f"my_work/{path.name}", path, None
    for path in sorted((root / "notebooks").glob("*.ipynb")):  # for whoever worked on the originals
        if _was_run(path):
            yield f"my_work/{path.stem + '_from_notebooks' * (path.name in taken)}.ipynb", path, None
    for path in _files(root / "output"):
        yield f"output/{path.name}", path, None


def _files(folder: Path) -> list[Path]:
    """What lies in a folder and can go into a zip: no hidden files, no caches, no earlier zips."""
    entries = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in entries if not path.name.startswith((".", "__")) and path.suffix != ".zip"]


def _was_run(path: Path) -> bool:
    """Whether somebody ran cells of a notebook and saved it: the course's own have no outputs."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
        return any(cell.get("execution_count") or cell.get("outputs") for cell in cells)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return False


def _mark_of(chosen: dict[str, bytes]) -> bytes:
    """What tells two zips with different content apart, kept as the zip's comment."""
    whole = hashlib.sha256()
    for name, data in sorted(chosen.items()):
        whole.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(data).digest())
    return f"gancourse {whole.hexdigest()}".encode()


def _has_mark(path: Path, mark: bytes) -> bool:
    try:
        with zipfile.ZipFile(path) as zipped:
            return zipped.comment == mark and zipped.testzip() is None
    except UNREADABLE:
        return False


def _make_and_show() -> None:
    """Make the zip, say what is in it, and link to it."""
    folder = paths.work_folder()
    path, left_out = pack(folder)
    if path is None:
        print(f"There is nothing of yours to export yet: no changed notebook in {folder.name}/, and no progress file.")
        return
    _say(path, left_out)
    notebook = _this_notebook()
    if notebook is not None:
        _say_how_old(notebook, folder)
    if in_notebook():
        here = notebook.parent if notebook is not None else Path.cwd()
        link = html.escape(Path(os.path.relpath(path, here)).as_posix())
        # Without `download`, JupyterLab would try to open the zip itself.
        bundle = {"text/html": f'<a href="{link}" download>Download {path.name}</a>', "text/plain": path.name}
        publish(bundle)


def _say(path: Path, left_out: list[str]) -> None:
    with zipfile.ZipFile(path) as zipped:
        count = len(zipped.namelist())
    size = path.stat().st_size
    amount = f"{size / MEGABYTE:.1f} MB" if size >= MEGABYTE else f"{size / 1_000:.0f} kB"
    print(f"{path.parent.name}/{path.name}: {count} {'file' if count == 1 else 'files'}, {amount}.")
    if left_out:
        print(f"Left out: {_listed(left_out)}.")


def _listed(names: list[str], most: int = 12) -> str:
    """With a number for those that are too many to read."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _say_how_old(notebook: Path, folder: Path) -> None:
    """The zip has what was saved, which need not be what is on the screen."""
    seconds = time.time() - notebook.stat().st_mtime
    if notebook.parent == folder and notebook.name in my_work.untouched(folder):
        print(f"{notebook.name} is not in it: nothing of yours is saved there yet. Save it (Ctrl+S) and do this again.")
    elif seconds > RECENTLY_SAVED:
        ago = f"{max(1, round(seconds / 60))} min ago"
        print(f"{notebook.name} is in it as saved {ago}. For anything newer, save it (Ctrl+S) and do this again.")


def _offer_button() -> None:
    print("Save this notebook first (Ctrl+S), then press the button. Is there no button? Run export(now=True).")
    _show_button("Make the zip", "Put everything I made into one zip", lambda: export(now=True))


def _offer_on_colab() -> None:
    """Colab keeps no notebook on its disk, so the notebook is asked for; the download waits for a click."""
    notebook = _colabs_notebook()
    if notebook is None:
        print("This notebook could not be read from Colab: keep it with File → Download → Download .ipynb.")
    path, left_out = pack(paths.work_folder(), extra=dict([notebook]) if notebook else {})
    if path is None:
        return
    _say(path, left_out)
    print("Press the button to keep it: Colab forgets it. After a change, run this cell again.")

    def download() -> None:
        try:
            from google.colab import files as colab_files

            colab_files.download(str(path))
        except Exception as error:  # a part of Colab that may change without notice
            print(f"Colab refused the download ({error}). The zip is in the Files panel, on the left.")

    _show_button("Download the zip", f"Download {path.name}", download)


def _show_button(name: str, tooltip: str, act: Callable[[], None]) -> None:
    """A button, with room below it for what `act` prints. Where a saved notebook has no kernel, a sentence."""
    import ipywidgets

    button, output = ipywidgets.Button(description=name, tooltip=tooltip), ipywidgets.Output()

    def pressed(_: Any) -> None:
        output.clear_output()
        with output:
            act()

    button.on_click(pressed)
    display_with_still(ipywidgets.VBox([button, output]), f"[{name}] appears when this cell is run.")


def _colabs_notebook() -> tuple[str, bytes] | None:
    """The notebook on the screen, by a private call of Colab's that may not be there."""
    try:
        from google.colab import _message

        notebook = _message.blocking_request("get_ipynb", request="", timeout_sec=20)["ipynb"]
        if not notebook["cells"]:
            return None
        name = str(notebook.get("metadata", {}).get("colab", {}).get("name", ""))
        content = json.dumps(notebook, ensure_ascii=False, indent=1).encode()
    except Exception:
        return None
    return (name if name.endswith(".ipynb") and is_fit_path(PurePosixPath(name)) else "colab_notebook.ipynb"), content


def _this_notebook() -> Path | None:
    """The notebook this kernel belongs to, where the server says so and it can be seen from here."""
    named = os.environ.get("JPY_SESSION_NAME", "")
    if not named.endswith(".ipynb"):
        return None
    places = [Path(named), Path.cwd() / Path(named).name]
    return next((place for place in places if place.is_absolute() and place.is_file()), None)


# Restore --------------------------------------------------------------------------------------------------------------


def restore(archive: str | os.PathLike) -> None:
    """Bring back what `export` put into a zip. Nothing that you changed here is replaced."""
    path = _find(Path(archive))
    try:
        with zipfile.ZipFile(path) as zipped:
            said = unpack(zipped, paths.work_folder())
    except UNREADABLE as error:
        if isinstance(error, OSError) and error.errno:
            where = paths.work_folder().name
            raise CourseError(f"{path.name} could not be unpacked into {where}/: {files.reason(error)}.") from None
        raise CourseError(f"{path.name} is not a whole zip. Upload it again, or take an older one.") from None
    print("\n".join(said))
    if "google.colab" in sys.modules:
        print("Colab opens only what you upload: File → Upload notebook, for each notebook of the zip.")


def unpack(zipped: zipfile.ZipFile, folder: Path, root: Path = paths.ROOT) -> list[str]:
    """Put the files of a zip where they belong, and say what was done."""
    members = [info for info in zipped.infolist() if not info.is_dir() and not info.filename.startswith("__MACOSX/")]
    if len(members) > MOST_FILES or sum(info.file_size for info in members) > 2 * MOST_IN_ALL:
        raise CourseError("This zip is larger than any that export() makes. Nothing was unpacked.")
    back, refused = [], []
    if my_work.is_unused(folder, root / "notebooks"):
        # First, so that what comes back is known for a changed copy and not met by a second one at the next start.
        with contextlib.suppress(CourseError):
            my_work.hand_out(folder, root / "notebooks")
    unchanged = my_work.untouched(folder, root / "notebooks")
    for info in members:
        target = _target(info, folder, root)
        shown = info.orig_filename[:80].encode("unicode_escape").decode()
        if isinstance(target, str):
            refused.append(f"{shown} ({target})")
            continue
        try:
            content = zipped.read(info)
        except UNREADABLE:
            refused.append(f"{shown} (damaged)")
            continue
        if target == folder / progress.FILE:
            try:
                is_new = progress.take_in(folder, progress.read_progress(content))
                back.append(progress.FILE if is_new else None)
            except progress.ProgressError as error:
                refused.append(f"{shown} ({error})")
        elif target.suffix == ".ipynb" and not _is_notebook(content):
            refused.append(f"{shown} (not a notebook)")
        else:
            back.append(_put(target, content, may_replace=target.parent == folder and target.name in unchanged))
    back = [name for name in back if name]
    said = [f"Brought back into {folder.name}/: {_listed(back)}." if back else "Nothing to bring back: it is all here."]
    return [*said, f"Left in the zip: {_listed(refused)}."] if refused else said


def is_fit_path(path: PurePosixPath) -> bool:
    """Whether a name from elsewhere may become a path below a folder of ours."""
    return 0 < len(path.parts) <= 6 and all(
        FIT_PART.fullmatch(part) and not DEVICE_NAMES.fullmatch(part) for part in path.parts
    )


def _find(archive: Path) -> Path:
    for place in (Path.cwd(), paths.work_folder(), paths.ROOT):
        with contextlib.suppress(OSError, ValueError):
            if (place / archive).is_file():
                return place / archive
    raise CourseError(
        f"There is no {archive.name} here. Upload it first (drop it on the list of files), then run this cell again."
    )


def _target(info: zipfile.ZipInfo, folder: Path, root: Path) -> Path | str:
    """Where a member belongs, or why it stays in the zip."""
    path = PurePosixPath(info.orig_filename)  # as it stands in the zip; `filename` ends at a null character
    if not is_fit_path(path):
        return "no name for a file here"
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return "a link, not a file"
    if path.suffix.lower() not in BROUGHT_BACK:
        return "not a notebook or a result: take it out by hand if you know it"
    most = MOST_OF_A_NOTEBOOK if path.suffix == ".ipynb" else MOST_OF_A_FILE
    if info.file_size > most:
        return f"more than {most // MEGABYTE} MB"
    is_output = "output" in path.parts[:-1] and "my_work" not in path.parts  # perhaps with a folder around it
    base = root / "output" if is_output else folder
    target = base / path.name
    return target if target.resolve().is_relative_to(base.resolve()) else "it would leave the folder"


def _put(target: Path, content: bytes, may_replace: bool) -> str | None:
    """Write a file, beside the one that is there unless that may go; its name, or None where it is there already."""
    target.parent.mkdir(parents=True, exist_ok=True)
    number, path = 1, target
    while not files.create(path, content):
        if path.is_file() and path.read_bytes() == content:
            return None
        if path == target and may_replace:
            files.replace(target, content)
            return target.name
        number_part = f"-{number}" if number > 1 else ""
        path = target.with_name(f"{target.stem}_restored{number_part}{target.suffix}")
        number += 1
    return path.name


def _is_notebook(content: bytes) -> bool:
    try:
        return isinstance(json.loads(content)["cells"], list)
    except (ValueError, TypeError, KeyError, RecursionError):
        return False
