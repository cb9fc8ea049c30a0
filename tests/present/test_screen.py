"""Tables of the first screen: what stands in brackets is text, no markup."""

from io import StringIO

from rich.console import Console

from sim.present.screen import Cell, Row, print_rows


def test_brackets_are_printed_as_they_are() -> None:
    out = Console(file=StringIO(), width=80)
    row = Row("next[soyuz,1].direct < 1", {"a": Cell("3 [bold]")})
    print_rows(out, [row], {"a": "Title [red]"})
    printed = " ".join(out.file.getvalue().split())  # type: ignore[attr-defined]
    assert "next[soyuz,1].direct < 1" in printed
    assert "Title [red]" in printed
    assert "3 [bold]" in printed
