"""Broken links of built pages are named, and versions stand side by side."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest

from tools.site import links, versions


def test_each_link_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "a.html").write_text(
        '<p id="here"><a href="#here"></a><a href="deep/b.html#there"></a><a href="https://example.com/x"></a>'
        '<a href="#gone"></a><a href="none.html"></a><img src="none.svg"><a href="../outside.html"></a>'
        '<a href="http://example.com/"></a><a href="deep/b.html#gone"></a></p>'
    )
    (tmp_path / "deep/b.html").write_text('<p id="there"><a href="../a.html">a</a></p>')
    (tmp_path.parent / "outside.html").touch()

    assert list(links.broken(tmp_path)) == [
        "a.html: #gone: no such anchor",
        "a.html: none.html: no such file",
        "a.html: none.svg: no such file",
        "a.html: ../outside.html: no such file",
        "a.html: http://example.com/: neither a file of the site nor https",
        "a.html: deep/b.html#gone: no such anchor",
    ]


def archive(folder: Path, file: Path) -> Path:
    with tarfile.open(file, "w:gz") as tar:
        tar.add(folder, folder.name)
    return file


def test_a_release_comes_from_its_archive_and_the_newest_one_is_first(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "main").mkdir(parents=True)
    for version in ("0.9.0", "0.10.0"):
        (tmp_path / version).mkdir()
        (tmp_path / version / "index.html").write_text(version)
        versions.unpack([archive(tmp_path / version, tmp_path / f"{version}.tar.gz")], site)

    versions.write(site, "https://ops.example.com/mwaa_tf/")

    assert json.loads((site / "versions.json").read_text()) == [
        {"version": "main", "name": "main", "url": "/mwaa_tf/main/"},
        {"version": "0.10.0", "name": "0.10.0", "url": "/mwaa_tf/0.10.0/", "preferred": True},
        {"version": "0.9.0", "name": "0.9.0", "url": "/mwaa_tf/0.9.0/"},
    ]
    assert 'url=0.10.0/index.html"' in (site / "index.html").read_text()
    assert (site / "0.9.0/index.html").read_text() == "0.9.0"


def test_before_the_first_release_main_is_what_a_visitor_sees(tmp_path: Path) -> None:
    (tmp_path / "main").mkdir()
    versions.write(tmp_path, "https://ops.example.com/")

    assert json.loads((tmp_path / "versions.json").read_text()) == [
        {"version": "main", "name": "main", "url": "/main/", "preferred": True}
    ]


@pytest.mark.parametrize("name", ["main", "..", "0.1.0rc1"])
def test_an_archive_of_anything_but_a_release_is_refused(name: str, tmp_path: Path) -> None:
    file = tmp_path / "a.tar.gz"
    with tarfile.open(file, "w:gz") as tar:
        tar.addfile(tarfile.TarInfo(f"{name}/index.html"))

    with pytest.raises(ValueError, match="instead of the folder of one version"):
        versions.unpack([file], tmp_path / "site")
