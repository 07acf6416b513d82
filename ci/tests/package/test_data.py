"""`images` in good and bad places: damaged files, other layouts, silent servers, no network, no room, thirty processes at once."""

import dataclasses
import errno
import gzip
import hashlib
import http.server
import itertools
import os
import re
import socket
import struct
import subprocess
import sys
import threading
import time
import types
from pathlib import Path

import pytest
import torch
from torchvision import datasets

from environment import ROOT
from gancourse import settings
from gancourse.data import drawn, drawn_digits, folders, loading, sources
from gancourse.data.loading import Images, images
from gancourse.errors import CourseError

COUNTS = {"train": 40, "t10k": 20}
needs_renaming = pytest.mark.skipif(os.name == "nt", reason="Windows does not rename a file that somebody has open")


@pytest.fixture(autouse=True)
def quiet_place(monkeypatch, tmp_path):
    """An empty cache, no data folder, no network, on the CPU."""
    for name in ("GANCOURSE_DATA", "GANCOURSE_SPEED", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GANCOURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("GANCOURSE_OFFLINE", "1")
    monkeypatch.setenv("GANCOURSE_DEVICE", "cpu")
    monkeypatch.setattr(settings, "_chosen", {})
    monkeypatch.setattr(sources, "_silent", {})
    monkeypatch.setattr(drawn, "COUNTS", {"digits": {"train": 300, "test": 200}, "faces": {"train": 120, "test": 60}})
    monkeypatch.setattr(drawn, "DIRECTLY", {"digits": 100, "faces": 50})


def idx(values: torch.Tensor) -> bytes:
    magic = folders.PICTURES_MAGIC if values.dim() == 3 else folders.LABELS_MAGIC
    return struct.pack(f">i{values.dim()}i", magic, *values.shape) + values.byte().numpy().tobytes()


def contents() -> dict[str, bytes]:
    """The four files of a small MNIST; picture k of a split is filled with the value k."""
    made = {}
    for prefix, count in COUNTS.items():
        made[f"{prefix}-images-idx3-ubyte"] = idx(torch.arange(count)[:, None, None].expand(count, 28, 28))
        made[f"{prefix}-labels-idx1-ubyte"] = idx(torch.arange(count) % 10)
    return made


def lay_out(folder: Path, name: str = "MNIST") -> Path:
    raw = folder / name / "raw"
    raw.mkdir(parents=True)
    for file, content in contents().items():
        (raw / file).write_bytes(content)
    return raw


@pytest.fixture
def raw(monkeypatch, tmp_path):
    """The raw folder of a whole small MNIST named by GANCOURSE_DATA."""
    monkeypatch.setenv("GANCOURSE_DATA", str(tmp_path / "given"))
    return lay_out(tmp_path / "given")


# What comes out -----------------------------------------------------------------------------------------------------


def test_real_digits_are_used_and_named_in_one_line(raw, capsys):
    found = images("digits")
    assert found.pixels.shape == (40, 1, 28, 28) and found.pixels.dtype == torch.uint8
    assert found.labels.tolist() == [k % 10 for k in range(40)] and found.labels.dtype == torch.int64
    assert found.source == "MNIST" and found.pixels.device.type == "cpu"
    assert capsys.readouterr().out == "40 training digits: MNIST, from GANCOURSE_DATA.\n"


def test_test_split_and_limit(raw, capsys):
    assert images("digits", "test", limit=5).pixels[:, 0, 0, 0].tolist() == [0, 1, 2, 3, 4]
    assert capsys.readouterr().out == "5 of 20 test digits: MNIST, from GANCOURSE_DATA.\n"


@pytest.mark.parametrize(
    ("lost", "kind"), [("train-images-idx3-ubyte", "training"), ("t10k-labels-idx1-ubyte", "test")]
)
def test_training_and_test_digits_are_of_one_kind(raw, capsys, lost, kind):
    """Scores compare them, and drawn digits with MNIST's would be two worlds."""
    (raw / lost).write_bytes(b"damaged")
    found = [images("digits", split) for split in ("train", "test", "train")]
    assert [one.source for one in found] == ["drawn"] * 3
    assert f"because MNIST's {kind} digits could not be had (" in capsys.readouterr().out


def test_clothes_have_no_second_kind(monkeypatch, tmp_path):
    raw = lay_out(tmp_path / "given", "FashionMNIST")
    monkeypatch.setenv("GANCOURSE_DATA", str(tmp_path / "given"))
    (raw / "t10k-images-idx3-ubyte").unlink()
    assert images("fashion").source == "Fashion-MNIST"


def test_smoke_takes_few_unless_told_otherwise(raw, monkeypatch):
    monkeypatch.setenv("GANCOURSE_SPEED", "smoke")
    monkeypatch.setattr(loading, "SMOKE_LIMIT", 7)
    assert len(images("digits")) == 7
    assert len(images("digits", limit=12)) == 12


def test_cache_is_used(tmp_path, capsys):
    lay_out(tmp_path / "cache")
    assert images("digits").source == "MNIST"
    assert "MNIST, from the cache." in capsys.readouterr().out


def test_fashion(monkeypatch, tmp_path, capsys):
    lay_out(tmp_path / "given", "FashionMNIST")
    monkeypatch.setenv("GANCOURSE_DATA", str(tmp_path / "given"))
    assert images("fashion").source == "Fashion-MNIST"
    assert "40 training pictures of clothes: Fashion-MNIST, from GANCOURSE_DATA." in capsys.readouterr().out


def test_fashion_without_any_is_one_sentence_with_a_next_step():
    with pytest.raises(
        CourseError, match=r"cannot draw them\. Run this cell again with a network, or set GANCOURSE_DATA"
    ):
        images("fashion")


@pytest.mark.parametrize("arguments", [("cats",), ("digits", "validation"), ("digits", "train", 0)])
def test_a_wrong_argument_is_a_sentence(arguments):
    with pytest.raises(CourseError, match="Choose|Give"):
        images(*arguments)


def test_an_error_shows_as_a_sentence_in_a_notebook():
    from IPython.core.interactiveshell import InteractiveShell

    shown = []
    shell = InteractiveShell()
    shell._showtraceback = lambda kind, value, lines: shown.extend(lines)
    shell.run_cell("from gancourse.errors import CourseError\nraise CourseError('There is no network.')")
    assert shown == ["CourseError: There is no network."]


def test_random_is_scaled_float():
    found = Images(torch.randint(0, 256, (9, 1, 28, 28), dtype=torch.uint8), torch.zeros(9).long(), "drawn")
    batch = found.random(50)
    assert batch.shape == (50, 1, 28, 28) and batch.dtype == torch.float32 and batch.min() >= 0 and batch.max() <= 1
    assert torch.isin((batch * 255).round().byte(), found.pixels).all()


def test_batches_cover_every_epoch_in_a_new_order_and_drop_the_rest():
    values = torch.arange(10, dtype=torch.uint8)[:, None, None, None].expand(10, 1, 28, 28)
    stream = Images(values, torch.arange(10), "drawn").batches(3)
    epochs = []
    for _ in range(6):
        epoch = torch.cat([next(stream) for _ in range(3)])
        assert epoch.shape == (9, 1, 28, 28) and epoch.max() <= 9 / 255
        epochs.append([round(value * 255) for value in epoch[:, 0, 0, 0].tolist()])
        assert len(set(epochs[-1])) == 9
    assert len({tuple(epoch) for epoch in epochs}) > 1


@pytest.mark.parametrize("size", [0, 11])
def test_an_impossible_batch_is_refused_at_once(size):
    with pytest.raises(CourseError, match="from 1 to 10"):
        Images(torch.zeros(10, 1, 28, 28).byte(), torch.zeros(10).long(), "drawn").batches(size)


# Damaged files ------------------------------------------------------------------------------------------------------


def zero_out(content: bytes) -> bytes:
    return b"\0" * len(content)


DAMAGE = {
    "truncated": (lambda content: content[:-100], "where its header promises"),
    "too long": (lambda content: content + b"x", "where its header promises"),
    "empty": (lambda content: b"", "0 bytes are not even a whole header"),
    "another format": (zero_out, "does not begin as an idx file"),
    "a web page": (lambda content: b"<!DOCTYPE html><html>" + content, "does not begin as an idx file"),
    "no pictures": (lambda content: struct.pack(">iiii", 2051, 0, 28, 28), "it holds nothing"),
    "negative count": (lambda content: struct.pack(">iiii", 2051, -3, 28, 28), "it holds nothing"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_file_is_named_set_aside_and_never_used(raw, capsys, kind):
    harm, why = DAMAGE[kind]
    path = raw / "train-images-idx3-ubyte"
    path.write_bytes(harm(path.read_bytes()))
    assert images("digits").source == "drawn"
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("train-images-idx3-ubyte in GANCOURSE_DATA is damaged: ") and why in printed[0]
    assert printed[0].endswith("It was renamed to train-images-idx3-ubyte.broken.")
    assert printed[1].startswith("300 training digits drawn by the course, because MNIST could not be had (")
    assert not path.exists() and (raw / "train-images-idx3-ubyte.broken").exists()
    assert len(list(raw.iterdir())) == 4, "a private name was left behind"


def test_the_next_place_is_taken_after_a_damaged_file(raw, tmp_path, capsys):
    lay_out(tmp_path / "cache")
    (raw / "train-labels-idx1-ubyte").write_bytes(b"")
    assert images("digits").source == "MNIST"
    assert capsys.readouterr().out.endswith("40 training digits: MNIST, from the cache.\n")


# Whole files with something else in them: somebody's data, under a name of MNIST's.
OTHERS = {
    "another size": ("train-images-idx3-ubyte", struct.pack(">iiii", 2051, 1, 32, 32) + bytes(1024), "are not 28 by 28"),
    "letters": ("train-labels-idx1-ubyte", struct.pack(">ii", 2049, 40) + bytes([25] * 40), "it has a label 25"),
    "another content": ("train-labels-idx1-ubyte", struct.pack(">ii", 2049, 60_000) + bytes(60_000), "its checksum is not"),
}  # fmt: skip


@pytest.mark.parametrize("kind", OTHERS)
def test_whole_files_with_other_content_in_the_users_folder_are_not_used_and_not_moved(raw, capsys, kind):
    name, content, why = OTHERS[kind]
    (raw / name).write_bytes(content)
    before = sorted(raw.iterdir())
    assert images("digits").source == "drawn"
    printed = capsys.readouterr().out
    assert f"{name} in GANCOURSE_DATA is not MNIST's: " in printed and why in printed and "left as it is" in printed
    assert sorted(raw.iterdir()) == before and (raw / name).read_bytes() == content


def test_in_the_courses_own_cache_they_make_room_for_a_download(tmp_path, capsys):
    raw = lay_out(tmp_path / "cache")
    name, content, _ = OTHERS["another content"]
    (raw / name).write_bytes(content)
    assert images("digits").source == "drawn"
    assert "It was renamed to train-labels-idx1-ubyte.broken." in capsys.readouterr().out


def test_impossible_labels_and_unequal_counts(raw, capsys):
    (raw / "train-labels-idx1-ubyte").write_bytes(idx(torch.arange(40)))
    assert images("digits").source == "drawn"
    assert "it has a label 39, and labels go from 0 to 9" in capsys.readouterr().out
    (raw / "train-labels-idx1-ubyte").write_bytes(idx(torch.arange(39) % 10))
    assert images("digits").source == "drawn"
    assert "does not fit together: 40 pictures, 39 labels" in capsys.readouterr().out


def test_one_changed_byte_in_the_original_is_noticed(tmp_path):
    content = contents()["train-labels-idx1-ubyte"]
    path = tmp_path / "train-labels-idx1-ubyte"
    path.write_bytes(content)
    original = (40, hashlib.md5(content).hexdigest())
    assert folders.damage(path, original=original) is None
    path.write_bytes(content[:-1] + b"\x07")
    assert folders.damage(path, original=original).why == "its checksum is not that of the original"
    assert folders.damage(path, original=(60_000, original[1])) is None, "a selection has its own checksum"


def test_a_damaged_file_in_a_read_only_folder_is_ignored(raw, capsys, monkeypatch):
    path = raw / "train-images-idx3-ubyte"
    path.write_bytes(path.read_bytes()[:-1])

    def refuse(*_):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(os, "replace", refuse)  # root may write to a read-only folder, so the refusal is simulated
    assert images("digits").source == "drawn"
    printed = capsys.readouterr().out
    assert "left where it is because the folder cannot be written to" in printed and str(raw.parent) not in printed
    assert path.exists()


def test_a_read_only_folder_with_whole_files_is_used(raw):
    for path in raw.iterdir():
        path.chmod(0o444)
    raw.chmod(0o555)
    try:
        assert images("digits").source == "MNIST"
    finally:
        raw.chmod(0o755)


def test_a_whole_file_put_there_by_somebody_else_is_not_set_aside(raw):
    """Two learners find the same damaged file; the second one's rename must not hit what the first has mended."""
    path = raw / "train-images-idx3-ubyte"
    assert folders._set_aside(path, "GANCOURSE_DATA", "truncated", folders.MNIST) is True
    assert path.exists() and not path.with_name(f"{path.name}.broken").exists()


def test_a_file_that_is_still_growing_is_left_alone(raw, monkeypatch, capsys):
    path = raw / "train-images-idx3-ubyte"
    whole = path.read_bytes()
    path.write_bytes(whole[:1_000])
    monkeypatch.setattr(time, "sleep", lambda seconds: path.write_bytes(whole[:2_000]))
    assert images("digits").source == "drawn"
    assert "still on its way" in capsys.readouterr().out and path.exists()


# Other layouts, and other things in the folder ------------------------------------------------------------------------


LAYOUTS = {
    "packed": lambda name: f"MNIST/raw/{name}.gz",
    "packed, and not called so": lambda name: f"MNIST/raw/{name}",
    "with a dot": lambda name: f"MNIST/raw/{name.replace('-idx', '.idx')}",
    "capitals": lambda name: f"mnist/RAW/{name.upper()}",
    "no raw": lambda name: f"MNIST/{name}",
    "a folder too many": lambda name: f"archive/MNIST/raw/{name}",
    "one folder each": lambda name: f"mnist-dataset/{name}/{name}",
    "named too deep": lambda name: f"MNIST/raw/{name}",
    "named deeper still": lambda name: f"MNIST/raw/{name}",
}


@pytest.mark.parametrize("kind", LAYOUTS)
def test_another_layout_works_where_it_can_be_recognised(tmp_path, monkeypatch, capsys, kind):
    given = tmp_path / "given"
    for name, content in contents().items():
        path = given / LAYOUTS[kind](name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(content) if "packed" in kind else content)
    named = {"named too deep": given / "MNIST", "named deeper still": given / "MNIST" / "raw"}.get(kind, given)
    monkeypatch.setenv("GANCOURSE_DATA", str(named))
    before = {path: path.stat().st_mtime_ns for path in given.rglob("*")}
    found = images("digits")
    assert found.source == "MNIST" and found.pixels[:, 0, 0, 0].tolist() == list(range(40))
    assert found.labels.tolist() == [k % 10 for k in range(40)]
    assert folders.look(folders.MNIST, "test", named, "GANCOURSE_DATA") == (20, "")
    assert capsys.readouterr().out == "40 training digits: MNIST, from GANCOURSE_DATA.\n"
    assert {path: path.stat().st_mtime_ns for path in given.rglob("*")} == before, "only copies are made"


def test_the_packed_files_help_out_when_the_unpacked_are_damaged(raw, capsys):
    for name, content in contents().items():
        (raw / f"{name}.gz").write_bytes(gzip.compress(content))
    (raw / "train-images-idx3-ubyte").write_bytes(b"damaged")
    assert images("digits").source == "MNIST"
    assert "It was renamed to train-images-idx3-ubyte.broken." in capsys.readouterr().out


@pytest.mark.parametrize("folder", ["FashionMNIST/raw", "fashion-mnist", "KMNIST", "downloads"])
def test_other_pictures_of_the_same_names_are_not_taken_for_digits(tmp_path, monkeypatch, capsys, folder):
    raw = tmp_path / "given" / folder
    raw.mkdir(parents=True)
    for name, content in contents().items():
        (raw / name).write_bytes(content)
    monkeypatch.setenv("GANCOURSE_DATA", str(tmp_path / "given"))
    assert images("digits").source == "drawn"
    said = capsys.readouterr().out
    if folder == "downloads":
        assert f"{raw / 'train-images-idx3-ubyte'} may be of any data set: put MNIST's into MNIST/raw" in said
    else:
        assert f"it holds {folder}/t10k-images-idx3-ubyte, {folder}/t10k-labels" in said
    monkeypatch.setenv("GANCOURSE_DATA", str(raw))
    assert images("digits").source == "drawn"


def test_without_a_telling_name_the_checksum_decides(tmp_path, monkeypatch):
    originals = {}
    for name, content in contents().items():
        (tmp_path / name).write_bytes(content)
        originals[name] = (struct.unpack(">i", content[4:8])[0], hashlib.md5(content).hexdigest())
    monkeypatch.setattr(loading, "COLLECTIONS", {"digits": dataclasses.replace(folders.MNIST, originals=originals)})
    monkeypatch.setenv("GANCOURSE_DATA", str(tmp_path))
    assert images("digits").source == "MNIST"


def nothing(folder: Path) -> None:
    pass


def an_empty_folder(folder: Path) -> None:
    folder.mkdir()


def a_file(folder: Path) -> None:
    folder.write_text("")


def other_files(folder: Path) -> None:
    (folder / "photos").mkdir(parents=True)
    for name in ("mnist.npz", "photos/a.jpg", "photos/b.jpg", "photos/c.jpg", "photos/d.jpg"):
        (folder / name).write_text("")


def pictures_without_labels(folder: Path) -> None:
    lay_out(folder)
    (folder / "MNIST" / "raw" / "train-labels-idx1-ubyte").unlink()


def half_a_packed_file(folder: Path) -> None:
    raw = lay_out(folder)
    path = raw / "train-images-idx3-ubyte"
    path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes())[:-20])
    path.unlink()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (nothing, "GANCOURSE_DATA is {}, and there is no such folder"),
        (a_file, "GANCOURSE_DATA is {}, which is a file and not a folder"),
        (an_empty_folder, "GANCOURSE_DATA is {}, which has no MNIST/raw/train-images-idx3-ubyte; it holds no files"),
        (other_files, "which has no MNIST/raw/train-images-idx3-ubyte; it holds mnist.npz, photos/a.jpg, photos/b.jpg, photos/c.jpg and 1 more"),
        (pictures_without_labels, "GANCOURSE_DATA is {}, which has no MNIST/raw/train-labels-idx1-ubyte; it holds MNIST/raw/t10k"),
        (half_a_packed_file, "train-images-idx3-ubyte.gz is damaged: it cannot be unpacked to its end"),
    ],
)  # fmt: skip
def test_a_folder_without_the_digits_is_named_with_what_it_holds(tmp_path, monkeypatch, capsys, make, said):
    given = tmp_path / "given"
    make(given)
    monkeypatch.setenv("GANCOURSE_DATA", str(given))
    assert images("digits").source == "drawn"
    assert said.format(given) in capsys.readouterr().out
    assert said.format(given) in folders.look(folders.MNIST, "train", given, "GANCOURSE_DATA")[1]


