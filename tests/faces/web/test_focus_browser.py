"""Where the focus is once an act was done: at the page's main part, which tells of it (WCAG 2.2, 2.4.3)."""

import pytest
from browsing import Keyboard, chromium, served

NUMBER = "ICE-2025-0001"
ON_MAIN = "() => document.activeElement.id === 'main' && scrollY === 0"


@pytest.mark.parametrize("scripts", [True, False])
def test_focus_is_where_the_page_tells_of_the_act(proposed, scripts):
    """A page one went to, one that answers its own form, one that the browser is sent on to."""
    with served(proposed) as url, chromium() as browser:
        ben = Keyboard.at(browser, url, scripts=scripts).sign_in("Ben")
        ben.follow(NUMBER)
        ben.follow("Take this case…")
        assert not ben.page.evaluate(ON_MAIN)
        ben.press("Sign and take this case")
        assert ben.page.evaluate(ON_MAIN)
        ben.follow("Vote…")
        ben.press("Show what I would sign")
        assert ben.page.get_by_text("There is something to mend").is_visible()
        assert ben.page.evaluate(ON_MAIN)
