"""Finding the files of MNIST and Fashion-MNIST in several places, and downloading them.

Up to thirty learners may share one folder, and some folders cannot be written to. So nothing is ever written in place:
a file is made under a private name, checked, and then renamed, which is atomic.
"""

import contextlib
import errno
import io
import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import torch

from gancourse import files
from gancourse.data.folders import CACHE, PREFIX, Collection, Loaded, damage, load, look, opened, raw_files, reason
from gancourse.errors import CourseError
from gancourse.packages import reinstall_pair, version_of
from gancourse.paths import ROOT

if TYPE_CHECKING:
    from types import ModuleType

SILENCE = 10.0  # seconds without a new byte after which a download is given up
PATIENCE = 300.0  # seconds a download may take in all
ANNOUNCE = 3.0  # seconds after which a download that goes on is announced
REST = 300.0  # seconds for which a server that was silent is not asked again, so that Run All waits only once
SILENT, STOPPED = "the server sent nothing", "the download was stopped"
STALE = 3_600.0  # seconds after which a private folder was left behind by a process that died

_silent: dict[str, float] = {}  # title -> when its server was found silent


def torchvision_datasets() -> "ModuleType":
    """torchvision.datasets, or a CourseError with the command that mends the installation.

    A torchvision built for another torch fails in several ways, depending on what was imported before: a missing
    operator (RuntimeError), a library that cannot be loaded, a module left half initialised.
    """
    try:
        from torchvision import datasets
    except ModuleNotFoundError as error:
        if error.name != "torchvision":
            raise
        raise CourseError(f"torchvision is not installed. {_reinstall()}") from None
    except (RuntimeError, ImportError, OSError, AttributeError) as error:
        if "torchvision" not in str(error) and not isinstance(error, ImportError | OSError):
            raise
        raise CourseError(
            f"torchvision {version_of('torchvision')} does not match torch {torch.__version__} and cannot be loaded. "
            f"{_reinstall()}"
        ) from None
    return datasets


def _reinstall() -> str:
    return (
        f"Mend it in a terminal, in the course's folder, with `{reinstall_pair(start=ROOT)}`; then restart the kernel."
    )


def is_offline() -> bool:
    """`GANCOURSE_OFFLINE=1`: do not even try to download."""
    return os.environ.get("GANCOURSE_OFFLINE", "") not in ("", "0")


def find(
    collection: Collection, split: str, places: list[tuple[str, Path]], cache: Path
) -> tuple[Loaded | None, str | list[str]]:
    """((pixels, labels), where they came from), or (None, the reasons why they could not be had).

    places: (name to say, folder) in the order to try; cache: where a download is kept.
    """
    try:
        datasets = torchvision_datasets()
    except CourseError as error:
        print(error)
        return None, ["torchvision cannot be loaded"]
    reasons = []
    for place, folder in places:
        try:
            with opened(collection, split, folder, place) as found:
                return load(datasets, found, collection, split), f"from {place}"
        except CourseError as error:
            trouble = str(error)
        except (OSError, RuntimeError, ValueError, AssertionError):
            trouble = f"what {place} holds cannot be read"
        if trouble:
            reasons.append(trouble)
    if is_offline():
        return None, [*reasons, "GANCOURSE_OFFLINE is set"]
    try:
        return _download_in_turn(datasets, collection, split, cache)
    except CourseError as error:
        return None, [*reasons, str(error)]


# The network --------------------------------------------------------------------------------------------------------


def _download_in_turn(datasets: "ModuleType", collection: Collection, split: str, cache: Path) -> tuple[Loaded, str]:
    """Download, or wait for another notebook that shares the cache and is doing so: thirty who start together ask the
    server once. What kept the one from downloading is the answer for all who waited."""
    with contextlib.suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
    path = cache / f".downloading-{collection.torchvision_class}"
    with contextlib.ExitStack() as stack:
        try:
            patience = f"Another notebook is downloading {collection.title}; waiting for it."
            turn, has_waited = stack.enter_context(files.in_turn(path, PATIENCE, patience, ANNOUNCE))
        except KeyboardInterrupt:
            raise CourseError(STOPPED) from None
        is_there = look(collection, split, cache, CACHE)[0] is not None
        if has_waited and turn and not is_there and (why := _noted(turn)):
            if why.startswith(SILENT):
                _silent[collection.title] = time.monotonic()
            raise CourseError(why)
        if not is_there:
            _note(turn, "")  # an earlier refusal may still stand there, and those who wait read all of it
            try:
                with downloaded(datasets, collection, cache) as folder:
                    return load(datasets, folder, collection, split), "downloaded"
            except CourseError as error:
                if str(error) != STOPPED:
                    _note(turn, str(error))
                raise
            finally:
                with contextlib.suppress(OSError):
                    path.unlink()
        elif not has_waited:  # it came when the other had just finished, and made the file anew
            with contextlib.suppress(OSError):
                path.unlink()
    return load(datasets, cache, collection, split), "downloaded by another notebook"


