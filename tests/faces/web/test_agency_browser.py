"""The requesting agency's rooms in a real browser; every page and state looked over by axe, at two widths."""

from browsing import Looker, chromium, served

from console_parts import HEAD

NUMBER = "ICE-2025-0001"


def test_agency_s_people_look_at_a_request_in_the_browser(proposed):
    with served(proposed) as url, chromium() as browser:
        ida = Looker.at(browser, url).sign_in("Ida").looked_over("agency")
        ida.follow(NUMBER)
        ida.looked_over("agency-request")
        Looker.at(browser, url).sign_in(HEAD).looked_over("agency-official")
