"""Every regular expression of the source was judged by a tool (``make patterns``); what is not linear says why."""

import re

from tools.patterns import kept, patterns

ORDERS = {"linear", "polynomial 2", "polynomial 3", "polynomial 4", "exponential", "unknown"}


def test_every_pattern_was_judged_and_none_that_is_gone_is_kept():
    found = {(one.file, one.name) for one in patterns()}
    assert found - kept().keys() == set(), "run make patterns"
    assert kept().keys() - found == set(), "run make patterns"


def test_pattern_that_is_not_linear_says_why_it_may_stay():
    for key, (verdict, why) in kept().items():
        assert verdict in ORDERS, key
        assert verdict == "linear" or len(why.split()) >= 5, key


def test_pattern_that_is_new_is_found_unjudged(monkeypatch):
    monkeypatch.setattr("tools.patterns.MADE_LATER", {"cells.py": r"(a+)+$"})
    (new,) = [one for one in patterns() if one.text == r"(a+)+$"]
    assert (new.file, new.name) not in kept()


def test_patterns_of_every_form_are_found():
    """Literals, those made of words when a module is imported, and those asked of by name from another file."""
    texts = {(one.file, one.text) for one in patterns()}
    assert "tlog/credentials.py" in {file for file, _ in texts}
    assert any(file == "law/lexicon.py" and "REFUSED" in text for file, text in texts)
    assert not any(re.search(r"\(\?P<\w+>.*\{_[A-Z]+\}", text) for _, text in texts)