def _note(turn: BinaryIO | None, why: str) -> None:
    """Leave the reason, and nothing else, to those who wait. On a full disk they find it out themselves."""
    if turn:
        with contextlib.suppress(OSError):
            turn.truncate(0)
            turn.write(why.encode())
            turn.flush()


def _noted(turn: BinaryIO) -> str:
    turn.seek(0)
    return turn.read(500).decode(errors="replace")


@contextlib.contextmanager
def downloaded(datasets: "ModuleType", collection: Collection, cache: Path) -> Iterator[Path]:
    """Download with torchvision, check, rename into the cache; gives the folder that holds the files.

    Where the cache cannot be written to, that is a temporary folder, gone when the `with` block ends.
    Raises CourseError with the reason in a few words.
    """
    silent_at = _silent.get(collection.title)
    if silent_at is not None and time.monotonic() - silent_at < REST:
        raise CourseError("the server was silent a moment ago")
    is_kept = True
    try:
        cache.mkdir(parents=True, exist_ok=True)
        sweep(cache)
        private = Path(tempfile.mkdtemp(prefix="downloading-", dir=cache))
    except OSError as error:
        print(f"The cache folder cannot be written to ({reason(error)}), so a download is not kept for next time.")
        is_kept = False
        try:
            private = Path(tempfile.mkdtemp(prefix="gancourse-"))
        except OSError as second:
            raise CourseError(f"there is no room for a download: {reason(second)}") from None
    fetch = _Fetch(getattr(datasets, collection.torchvision_class), private)
    try:
        fetch.wait(collection)
        names = [path.relative_to(private) for split in PREFIX for path in raw_files(private, collection, split)]
        for name in names:
            fault = damage(private / name, original=collection.originals.get(name.name))
            if fault is not None:
                raise CourseError(f"the downloaded {name.name} is damaged: {fault.why}")
            if is_kept:
                (cache / name).parent.mkdir(parents=True, exist_ok=True)
                os.replace(private / name, cache / name)
        yield cache if is_kept else private
    except OSError as error:
        raise CourseError(f"the download could not be kept: {reason(error)}") from None
    finally:
        fetch.leave()


class _Fetch:
    """A download in a thread of its own, so that a server which accepts and never answers cannot hold up a notebook.

    torchvision sets no timeout, and looking up a name has none to set. The thread is left behind when its time is up;
    it ends by itself at its next socket timeout, and then removes its private folder.
    """

    def __init__(self, dataset: type, folder: Path) -> None:
        self.folder, self.is_left = folder, False
        self.failure: Exception | None = None
        self.thread = threading.Thread(target=self._run, args=(dataset,), daemon=True)

    def _run(self, dataset: type) -> None:
        try:
            dataset(self.folder, download=True)
        except Exception as failure:  # whatever happens in there, the caller goes on without the download
            self.failure = failure
        if self.is_left:
            shutil.rmtree(self.folder, ignore_errors=True)

    def wait(self, collection: Collection) -> None:
        before, started = socket.getdefaulttimeout(), time.monotonic()
        size, grown_at, is_announced = 0, started, False
        socket.setdefaulttimeout(SILENCE)
        try:
            with contextlib.redirect_stderr(io.StringIO()):  # torchvision's own four progress bars
                self.thread.start()
                while self.thread.is_alive():
                    self.thread.join(0.05)
                    now, bytes_now = time.monotonic(), _bytes(self.folder)
                    if bytes_now > size:
                        size, grown_at = bytes_now, now
                    if now - grown_at > SILENCE:
                        _silent[collection.title] = now
                        raise CourseError(f"{SILENT} for {SILENCE:.0f} seconds")
                    if now - started > PATIENCE:
                        raise CourseError(f"the download was not done after {PATIENCE:.0f} seconds")
                    if size and now - started > ANNOUNCE and not is_announced:
                        is_announced = True
                        print(
                            f"Downloading {collection.title}, once: about {collection.megabytes} MB. The Stop button goes on without it."
                        )
        except KeyboardInterrupt:
            raise CourseError(STOPPED) from None
        finally:
            socket.setdefaulttimeout(before)
        if self.failure is not None:
            raise CourseError(_why_download_failed(self.failure)) from None

    def leave(self) -> None:
        """The files are no longer needed: remove them now, or when the thread ends."""
        self.is_left = True
        if not self.thread.is_alive():
            shutil.rmtree(self.folder, ignore_errors=True)


def _bytes(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            total += path.stat().st_size
    return total


def sweep(cache: Path) -> None:
    """Remove what processes left behind in the cache when they died halfway."""
    for path in [*cache.glob("downloading-*"), *cache.glob("drawing-*")]:
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > STALE:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _why_download_failed(failure: Exception) -> str:
    text = str(failure)
    if isinstance(failure, TimeoutError) or "timed out" in text:
        return "the server did not answer in time"
    if isinstance(failure, OSError) and failure.errno in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS):
        return f"the download could not be written: {reason(failure)}"
    if "corrupted" in text:
        return "the download was damaged on its way"
    if "HTTP Error" in text:
        return "the server does not have it at the moment"
    return "no network"
