"""A double click, two tabs, the back button, a post that is sent again: each act is done once, on PostgreSQL."""

from collections import Counter
from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connections

from console_parts import Console, console_of, fields
from lockgate.store.fsck import check_record_of_work
from lockgate.store.models.acts import ActRow
from lockgate.web import rooms


def at_once(calls: list[Callable[[], int]]) -> list[int]:
    """What each call answers, all begun at one moment, each on a connection of its own."""
    start, answers = Barrier(len(calls)), [0] * len(calls)

    def run(place: int) -> None:
        start.wait(60)
        try:
            answers[place] = calls[place]()
        finally:
            connections["default"].close()

    threads = [Thread(target=run, args=(place,)) for place in range(len(calls))]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)
    return answers


def poster(console: Console, token: str, address: str, form: dict[str, str]) -> Callable[[], int]:
    """One post of a browser that holds this token."""

    def post() -> int:
        browser = console.stranger()
        browser.cookies[rooms.COOKIE] = token
        return browser.post(address, form).status_code

    return post


def test_many_at_once_do_each_act_once(postgres_home, postgres_address, tmp_path):
    console = console_of(postgres_home, tmp_path / "scene", postgres_address)
    console.scene.submitted().confirmed().relevant().located().proposed().pass_time(hours=1)
    console.resume()
    review, posts = f"{console.case}/review", {}
    for who in ("ben", "cyd"):
        browser = console.browser(who)
        asked = {"vote": "for", "reason": "", "proposal": console.scene.proposal}
        tabs = [fields(browser.post(review, asked)) for _ in range(2)]
        token = browser.cookies[rooms.COOKIE].value
        posts[who] = [poster(console, token, review, tab) for tab in tabs for _ in range(2)]
    answers = at_once([*posts["ben"], *posts["cyd"]])
    assert [Counter(answers[:4]), Counter(answers[4:])] == [{302: 1, 409: 3}] * 2
    # The back button, and the same post again.
    assert {again() for who in posts for again in posts[who]} == {409}
    assert sorted(vote.officer for vote in console.scene.facts.votes) == ["ben", "cyd"]
    dov = console.browser("dov")
    authorize = f"{console.case}/authorize"
    token, tabs = dov.cookies[rooms.COOKIE].value, [fields(dov.get(authorize)) for _ in range(2)]
    clicks = [poster(console, token, authorize, tab) for tab in tabs for _ in range(2)]
    assert Counter(at_once(clicks)) == {302: 1, 409: 3}
    done = Counter(ActRow.objects.filter(case_id=console.scene.case).values_list("act", flat=True))
    assert (done["review"], done["authorize"]) == (2, 1)
    check_record_of_work()
