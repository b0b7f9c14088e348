from pathlib import Path

import pytest

from kommunedata import files


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch):
    path = files.write_atomic(tmp_path / "ny" / "side.html", "gammel")
    assert path.read_text() == "gammel"
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("disken er fuld")))
    with pytest.raises(OSError, match="fuld"):
        files.write_atomic(path, "ny")
    assert [file.read_text() for file in path.parent.iterdir()] == ["gammel"]
