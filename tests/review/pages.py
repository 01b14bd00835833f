"""Reviews that become pages, and pages that are read as a browser without scripts reads them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from mwaa_tf.review import Review, review_plans
from mwaa_tf.review.formats import write
from mwaa_tf.review.read import read_plans
from mwaa_tf.terraform.plan_json import parse_plan

PLANS = Path(__file__).parent / "plans"


def of(*names: str) -> Review:
    """The review of plans of the corpus."""
    return review_plans(read_plans([str(PLANS / name) for name in names]))


def made(*changes: dict[str, Any], workspace: str = "made", **rest: Any) -> Review:
    """The review of one plan with these resource changes."""
    plan = {"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": changes, **rest}
    return review_plans({workspace: parse_plan(json.dumps(plan).encode(), workspace)})


def change(address: str, before: Any, after: Any, **rest: Any) -> dict[str, Any]:
    """A change of a resource: created, deleted or updated, as its sides say."""
    action = "create" if before is None else "delete" if after is None else "update"
    kind, _, name = address.partition("[")[0].rpartition(".")
    return {
        "address": address,
        "type": kind.rpartition(".")[2],
        "name": name,
        "change": {"actions": [action], "before": before, "after": after, **rest},
    }


def page(review: Review) -> str:
    """Its page."""
    (text,) = write(review, "html")
    return text


def body(page: str) -> str:
    """What is in a page beside its style and its script."""
    return page.partition("<body>")[2].partition("<script>")[0]


def many(count: int) -> Review:
    """A plan with that many changes of twenty attributes each."""
    before = {f"attribute_{number}": f"value {number}" for number in range(20)}
    after = {name: f"{value}, another" for name, value in before.items()}
    return made(*(change(f'aws_ssm_parameter.this["{number:05}"]', before, after) for number in range(count)))


_VOID = {"input", "link", "meta", "wbr"}


@dataclass
class Element:
    """An element of a page, with the elements and texts in it."""

    tag: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text in it."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def words(self) -> str:
        """All text in it, with single spaces."""
        return " ".join(self.text.split())

    @property
    def classes(self) -> set[str]:
        return set((self.attributes.get("class") or "").split())

    def every(self) -> Iterator[Element]:
        """All elements in it, in the order of the page."""
        rest: list[Element | str] = [*reversed(self.children)]
        while rest:
            child = rest.pop()
            if isinstance(child, Element):
                yield child
                rest.extend(reversed(child.children))

    def all(self, tag: str, style: str = "") -> list[Element]:
        """The elements in it that are called ``tag`` and have the class ``style``."""
        return [one for one in self.every() if one.tag == tag and (not style or style in one.classes)]

    def one(self, tag: str, style: str = "") -> Element:
        """The only such element."""
        (only,) = self.all(tag, style)
        return only

    def by_id(self, id: str) -> Element:
        """The element with that id."""
        (only,) = (one for one in self.every() if one.attributes.get("id") == id)
        return only


class _Builder(HTMLParser):
    """Fails where an element is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open = [Element("")]
        self.feed(text)
        self.close()
        assert len(self.open) == 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parsed(page: str) -> Element:
    """The elements of ``page``."""
    return _Builder(page).open[0]


def workspace(page: Element, name: str) -> Element:
    """The section of that workspace."""
    (section,) = (one for one in page.all("section", "workspace") if one.one("h3").text.startswith(f"{name} "))
    return section


def attributes(line: Element) -> list[tuple[str, ...]]:
    """The table below a line: of each row its name, marks, and what stands before and after."""
    rows = line.all("tbody")[0].all("tr") if line.all("tbody") else []
    return [tuple(cell.words for cell in row.every() if cell.tag in ("th", "td")) for row in rows]