def test_a_large_folder_is_not_searched_to_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "MOST", 50)
    for number in range(20):
        (tmp_path / f"{number:02}").mkdir()
        for name in range(20):
            (tmp_path / f"{number:02}" / f"{name}.txt").write_text("")
    assert len(list(folders._files(tmp_path))) < 80


def refuse(path: Path):
    """An `open` for which only its owner may read `path`. (Root may read everything, so the refusal is simulated.)"""
    real = Path.open

    def guarded(self, *rest, **options):
        if self == path:
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return real(self, *rest, **options)

    return guarded


def test_a_file_that_somebody_keeps_to_themselves_is_not_called_damaged(raw, monkeypatch, capsys):
    """A colleague copied it with umask 077."""
    monkeypatch.setattr(Path, "open", refuse(raw / "train-labels-idx1-ubyte"))
    assert images("digits").source == "drawn"
    said = capsys.readouterr().out
    assert f"train-labels-idx1-ubyte in GANCOURSE_DATA, {raw.parents[1]}, cannot be read: permission denied" in said
    assert ("chmod -R a+rX" in said) == (os.name != "nt")
    assert "damaged" not in said and len(list(raw.iterdir())) == 4


def test_drawn_digits_that_somebody_keeps_to_themselves_are_not_called_damaged(monkeypatch, capsys):
    images("digits")

    def refuse_to_load(path):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(drawn.np, "load", refuse_to_load)
    capsys.readouterr()
    assert images("digits").source == "drawn"
    said = capsys.readouterr().out
    assert said.startswith("The drawn digits in the cache cannot be read (permission denied), so they are drawn again.")


