"""Tables that somebody has written, read strictly."""

import pytest

from sim.history.sheet import read


def told(text):
    return [str(problem) for problem in read(text, "t.csv").problems]


def cells(text, column="days"):
    sheet = read(text, "t.csv")
    assert not sheet.problems
    return [sheet.decimal(row, column) for row in sheet.rows]


@pytest.mark.parametrize(
    "text",
    [
        "who,days\na,0\nb,10.5\n",
        "who;days\na;0\nb;10,5\n",
        "who\tdays\na\t0\nb\t10,5\n",
        'who,days\na,0\nb,"10,5"\n',
        'who, days\na, 0\nb, "10,5"\n',
        "who;days\r\na;0\r\nb;10,5\r\n",
        "who;days\ra;0\rb;10,5",
        "\nwho;days\n\na;0\nb;10,5\n\n",
        '"who, or what";days\na;0\nb;10,5\n',
    ],
)
def test_separators_decimal_commas_and_line_ends(text):
    assert cells(text) == ["0", "10.5"]


def test_a_decimal_comma_may_have_a_unit_and_a_sign():
    assert cells("who;days\na;-1,25 d\nb;3 d\n") == ["-1.25 d", "3 d"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2,3\n", "row 2: 3 cells under 2 headings; a decimal comma? write 1.2, or quote"),
        ("a,b\nx,10,5 d\n", "a decimal comma? write 10.5 d, or quote it"),
        ("a\n10,5\n", "row 2: 2 cells under 1 heading; a decimal comma? write 10.5, or quote it"),
        ("a,b\nx,,3\n", "row 2: 3 cells under 2 headings; quote a text with a separator in it"),
        ("a,b\nx\n", "row 2: 1 cell under 2 headings; write each cell, or none of the row"),
        ("a,b,a\n1,2,3\n", "t.csv:1: column a: stands in the heading twice: keep one"),
        ("a,,b\n1,2,3\n", "t.csv:1: column 2: has no heading: name it"),
        ('a,b\n1,"2\n3,4\n', "t.csv:2: is not a CSV file: a quote opens here and nowhere ends"),
        ("", "t.csv:1: is empty"),
        ("a\0,\0b", "not UTF-8: save the file in that encoding"),
    ],
)
def test_what_is_wrong_with_rows_and_headings(text, message):
    (problem,) = told(text)
    assert message in problem


def test_all_bad_rows_are_told_each_with_its_line():
    assert [each[:14] for each in told('a,b\n"x\ny",1\n\n1\n2,3\n4,5,6\n')] == [
        "t.csv:5: row 5",
        "t.csv:7: row 7",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('who,days\na,"1,250"\n', "'1,250' may be 1.250 or 1250: write it without a comma"),
        ("who;days\na;1.250\nb;0,5\n", "'1.250' has a point, and others here a decimal comma"),
        ("who;days\na;\n", "is empty"),
    ],
)
def test_cells_of_two_meanings_or_none(text, message):
    sheet = read(text, "t.csv")
    with pytest.raises(ValueError, match=message):
        sheet.decimal(sheet.rows[0], "days")
