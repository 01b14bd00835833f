"""One comment, however often and by however many at once a review is posted."""

from __future__ import annotations

import threading

import pytest

from mwaa_tf.review.marker import Marker, parse_marker, with_run
from mwaa_tf.review.post import Posted, platforms, post
from tests.review.post.fake_platform import SOMEBODY, TOKEN, StandIn


def document(text: str, part: int = 1, comment: str = "default") -> str:
    return f"{Marker(comment, part)}\n## {text}\n"


def posted(platform: StandIn, *texts: str, run: int = 20) -> Posted:
    documents = [document(text, part) for part, text in enumerate(texts, 1)]
    return post(platform.dialect, documents, platform.environ(run))


def texts(platform: StandIn) -> list[str]:
    return [body.partition("## ")[2].strip() for body in platform.bodies()]


def test_a_file_in_the_folder_is_a_forge() -> None:
    assert platforms() == ("github", "gitlab")


def test_the_first_run_makes_a_comment(platform: StandIn) -> None:
    result = posted(platform, "2 to create")

    assert result.outcome == "created"
    assert platform.bodies() == ["<!-- mwaa_tf review: default 1 run 20 -->\n## 2 to create\n"]
    assert result.urls[0].endswith("101")
    assert {token for _, _, token in platform.requests} == {f"Bearer {TOKEN}"}


def test_the_next_run_updates_it(platform: StandIn) -> None:
    posted(platform, "2 to create")

    result = posted(platform, "3 to create", run=21)

    assert (result.outcome, texts(platform)) == ("updated", ["3 to create"])
    assert platform.comments[0]["id"] == 101


def test_nothing_is_written_where_nothing_changes(platform: StandIn) -> None:
    posted(platform, "2 to create")
    platform.comments[0]["body"] = platform.comments[0]["body"].replace("\n", "\r\n").strip()
    platform.requests.clear()

    assert posted(platform, "2 to create").outcome == "unchanged"
    assert platform.writes() == []


def test_it_is_found_on_a_later_page(platform: StandIn) -> None:
    for number in range(250):
        platform.add(f"talk {number}", SOMEBODY)
    platform.add(document("old"))

    assert posted(platform, "new").outcome == "updated"
    assert texts(platform) == ["new"]


def test_comments_of_others_are_left_alone_whatever_they_say(platform: StandIn) -> None:
    forged = platform.add(document("forged"), SOMEBODY)
    quoted = platform.add(f"> look:\n{document('quoted')}")
    other = platform.add(document("other", comment="other"))

    posted(platform, "mine")

    assert [comment["id"] for comment in platform.comments[:3]] == [forged, quoted, other]
    assert platform.bodies(SOMEBODY) == [document("forged")]
    assert texts(platform)[1:] == ["other", "mine"]


def test_parts_that_are_not_needed_any_more_are_deleted(platform: StandIn) -> None:
    posted(platform, "one", "two", "three")

    result = posted(platform, "all", run=21)

    assert (result.outcome, texts(platform), len(result.urls)) == ("updated", ["all"], 1)


def test_a_split_review_keeps_its_order(platform: StandIn) -> None:
    posted(platform, "one")

    result = posted(platform, "one", "two", "three", run=21)

    assert texts(platform) == ["one", "two", "three"]
    assert [url[-3:] for url in result.urls] == ["101", "102", "103"]


@pytest.mark.parametrize(("theirs", "left"), [(19, "mine"), (20, "mine"), (21, "theirs")])
def test_of_two_runs_that_both_found_none_the_newer_wins(platform: StandIn, theirs: int, left: str) -> None:
    platform.before["POST"] = lambda: platform.add(with_run(document("theirs"), theirs))

    result = posted(platform, "mine")

    assert texts(platform) == [left]
    assert result.outcome == ("skipped" if left == "theirs" else "created")


def test_a_run_that_comes_late_leaves_the_newer_comment(platform: StandIn) -> None:
    posted(platform, "new", run=30)

    result = posted(platform, "old", run=20)

    assert (result.outcome, texts(platform)) == ("skipped", ["new"])
    assert "run 30" in result.reason


def test_a_comment_that_a_newer_run_writes_after_we_looked_is_not_overwritten(platform: StandIn) -> None:
    platform.add(with_run(document("old"), 5))

    def meanwhile() -> None:
        platform.comments[0]["body"] = with_run(document("theirs"), 30)

    platform.before["GET"] = lambda: platform.before.update(GET=meanwhile)  # not before the list, but right after it

    assert posted(platform, "mine").outcome == "skipped"
    assert texts(platform) == ["theirs"]


def test_runs_at_the_same_time_end_with_one_comment(platform: StandIn) -> None:
    start = threading.Barrier(4)

    def run(number: int) -> None:
        start.wait(60)
        posted(platform, f"run {number}", run=number)

    threads = [threading.Thread(target=run, args=(number,)) for number in (20, 21, 22, 23)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    # Whose it is, is another test: platforms have no conditional writes, so nothing is certain within milliseconds.
    assert len(texts(platform)) == 1


def test_duplicates_from_before_are_cleaned_up(platform: StandIn) -> None:
    for run in (17, 19, 18):
        platform.add(with_run(document(f"of {run}"), run))

    posted(platform, "mine")

    assert texts(platform) == ["mine"]
    assert platform.comments[0]["id"] == 102


def test_a_list_that_lags_behind_makes_nothing_be_written_twice(platform: StandIn) -> None:
    platform.lag(lists=2)
    posted(platform, "mine")
    assert platform.writes() == ["POST"]

    platform.requests.clear()
    platform.lag(lists=2)
    posted(platform, "mine, later", run=21)
    assert (texts(platform), len(platform.writes())) == (["mine, later"], 1)


@pytest.mark.parametrize("trouble", [{"status": 502}, {"status": 0, "silent": True}])
def test_a_comment_that_was_made_without_an_answer_is_not_made_again(
    platform: StandIn, trouble: dict[str, int]
) -> None:
    platform.fail("POST", done=True, **trouble)

    result = posted(platform, "mine")

    assert (texts(platform), platform.writes()) == (["mine"], ["POST"])
    assert result.urls


def test_a_comment_that_was_not_made_is_made_in_the_next_round(platform: StandIn) -> None:
    platform.fail("POST", 502, times=2)

    assert posted(platform, "mine").outcome == "created"
    assert platform.writes() == ["POST"] * 3


def test_a_comment_that_somebody_deletes_meanwhile_is_made_anew(platform: StandIn) -> None:
    posted(platform, "old")
    platform.before["PATCH" if platform.dialect == "github" else "PUT"] = platform.comments.clear

    posted(platform, "new", run=21)

    assert texts(platform) == ["new"]


def test_a_marker_is_read_as_it_was_written() -> None:
    for marker in (Marker("default"), Marker("a.b_c-d", 12), Marker("x", 3, 2**60)):
        assert parse_marker(f"{marker}\ntext") == marker
    assert parse_marker("text\n<!-- mwaa_tf review: default 1 -->\n") is None
    assert with_run("<!-- mwaa_tf review: x 2 run 4 -->\na\nb", None) == "<!-- mwaa_tf review: x 2 -->\na\nb"
    with pytest.raises(ValueError, match="marker"):
        with_run("text", 1)