# The network --------------------------------------------------------------------------------------------------------


@pytest.fixture
def online(monkeypatch):
    monkeypatch.delenv("GANCOURSE_OFFLINE")


class Mirror(http.server.BaseHTTPRequestHandler):
    files: dict[str, bytes] = {}

    def do_GET(self):
        content = self.files.get(self.path.lstrip("/"))
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *_):
        pass


@pytest.fixture
def mirror(online, monkeypatch):
    """A server on loopback that torchvision takes for MNIST's."""
    packed = {f"{name}.gz": gzip.compress(content) for name, content in contents().items()}
    monkeypatch.setattr(Mirror, "files", packed)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mirror)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(datasets.MNIST, "mirrors", [f"http://127.0.0.1:{server.server_port}/"])
    resources = [(name, hashlib.md5(packed[name]).hexdigest()) for name, _ in datasets.MNIST.resources]
    monkeypatch.setattr(datasets.MNIST, "resources", resources)
    for limit in ("SILENCE", "ANNOUNCE"):  # a pause of a busy machine is neither a silent server nor a long download
        monkeypatch.setattr(sources, limit, 60.0)
    yield packed
    server.shutdown()
    server.server_close()


def test_a_download_is_checked_and_kept(mirror, tmp_path, capsys):
    assert images("digits").source == "MNIST"
    assert images("digits").source == "MNIST"
    captured = capsys.readouterr()
    assert captured.out == "40 training digits: MNIST, downloaded.\n40 training digits: MNIST, from the cache.\n"
    assert captured.err == ""
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["MNIST"], "something was left behind"


