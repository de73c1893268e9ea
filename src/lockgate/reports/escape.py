"""Cells a spreadsheet would run are written so that they stay text."""

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - full-width forms run too


def escape_formula(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet could take it for a formula.

    For CSV and XLSX alike, wherever the project writes a value somebody else wrote. Blanks before the sign do
    not help: some spreadsheets trim them.
    """
    return "'" + text if text.lstrip(" ").startswith(_STARTS) else text
