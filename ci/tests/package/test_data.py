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
from PIL import Image
from torchvision import datasets

from environment import ROOT
from gancourse import settings
from gancourse.data import drawn, drawn_digits, drawn_faces, folders, loading, photographs, sources
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
    monkeypatch.setattr(drawn, "COUNTS", {"digits": {"train": 300, "test": 200}, "faces": {"train": 60, "test": 60}})
    monkeypatch.setattr(drawn, "DIRECTLY", {"digits": 100, "faces": 25})


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


# Faces: photographs, or drawn -----------------------------------------------------------------------------------------


def photograph(path: Path, number: int, size: tuple[int, int] = (178, 218)) -> None:
    """A stand-in for a picture of CelebA: a face-coloured middle of 108 by 108, and blue around it. PNG loses nothing."""
    picture = Image.new("RGB", size, (0, 0, 255))
    wide, high = size
    picture.paste((200, number, 100), ((wide - 108) // 2, (high - 108) // 2, (wide + 108) // 2, (high + 108) // 2))
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, format="PNG")


def celeba(folder: Path, train: int = 30, test: int = 25) -> Path:
    """A small CelebA as torchvision lays it out: five lists, and pictures of which number k has k in its green."""
    base = folder / "celeba"
    names = [f"{number:06}.jpg" for number in range(train + test + 3)]
    parts = [0] * train + [1] * 3 + [2] * test
    for number, name in enumerate(names):
        photograph(base / "img_align_celeba" / name, number % 256)
    lists = {
        "list_eval_partition.txt": [f"{name} {part}" for name, part in zip(names, parts)],
        "identity_CelebA.txt": [f"{name} 7" for name in names],
        "list_bbox_celeba.txt": [f"{len(names)}", "image_id x_1 y_1 width height", *(f"{name} 1 2 3 4" for name in names)],
        "list_landmarks_align_celeba.txt": [f"{len(names)}", "lefteye_x lefteye_y", *(f"{name} 69 109" for name in names)],
        "list_attr_celeba.txt": [
            f"{len(names)}", "Bald Eyeglasses Smiling ", *(f"{name} -1 {1 if k % 2 else -1}  1" for k, name in enumerate(names))
        ],
    }  # fmt: skip
    for name, lines in lists.items():
        (base / name).write_text("\n".join(lines) + "\n")
    return base


@pytest.fixture
def given(monkeypatch, tmp_path):
    monkeypatch.setenv("GANCOURSE_DATA", str(tmp_path / "given"))
    monkeypatch.setattr(photographs, "FEWEST", 20)
    monkeypatch.setitem(drawn.COUNTS, "faces", {"train": 200, "test": 22})
    return tmp_path / "given"


def test_faces_are_drawn_and_announced_where_nothing_is_named(capsys):
    found = images("faces", limit=20)
    assert found.pixels.shape == (20, 3, 32, 32) and found.pixels.dtype == torch.uint8 and found.source == "drawn"
    assert found.labels.shape == (20, len(found.attributes)) and found.labels.dtype == torch.int64
    assert found.attributes["mouth"] == ("smile", "neutral", "sad", "open")
    assert torch.equal(found.column("mouth"), found.labels[:, list(found.attributes).index("mouth")])
    assert next(found.batches(4)).shape == found.random(4).shape == (4, 3, 32, 32)
    assert repr(found) == "Images(20 of 32 x 32, source 'drawn', on cpu)"
    assert capsys.readouterr().out == (
        "20 training faces of 32 by 32, drawn by the course, because GANCOURSE_DATA names no folder with photographs.\n"
    )
    with pytest.raises(CourseError, match="no attribute 'smile'. Their attributes: age, skin"):
        found.column("smile")


def test_drawn_faces_can_be_asked_for_and_are_kept(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("GANCOURSE_DATA", "none")
    few = images("faces", size=28, limit=20)
    many = images("faces", size=28)
    assert capsys.readouterr().out.endswith(
        "60 training faces of 28 by 28, drawn by the course, as GANCOURSE_DATA=none asks.\n"
    )
    assert torch.equal(few.pixels, many.pixels[:20]) and torch.equal(few.labels, many.labels[:20])
    assert [path.name[:21] for path in (tmp_path / "cache").iterdir()] == ["drawn-faces-train-28-"]
    monkeypatch.setattr(drawn_faces, "faces", lambda *_, **__: pytest.fail("drawn again"))
    assert torch.equal(images("faces", size=28).pixels, many.pixels)


@pytest.mark.parametrize(
    ("name", "size"), [("faces", 0), ("faces", 15), ("faces", 65), ("digits", 32), ("fashion", 14)]
)
def test_a_size_that_cannot_be_had_is_a_sentence(name, size):
    with pytest.raises(CourseError, match=f"has no size {size}. Choose (16 to 64|28), or leave size out"):
        images(name, size=size)


@pytest.mark.parametrize("size", [28, 64])
def test_celeba_is_cropped_to_the_face_and_scaled(given, capsys, size):
    celeba(given)
    found = images("faces", "test", size=size)
    assert found.source == "CelebA" and found.pixels.shape == (22, 3, size, size)
    assert found.pixels[:, 1, 0, 0].tolist() == list(range(33, 55)), "test pictures, in their order"
    assert (found.pixels[:, 0] == 200).all() and (found.pixels[:, 2] == 100).all(), "all face, to the corners"
    assert found.attributes == dict.fromkeys(("Bald", "Eyeglasses", "Smiling"), ("no", "yes"))
    assert found.column("Eyeglasses").tolist() == [k % 2 for k in range(33, 55)]
    assert capsys.readouterr().out == (f"22 of 25 test faces of {size} by {size}: CelebA, from GANCOURSE_DATA.\n")
    assert len(images("faces", limit=7)) == 7


def test_every_pixel_is_the_mean_of_those_it_stands_for(given):
    """27 by 27 means of 4 by 4 pixels of the middle 108, by hand; Pillow rounds twice."""
    base = celeba(given)
    noise = torch.randint(0, 256, (218, 178, 3), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    Image.fromarray(noise.numpy()).save(base / "img_align_celeba" / "000000.jpg", format="PNG")
    middle = noise[55:163, 35:143].double().permute(2, 0, 1)
    expected = torch.nn.functional.avg_pool2d(middle, 4)
    assert (images("faces", size=27, limit=1).pixels[0] - expected).abs().max() <= 1


def test_a_broken_photograph_is_named_and_left_out(given, capsys):
    base = celeba(given) / "img_align_celeba"
    whole = (base / "000002.jpg").read_bytes()
    (base / "000000.jpg").unlink()
    (base / "000001.jpg").write_text("<!DOCTYPE html>")
    (base / "000002.jpg").write_bytes(whole[:120])
    (base / "000003.jpg").write_bytes(b"")
    found = images("faces")
    assert found.pixels[:3, 1, 0, 0].tolist() == [4, 5, 6] and found.column("Eyeglasses")[:2].tolist() == [0, 1]
    assert capsys.readouterr().out == (
        "Left out, because they cannot be read: 000000.jpg (it is not there), 000001.jpg (it is broken), "
        "000002.jpg (it is broken) and 1 more.\n26 of 30 training faces of 32 by 32: CelebA, from GANCOURSE_DATA.\n"
    )


def few_photographs(folder: Path) -> None:
    for number in range(15):
        photograph(folder / "faces" / f"{number}.png", number)


def few_in_celeba(folder: Path) -> None:
    celeba(folder, test=5)


def a_celeba_without_pictures(folder: Path) -> None:
    base = celeba(folder)
    (base / "img_align_celeba").rename(base / "pictures")


def a_celeba_without_a_list(folder: Path) -> None:
    (celeba(folder) / "list_bbox_celeba.txt").unlink()


def a_celeba_with_a_cut_list(folder: Path) -> None:
    path = celeba(folder) / "list_attr_celeba.txt"
    path.write_text(path.read_text()[:700])


def a_celeba_of_broken_test_pictures(folder: Path) -> None:
    base = celeba(folder)
    for number in range(33, 40):
        (base / "img_align_celeba" / f"{number:06}.jpg").write_bytes(b"")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (nothing, "GANCOURSE_DATA is {}, and there is no such folder"),
        (other_files, "GANCOURSE_DATA holds neither a folder celeba nor one called faces"),
        (few_photographs, "GANCOURSE_DATA holds 13 training pictures of faces, and at least 20 are needed"),
        (few_in_celeba, "GANCOURSE_DATA holds 5 test pictures of faces, and at least 20 are needed"),
        (a_celeba_without_pictures, "celeba in GANCOURSE_DATA has no folder img_align_celeba: unpack img_align_celeba.zip there"),
        (a_celeba_without_a_list, "list_bbox_celeba.txt in celeba in GANCOURSE_DATA cannot be read: no such file or directory"),
        (a_celeba_with_a_cut_list, "the lists in celeba in GANCOURSE_DATA are damaged or do not fit together"),
        (a_celeba_of_broken_test_pictures, "test pictures of faces in GANCOURSE_DATA cannot be read: 000033.jpg (it is broken), 000034.jpg (it is broken), 000035.jpg (it is broken) and 4 more; 18 are left, and at least 20 are needed"),
    ],
)  # fmt: skip
def test_photographs_that_do_not_do_are_named_and_faces_are_drawn(given, capsys, make, said):
    make(given)
    found = images("faces", limit=10)
    assert found.source == "drawn"
    assert capsys.readouterr().out == (
        f"10 training faces of 32 by 32, drawn by the course, because {said.format(given)}.\n"
    )


def test_a_folder_of_pictures(given, capsys):
    """Of any shape and in any folder; without train and test, every tenth is for testing."""
    for number in range(310):
        kind = (".png", ".JPG", ".webp")[number % 3]
        path = given / "faces" / f"album {number % 2}" / f"{number:04}{kind}"
        if number < 6:
            photograph(path, number, [(178, 218), (300, 108), (108, 400), (32, 32), (20, 20), (178, 218)][number])
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes((given / "faces" / "album 0" / "0000.png").read_bytes())
    (given / "faces" / "notes.txt").write_text("")
    (given / "faces" / ".hidden.png").write_text("")
    training, test = images("faces"), images("faces", "test")
    assert training.source == test.source == "your pictures" and training.pixels.shape == (200, 3, 32, 32)
    assert training.labels.shape == (200, 0) and training.attributes == {}
    assert capsys.readouterr().out == (
        "200 of 279 training faces of 32 by 32: your pictures, from GANCOURSE_DATA.\n"
        "22 of 31 test faces of 32 by 32: your pictures, from GANCOURSE_DATA.\n"
    )


def test_pictures_of_other_shapes(tmp_path):
    for size in [(178, 218), (300, 108), (108, 400), (32, 32), (20, 20)]:
        photograph(tmp_path / "a.png", 9, size)
        assert photographs._square(tmp_path / "a.png", 32)[:, 0, 0].tolist() == [200, 9, 100], "all face"
    photograph(tmp_path / "a.png", 9, (300, 260))
    assert photographs._square(tmp_path / "a.png", 32)[:, 0, 0].tolist() == [0, 0, 255], (
        "the largest square in the middle"
    )
    noise = torch.randint(0, 256, (32, 32, 3), dtype=torch.uint8)
    Image.fromarray(noise.numpy()).save(tmp_path / "a.png")
    assert torch.equal(photographs._square(tmp_path / "a.png", 32), noise.permute(2, 0, 1)), "taken as it is"
    sideways = Image.Exif()
    sideways[0x0112] = 6  # turn it a quarter to the right
    Image.fromarray(noise.numpy()).save(tmp_path / "b.png", exif=sideways)
    assert torch.equal(photographs._square(tmp_path / "b.png", 32), noise.permute(2, 0, 1).rot90(-1, (1, 2)))
    Image.new("P", (20, 20)).save(tmp_path / "a.png", transparency=0)
    assert photographs._square(tmp_path / "a.png", 32).shape == (3, 32, 32)


def test_folders_called_train_and_test_are_the_splits(given):
    for split, count in (("train", 25), ("test", 24)):
        for number in range(count):
            photograph(given / "faces" / split / f"{number:03}.png", number)
    assert len(images("faces")) == 25 and len(images("faces", "test", limit=21)) == 21