def test_a_damaged_download_is_not_used(mirror, tmp_path, capsys):
    mirror["train-images-idx3-ubyte.gz"] = gzip.compress(b"something else")
    assert images("digits").source == "drawn"
    assert "the download was damaged on its way" in capsys.readouterr().out
    assert not (tmp_path / "cache" / "MNIST").exists()


def test_a_download_without_a_place_to_keep_it(mirror, tmp_path, capsys):
    (tmp_path / "cache").write_text("a file where the cache folder should be")
    assert images("digits").source == "MNIST"
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("The cache folder cannot be written to (") and len(printed) == 2


def test_a_full_disk_during_the_download(mirror, monkeypatch, capsys):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("torchvision.datasets.utils._urlretrieve", full)
    assert images("digits").source == "drawn"
    assert "the download could not be written: no space left on device" in capsys.readouterr().out


def test_a_server_that_lacks_the_files(mirror, capsys):
    mirror.clear()
    assert images("digits").source == "drawn"
    assert "the server does not have it at the moment" in capsys.readouterr().out


@needs_renaming
def test_those_who_wait_read_the_last_refusal_and_no_other(mirror, tmp_path):
    """A latecomer may open the file on which the first has already noted why, and ask for itself."""
    mirror.clear()
    (tmp_path / "cache").mkdir()
    note = tmp_path / "cache" / ".downloading-MNIST"
    note.write_text("the server does not have it at the moment")
    with note.open() as one_who_waits:
        assert images("digits").source == "drawn"
        assert one_who_waits.read() == "the server does not have it at the moment"
    assert not note.exists()


