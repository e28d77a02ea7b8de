"""A file appears whole, whoever writes it at the same moment."""

import threading
from pathlib import Path

import pytest

from maillage.web.drafts import write_first, write_whole, written_at

N_WRITERS = 16


def at_once(work):
    """Do `work(n)` in threads of one process, which start together."""
    start = threading.Barrier(N_WRITERS)
    faults = []

    def run(n):
        start.wait()
        try:
            work(n)
        except Exception as fault:  # said by the test, whatever it is
            faults.append(fault)

    threads = [threading.Thread(target=run, args=[n]) for n in range(N_WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_threads_that_start_together_agree_on_what_the_first_wrote(tmp_path):
    for turn in range(20):
        file = tmp_path / f"key-{turn}"
        seen = {}

        def work(n, file=file, seen=seen):
            ours = write_first(file, b"%02d" % n * 500, mode=0o600)
            seen[n] = (ours, file.read_bytes())

        at_once(work)
        assert [ours for ours, _ in seen.values()].count(True) == 1
        first = next(n for n, (ours, _) in seen.items() if ours)
        assert {text for _, text in seen.values()} == {b"%02d" % first * 500}
        assert file.stat().st_mode & 0o777 == 0o600
    assert len(list(tmp_path.iterdir())) == 20


def test_a_reader_never_sees_half_of_a_file(tmp_path):
    file = tmp_path / "fonts.json"
    write_whole(file, b"00" * 500)

    def work(n):
        for _ in range(20):
            write_whole(file, b"%02d" % n * 500, lasting=n % 2 == 0)
            said = file.read_bytes()
            assert said == said[:2] * 500

    at_once(work)
    assert [one.name for one in tmp_path.iterdir()] == ["fonts.json"]


def test_what_cannot_be_written_leaves_no_draft(tmp_path):
    (tmp_path / "taken").mkdir()
    with pytest.raises(IsADirectoryError):
        write_whole(tmp_path / "taken", b"words")
    with pytest.raises(FileNotFoundError):
        write_first(Path("/nowhere/at/all"), b"words")
    assert [one.name for one in tmp_path.iterdir()] == ["taken"]


def test_whoever_looks_through_a_folder_meets_files_that_another_is_erasing(tmp_path):
    """Two people who send a file at once both throw away what waited too long."""
    for n in range(200):
        (tmp_path / f"{n}").write_bytes(b"old")
    written = (tmp_path / "0").stat().st_mtime
    assert written_at(tmp_path / "0") == written

    def work(_n):
        for file in list(tmp_path.iterdir()):
            seen = written_at(file)
            assert seen is None or seen >= written
            file.unlink(missing_ok=True)

    at_once(work)
    assert list(tmp_path.iterdir()) == []
    assert written_at(tmp_path / "0") is None
