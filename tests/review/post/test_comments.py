"""One comment, however often and by however many at once a review is posted."""

from __future__ import annotations

import threading

import pytest

from mwaa_tf.review.marker import Marker, parse_marker, with_run
from mwaa_tf.review.post import Posted, forges, post
from tests.review.post.fake_platform import SOMEBODY, TOKEN, StandIn


def document(text: str, part: int = 1, comment: str = "default") -> str:
    return f"{Marker(comment, part)}\n## {text}\n"


def posted(forge: StandIn, *texts: str, run: int = 20) -> Posted:
    documents = [document(text, part) for part, text in enumerate(texts, 1)]
    return post(forge.dialect, documents, forge.environ(run))


def texts(forge: StandIn) -> list[str]:
    return [body.partition("## ")[2].strip() for body in forge.bodies()]


def test_a_file_in_the_folder_is_a_forge() -> None:
    assert forges() == ("github", "gitlab")


def test_the_first_run_makes_a_comment(forge: StandIn) -> None:
    result = posted(forge, "2 to create")

    assert result.outcome == "created"
    assert forge.bodies() == ["<!-- mwaa_tf review: default 1 run 20 -->\n## 2 to create\n"]
    assert result.urls[0].endswith("101")
    assert {token for _, _, token in forge.requests} == {f"Bearer {TOKEN}"}


def test_the_next_run_updates_it(forge: StandIn) -> None:
    posted(forge, "2 to create")

    result = posted(forge, "3 to create", run=21)

    assert (result.outcome, texts(forge)) == ("updated", ["3 to create"])
    assert forge.comments[0]["id"] == 101


def test_nothing_is_written_where_nothing_changes(forge: StandIn) -> None:
    posted(forge, "2 to create")
    forge.comments[0]["body"] = forge.comments[0]["body"].replace("\n", "\r\n").strip()
    forge.requests.clear()

    assert posted(forge, "2 to create").outcome == "unchanged"
    assert forge.writes() == []


def test_it_is_found_on_a_later_page(forge: StandIn) -> None:
    for number in range(250):
        forge.add(f"talk {number}", SOMEBODY)
    forge.add(document("old"))

    assert posted(forge, "new").outcome == "updated"
    assert texts(forge) == ["new"]


def test_comments_of_others_are_left_alone_whatever_they_say(forge: StandIn) -> None:
    forged = forge.add(document("forged"), SOMEBODY)
    quoted = forge.add(f"> look:\n{document('quoted')}")
    other = forge.add(document("other", comment="other"))

    posted(forge, "mine")

    assert [comment["id"] for comment in forge.comments[:3]] == [forged, quoted, other]
    assert forge.bodies(SOMEBODY) == [document("forged")]
    assert texts(forge)[1:] == ["other", "mine"]


def test_parts_that_are_not_needed_any_more_are_deleted(forge: StandIn) -> None:
    posted(forge, "one", "two", "three")

    result = posted(forge, "all", run=21)

    assert (result.outcome, texts(forge), len(result.urls)) == ("updated", ["all"], 1)


def test_a_split_review_keeps_its_order(forge: StandIn) -> None:
    posted(forge, "one")

    result = posted(forge, "one", "two", "three", run=21)

    assert texts(forge) == ["one", "two", "three"]
    assert [url[-3:] for url in result.urls] == ["101", "102", "103"]


@pytest.mark.parametrize(("theirs", "left"), [(19, "mine"), (20, "mine"), (21, "theirs")])
def test_of_two_runs_that_both_found_none_the_newer_wins(forge: StandIn, theirs: int, left: str) -> None:
    forge.before["POST"] = lambda: forge.add(with_run(document("theirs"), theirs))

    result = posted(forge, "mine")

    assert texts(forge) == [left]
    assert result.outcome == ("left" if left == "theirs" else "created")


def test_a_run_that_comes_late_leaves_the_newer_comment(forge: StandIn) -> None:
    posted(forge, "new", run=30)

    result = posted(forge, "old", run=20)

    assert (result.outcome, texts(forge)) == ("left", ["new"])
    assert "run 30" in result.why


def test_a_comment_that_a_newer_run_writes_after_we_looked_is_not_overwritten(forge: StandIn) -> None:
    forge.add(with_run(document("old"), 5))

    def meanwhile() -> None:
        forge.comments[0]["body"] = with_run(document("theirs"), 30)

    forge.before["GET"] = lambda: forge.before.update(GET=meanwhile)  # not before the list, but right after it

    assert posted(forge, "mine").outcome == "left"
    assert texts(forge) == ["theirs"]


def test_runs_at_the_same_time_end_with_one_comment(forge: StandIn) -> None:
    start = threading.Barrier(4)

    def run(number: int) -> None:
        start.wait(10)
        posted(forge, f"run {number}", run=number)

    threads = [threading.Thread(target=run, args=(number,)) for number in (20, 21, 22, 23)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    # Whose it is, is another test: forges have no conditional writes, so nothing is certain within milliseconds.
    assert len(texts(forge)) == 1


def test_duplicates_from_before_are_cleaned_up(forge: StandIn) -> None:
    for run in (17, 19, 18):
        forge.add(with_run(document(f"of {run}"), run))

    posted(forge, "mine")

    assert texts(forge) == ["mine"]
    assert forge.comments[0]["id"] == 102


def test_a_list_that_lags_behind_makes_nothing_be_written_twice(forge: StandIn) -> None:
    forge.lag(lists=2)
    posted(forge, "mine")
    assert forge.writes() == ["POST"]

    forge.requests.clear()
    forge.lag(lists=2)
    posted(forge, "mine, later", run=21)
    assert (texts(forge), len(forge.writes())) == (["mine, later"], 1)


@pytest.mark.parametrize("trouble", [{"status": 502}, {"status": 0, "silent": True}])
def test_a_comment_that_was_made_without_an_answer_is_not_made_again(forge: StandIn, trouble: dict[str, int]) -> None:
    forge.fail("POST", done=True, **trouble)

    result = posted(forge, "mine")

    assert (texts(forge), forge.writes()) == (["mine"], ["POST"])
    assert result.urls


def test_a_comment_that_was_not_made_is_made_in_the_next_round(forge: StandIn) -> None:
    forge.fail("POST", 502, times=2)

    assert posted(forge, "mine").outcome == "created"
    assert forge.writes() == ["POST"] * 3


def test_a_comment_that_somebody_deletes_meanwhile_is_made_anew(forge: StandIn) -> None:
    posted(forge, "old")
    forge.before["PATCH" if forge.dialect == "github" else "PUT"] = forge.comments.clear

    posted(forge, "new", run=21)

    assert texts(forge) == ["new"]


def test_a_marker_is_read_as_it_was_written() -> None:
    for marker in (Marker("default"), Marker("a.b_c-d", 12), Marker("x", 3, 2**60)):
        assert parse_marker(f"{marker}\ntext") == marker
    assert parse_marker("text\n<!-- mwaa_tf review: default 1 -->\n") is None
    assert with_run("<!-- mwaa_tf review: x 2 run 4 -->\na\nb", None) == "<!-- mwaa_tf review: x 2 -->\na\nb"
    with pytest.raises(ValueError, match="marker"):
        with_run("text", 1)