def test_who_comes_when_another_has_just_finished_does_not_download_again(online, monkeypatch, tmp_path):
    """It looked into the cache before the files were there, and got the lock after them."""
    lay_out(tmp_path / "cache")
    monkeypatch.setattr(sources, "downloaded", lambda *_: pytest.fail("downloaded again"))
    loaded, story = sources._download_in_turn(datasets, folders.MNIST, "train", tmp_path / "cache")
    assert len(loaded[0]) == COUNTS["train"] and story == "downloaded by another notebook"
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["MNIST"]


def test_a_file_taken_away_while_it_is_looked_at_is_a_reason_and_no_error(raw, monkeypatch):
    def gone(path):
        raise FileNotFoundError(path)

    monkeypatch.setattr(folders, "count", gone)
    count, why = folders.look(folders.MNIST, "train", raw.parents[1], "GANCOURSE_DATA")
    assert count is None and why == "what GANCOURSE_DATA holds cannot be read"


def test_a_silent_server_is_given_up_and_not_asked_again(online, monkeypatch, capsys):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        monkeypatch.setattr(datasets.MNIST, "mirrors", [f"http://127.0.0.1:{silent.getsockname()[1]}/"])
        monkeypatch.setattr(sources, "SILENCE", 1.0)
        assert images("digits", limit=50).source == "drawn"
        printed = capsys.readouterr().out
        assert "the server sent nothing for 1 seconds" in printed or "did not answer in time" in printed
        sources._silent["MNIST"] = time.monotonic()
        monkeypatch.setattr(sources, "_Fetch", lambda *_: pytest.fail("asked again"))
        assert images("digits", limit=50).source == "drawn"
        assert "the server was silent a moment ago" in capsys.readouterr().out
    assert socket.getdefaulttimeout() is None


