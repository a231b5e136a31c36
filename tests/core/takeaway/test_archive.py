"""Archives, read back by Python's own reader."""

import io
import zipfile

from core.takeaway import archive


def test_an_archive_holds_its_files_under_their_names():
    files = {"互相关 - X.csv": b"1,2\n", "lesson.ipynb": b"{}" * 1_000}
    made = archive(files)
    assert made == archive(files)
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        assert packed.testzip() is None
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {name: packed.read(name) for name in packed.namelist()} == files
    assert len(made) < 500  # packed
