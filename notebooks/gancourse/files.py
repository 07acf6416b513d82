"""Writing files so that nothing is ever half written or lost, with Python's standard library alone."""

import contextlib
import errno
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

LOCK_SECONDS = 5.0
FULL, READ_ONLY, TAKEN = "the disk is full", "it may not be written to", "something else has that name"


def replace(path: Path, content: bytes) -> None:
    """Write a file in one go: whoever reads it meets the old content or the new."""
    with _private(path, content) as private:
        os.replace(private, path)


def create(path: Path, content: bytes) -> bool:
    """Write a file in one go where there is none; False, with nothing changed, where there is something."""
    if os.path.lexists(path):
        return False
    with _private(path, content) as private:
        try:
            os.link(private, path)  # unlike a rename, it never replaces
        except FileExistsError:
            return False
        except (OSError, NotImplementedError):  # a file system without links; on Windows a rename replaces nothing
            if os.path.lexists(path):
                return False
            os.rename(private, path)
    return True


def set_aside(path: Path, label: str) -> Path:
    """Rename `notes.json` to `notes.LABEL.json`, or with a number where that is taken; give the new path."""
    number = 1
    while True:
        number_part = f"-{number}" if number > 1 else ""
        aside = path.with_name(f"{path.stem}.{label}{number_part}{path.suffix}")
        if not os.path.lexists(aside):
            os.rename(path, aside)
            return aside
        number += 1


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One process at a time in here. The system frees the lock when its holder ends; one that stays busy for seconds
    (or a file system without locks) is not waited for, since every single write is whole without it too."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            file = stack.enter_context((folder / ".lock").open("a+b"))
            end = time.monotonic() + LOCK_SECONDS
            while not _lock(file) and time.monotonic() < end:
                time.sleep(0.02)
        yield


@contextlib.contextmanager
def in_turn(path: Path, seconds: float, sentence: str, announce: float) -> Iterator[tuple[BinaryIO | None, bool]]:
    """Hold the lock file `path` in here: gives it, and whether somebody else had it first; None where it cannot be had.

    The wait takes at most `seconds`; `sentence` is printed when it has taken `announce` seconds.
    """
    file, has_waited = None, False
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            file = stack.enter_context(path.open("a+b"))
            start, is_announced = time.monotonic(), False
            while not _lock(file):
                has_waited = True
                passed = time.monotonic() - start
                if passed > seconds:
                    file = None
                    break
                if passed > announce and not is_announced:
                    print(sentence, flush=True)
                    is_announced = True
                time.sleep(0.1)
        yield file, has_waited


def reason(error: OSError) -> str:
    """Why the system refused, in a few words."""
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return FULL
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return READ_ONLY
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return TAKEN
    return (error.strerror or type(error).__name__).lower()


@contextlib.contextmanager
def _private(path: Path, content: bytes) -> Iterator[Path]:
    """A finished file beside `path` under a name of its own, which is gone afterwards."""
    private = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        with private.open("xb") as file:  # not tempfile, whose files nobody else may read
            file.write(content)
        yield private
    finally:
        with contextlib.suppress(OSError):
            private.unlink()


def _lock(file) -> bool:
    if os.name == "nt":
        import msvcrt

        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError as error:
            return error.errno not in (errno.EACCES, errno.EDEADLK)
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # no locks here
        return True
    return True