def test_a_download_that_trickles_is_given_up(online, monkeypatch, tmp_path, capsys):
    stop = threading.Event()

    class Trickle(Mirror):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", "100000000")
            self.end_headers()
            while not stop.wait(0.1):
                self.wfile.write(b"x" * 40_000)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Trickle)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(datasets.MNIST, "mirrors", [f"http://127.0.0.1:{server.server_port}/"])
    # This clock moves when it is looked at, so that a busy machine's pauses use up nobody's patience.
    looks = itertools.count(0.0, 0.1)
    clock = types.SimpleNamespace(monotonic=lambda: next(looks), sleep=time.sleep, time=time.time)
    monkeypatch.setattr(sources, "time", clock)
    monkeypatch.setattr(sources, "PATIENCE", 5.0)
    monkeypatch.setattr(sources, "ANNOUNCE", 0.5)
    assert images("digits", limit=50).source == "drawn"
    printed = capsys.readouterr().out
    assert printed.startswith("Downloading MNIST, once: about 12 MB.") and "was not done after 5 seconds" in printed
    stop.set()
    server.shutdown()
    server.server_close()
    until = time.monotonic() + 60
    while list((tmp_path / "cache").glob("downloading-*")) and time.monotonic() < until:
        time.sleep(0.05)
    assert not list((tmp_path / "cache").glob("downloading-*")), "the thread left its folder behind"


