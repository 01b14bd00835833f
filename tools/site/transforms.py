"""What Sphinx changes in the pages: anchors like those of GitHub, one for each field, and the class of wide tables."""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes
from sphinx.transforms import SphinxTransform

from tools.documents import heading_anchor
from tools.site.schemas import field_anchor


class AddressLikeGitHub(SphinxTransform):  # type: ignore[misc]
    """A heading has the anchor that it has on GitHub, too: addresses that end in it work in both places."""

    default_priority = 800

    def apply(self) -> None:
        """Add the anchors of headings that Sphinx names otherwise, such as those with an underscore."""
        if not self.env.docname.startswith(("api/", "commands/")):
            used = {identifier for node in self.document.findall(nodes.Element) for identifier in node["ids"]}
            for section in self.document.findall(nodes.section):
                anchor = heading_anchor(section[0].astext())
                if anchor and anchor not in used:
                    section["ids"].append(anchor)
                    used.add(anchor)


class AnchorFields(SphinxTransform):  # type: ignore[misc]
    """Each row of a table of fields, in the page of the configuration, has an anchor and links to itself."""

    default_priority = 810

    def apply(self) -> None:
        """Number nothing, move nothing: only the first cell of a row becomes a link."""
        if self.env.docname != "configuration":
            return
        for section in self.document.findall(nodes.section):
            for field, row in _fields(section):
                anchor = field_anchor(section[0].astext(), field.astext())
                row["ids"].append(anchor)
                field.replace_self(nodes.reference("", "", field.deepcopy(), refid=anchor, internal=True))


class MarkInputs(SphinxTransform):  # type: ignore[misc]
    """The table of a module's inputs has a class of its own, and for its columns the room of the second sidebar."""

    default_priority = 820

    def apply(self) -> None:
        """Mark the tables with a column for types."""
        if self.env.docname.startswith("modules/"):
            for table in self.document.findall(nodes.table):
                (head,) = table.findall(nodes.thead)
                if "Type" in [entry.astext() for entry in head.findall(nodes.entry)]:
                    table["classes"].append("inputs")
                    # Of the PyData theme, for a single page.
                    self.env.metadata[self.env.docname]["html_theme.sidebar_secondary.remove"] = "true"


def _fields(section: nodes.section) -> Iterator[tuple[nodes.literal, nodes.row]]:
    """The names in the first column of each table directly in ``section`` that is one of fields, and their rows."""
    for table in section.children:
        if not isinstance(table, nodes.table):
            continue
        (head,) = table.findall(nodes.thead)
        if next(iter(head.findall(nodes.entry))).astext() == "field":
            table["classes"].append("fields")
            (body,) = table.findall(nodes.tbody)
            for row in body.findall(nodes.row):
                yield next(iter(row.findall(nodes.literal))), row
