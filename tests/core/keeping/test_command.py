"""What the operator does with what is kept, from a terminal."""

from core.keeping import Kept
from core.keeping.command import main

DAY = 86_400.0


def test_the_operator_lists_deletes_and_expires(kept, capsys):
    old, new = kept.save(Kept("home", title="old \x1b[2J one"), now=0.0), kept.save(Kept("receptive_field"), now=DAY)
    assert main(["list"], kept) == 0
    shown = capsys.readouterr().out
    assert old.id in shown and new.id in shown and "1970-01-01" in shown and "2 kept" in shown and "\x1b" not in shown
    assert main(["delete", new.id], kept) == 0
    for gone in (new.id, "-h" + new.id[2:], "--" + new.id[2:]):
        assert main(["delete", gone], kept) == 2
        assert "nothing was deleted" in capsys.readouterr().err
    assert main(["expire"], kept) == 0
    assert "deleted 1" in capsys.readouterr().out
    assert kept.entries() == []


def test_a_line_has_identity_days_size_page_and_title(kept, capsys):
    receipt = kept.save(Kept("home", title="A title"), now=DAY)
    size = kept.entries()[0].size
    assert main(["list"], kept) == 0
    line, total = capsys.readouterr().out.splitlines()
    assert line.split() == [receipt.id, "1970-01-02", "1970-04-02", f"{size:,}", "home", "'A", "title'"]
    assert total.startswith(f"1 kept, {size:,} bytes")