def test_no_network(online, monkeypatch, capsys):
    def blocked(*_, **__):
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

    monkeypatch.setattr(socket, "getaddrinfo", blocked)
    monkeypatch.setattr(socket.socket, "connect", blocked)
    assert images("digits").source == "drawn"
    expected = "300 training digits drawn by the course, because MNIST could not be had (no network).\n"
    assert capsys.readouterr().out == expected


def test_offline_does_not_try(monkeypatch, capsys):
    monkeypatch.setattr(sources, "downloaded", lambda *_: pytest.fail("tried to download"))
    assert images("digits").source == "drawn"
    assert "(GANCOURSE_OFFLINE is set)" in capsys.readouterr().out


def test_what_dead_processes_left_is_swept_away(tmp_path):
    old, new, file = tmp_path / "downloading-old", tmp_path / "downloading-new", tmp_path / "drawing-old"
    old.mkdir(), new.mkdir(), file.write_text("half")
    for path in (old, file):
        os.utime(path, (0, 0))
    sources.sweep(tmp_path)
    assert list(tmp_path.iterdir()) == [new]


def test_a_torchvision_that_does_not_match(raw, monkeypatch, capsys):
    class Broken:
        def find_spec(self, name, path=None, target=None):
            if name == "torchvision":
                raise RuntimeError("operator torchvision::nms does not exist")

    for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sources, "version_of", lambda _: "0.28.0+cu130")
    monkeypatch.setattr(sys, "executable", str(ROOT / ".venv" / "bin" / "python"))
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    assert images("digits").source == "drawn"
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("torchvision 0.28.0+cu130 does not match torch ")
    python = re.escape(str(Path(".venv", "bin", "python")))
    pair = r'"torch>=[\d.]+,<\d+" "torchvision>=[\d.]+,<\d+"'
    assert re.search(rf"folder, with `{python} -m pip install --force-reinstall {pair}`; then restart", printed[0])
    assert "because MNIST could not be had (torchvision cannot be loaded)" in printed[1]


def test_no_torchvision_at_all(monkeypatch):
    monkeypatch.setitem(sys.modules, "torchvision", None)
    with pytest.raises(CourseError, match=r"torchvision is not installed\. Mend it .* -m pip install .*torchvision>="):
        sources.torchvision_datasets()


def test_the_version_is_read_without_importing():
    import torchvision

    assert sources.version_of("torchvision") == torchvision.__version__


def test_looking_changes_nothing(raw, tmp_path):
    folder, path = raw.parents[1], raw / "train-images-idx3-ubyte"
    assert folders.look(folders.MNIST, "train", folder, "the cache") == (40, "")
    path.write_bytes(path.read_bytes()[:-1])
    before = {file.name: file.read_bytes() for file in raw.iterdir()}
    count, trouble = folders.look(folders.MNIST, "train", folder, "GANCOURSE_DATA")
    assert count is None and trouble.startswith("train-images-idx3-ubyte in GANCOURSE_DATA is damaged: 31,375 bytes")
    assert {file.name: file.read_bytes() for file in raw.iterdir()} == before
    assert folders.look(folders.MNIST, "train", tmp_path / "cache", "the cache") == (None, "")
    assert not (tmp_path / "cache").exists()


# Drawn digits and their cache ---------------------------------------------------------------------------------------


def test_drawn_digits_can_be_asked_for(raw, monkeypatch, capsys):
    monkeypatch.setenv("GANCOURSE_DATA", "none")
    found = images("digits")
    assert found.source == "drawn" and len(found) == 300
    assert capsys.readouterr().out == "300 training digits drawn by the course, as GANCOURSE_DATA=none asks.\n"


def test_few_are_drawn_directly_and_equal_the_kept_ones(tmp_path, monkeypatch):
    few = images("digits", limit=60)
    assert not (tmp_path / "cache").exists()
    many = images("digits")
    assert len(list((tmp_path / "cache").glob("drawn-digits-train-*.npz"))) == 1
    assert torch.equal(few.pixels, many.pixels[:60]) and torch.equal(few.labels, many.labels[:60])
    monkeypatch.setattr(drawn_digits, "digits", lambda *_, **__: pytest.fail("drawn again"))
    assert torch.equal(images("digits").pixels, many.pixels)


@pytest.mark.parametrize("where", [0.3, 0.999])
def test_a_damaged_cache_is_drawn_again(tmp_path, capsys, where):
    before = images("digits")
    (path,) = (tmp_path / "cache").iterdir()
    content = bytearray(path.read_bytes())
    if where < 0.5:
        content[int(len(content) * where)] ^= 255
    else:
        content = content[: int(len(content) * where)]
    path.write_bytes(content)
    capsys.readouterr()
    assert torch.equal(images("digits").pixels, before.pixels)
    assert capsys.readouterr().out.startswith("The drawn digits in the cache are damaged, so they are drawn again.")
    assert torch.equal(images("digits").pixels, before.pixels)
    assert "damaged" not in capsys.readouterr().out


