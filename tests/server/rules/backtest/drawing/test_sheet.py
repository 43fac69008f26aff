from __future__ import annotations

import re

from drawn import Picture

from server.rules.backtest.drawing.markup import element
from server.rules.backtest.drawing.sheet import sheet


def test_a_page_stands_by_itself() -> None:
    page = sheet(title="A & B", language="sv", body=[element("h1", "A & B")], top=element("nav", "other"))
    picture = Picture(page.removeprefix("<!DOCTYPE html>\n"))
    assert page.startswith("<!DOCTYPE html>\n<html")
    assert picture.all("html")[0].attributes == {"lang": "sv"}
    assert picture.words("title") == ["A & B"] == picture.words("h1")
    assert {each.tag for each in picture.elements}.isdisjoint({"script", "link", "img", "iframe"})
    assert re.findall(r"(?:src|href)=|url\(|@import|https?:", page) == []
    (policy,) = [each for each in picture.all("meta") if "http-equiv" in each.attributes]
    assert policy.attributes["content"].startswith("default-src 'none'")