def test_a_full_disk_costs_the_cache_and_nothing_else(tmp_path, monkeypatch, capsys):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(drawn.np, "savez", full)
    assert len(images("digits")) == 300
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == (
        "The drawn digits cannot be kept for next time (no space left on device), so they are drawn again then."
    )
    assert len(printed) == 2 and not list((tmp_path / "cache").iterdir())


@pytest.mark.may_skip
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs Linux's always full device")
def test_a_really_full_disk(tmp_path):
    """Not the exception we imagine, but the one a write raises."""
    with pytest.raises(OSError) as caught, open("/dev/full", "wb") as file:
        drawn.np.savez(file, pixels=torch.zeros(100_000).numpy())
    assert folders.reason(caught.value) == "no space left on device"


def test_a_cache_that_cannot_be_made(tmp_path, capsys):
    (tmp_path / "cache").write_text("a file where the cache folder should be")
    assert len(images("digits")) == 300
    assert "cannot be kept for next time" in capsys.readouterr().out


def test_the_kept_file_may_be_read_by_everybody_who_shares_the_folder(tmp_path):
    images("digits")
    (path,) = (tmp_path / "cache").iterdir()
    plain = tmp_path / "plain"
    plain.write_text("")
    assert path.stat().st_mode == plain.stat().st_mode


SHARED = """
import sys
sys.path.insert(0, {notebooks!r})
from gancourse.data import drawn, loading
drawn.COUNTS["digits"], drawn.DIRECTLY["digits"] = {{"train": 300, "test": 200}}, 100
found = loading.images("digits")
print(found.source, found.pixels.long().sum().item())
"""


@pytest.mark.may_skip
@needs_renaming
def test_processes_that_share_a_folder(raw, tmp_path):
    """They start on one damaged data folder and one damaged cache; each ends with the same digits, nothing is left over."""
    (raw / "train-images-idx3-ubyte").write_bytes(b"damaged")
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / f"drawn-digits-train-{drawn_digits.version()}.npz").write_bytes(b"damaged")
    command = [sys.executable, "-c", SHARED.format(notebooks=str(ROOT / "notebooks"))]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    running = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    finished = [(process.communicate(timeout=240), process.returncode) for process in running]
    assert all(code == 0 and "Traceback" not in err for (_, err), code in finished), finished
    assert len({out.splitlines()[-1] for (out, _), _ in finished}) == 1
    assert finished[0][0][0].splitlines()[-1].startswith("drawn ")
    assert len(list((tmp_path / "cache").iterdir())) == 1
    assert (raw / "train-images-idx3-ubyte.broken").exists()


@pytest.mark.may_skip
@needs_renaming
def test_thirty_at_once_on_a_damaged_folder_that_somebody_mends(raw, tmp_path):
    """Whoever looks sees a damaged file, none, or the whole one; the whole one survives."""
    path = raw / "train-images-idx3-ubyte"
    whole = path.read_bytes()
    path.write_bytes(whole[:500])
    outcomes = []

    def look():
        found, _ = sources.find(folders.MNIST, "train", [("GANCOURSE_DATA", raw.parents[1])], tmp_path / "cache")
        outcomes.append(found is None or len(found[0]) == 40)

    def mend():
        (raw / "new").write_bytes(whole)
        os.replace(raw / "new", path)

    threads = [threading.Thread(target=mend if k == 15 else look) for k in range(31)]
    for thread in threads:
        thread.start()
        time.sleep(0.01)
    for thread in threads:
        thread.join()
    assert outcomes == [True] * 30
    assert path.read_bytes() == whole and images("digits").source == "MNIST"
    assert {other.name for other in raw.iterdir()} - set(contents()) <= {"train-images-idx3-ubyte.broken"}


@pytest.mark.may_skip
@needs_renaming
def test_a_reader_sees_all_of_the_kept_digits_or_none(tmp_path, capsys):
    path = tmp_path / "kept.npz"
    pixels, labels = drawn_digits.digits(300)
    writers = [threading.Thread(target=drawn._keep, args=(path, "digits", pixels, labels)) for _ in range(20)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers) or not path.exists():
        kept = drawn._read(path, "digits", 300, 28)
        assert kept is None or torch.equal(kept[0], pixels)
    assert list(tmp_path.iterdir()) == [path] and capsys.readouterr().out == ""
