"""Emails: one source becomes a subject, an HTML part and a text part that say the same."""

import os
import re
import timeit
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.core import rendering

LAYOUT = (Path(__file__).parents[2] / "templates" / "email" / "_layout.mjml").read_text()
GOLDEN = Path(__file__).parent / "golden"
NAMES = frozenset({"first_name", "site_url", "ul_mg", "score"})
VALUES: dict[str, object] = {
    "first_name": "José",
    "site_url": "https://coach.example",
    "ul_mg": 350,
    "brand": "Kindly",
    "postal_address": "Kindly Coaching, 12 Elm Street, Portland, OR 97201",
    "unsubscribe_url": "https://coach.example/u/token?list=1&by=mail",
    "support_contact": "help@coach.example",
    "day": 15,
    "days": 56,
    "topic": "Leafy greens",
    "folded": [{"topic": "Nuts and seeds", "text": "A small handful a day.\nOne ounce is about 80 mg."}],
    "foods": {"spinach_cooked": "78 mg", "black_beans_cooked": "60 mg"},
}


def template(body: str, front: str = "subject: Hello") -> rendering.EmailTemplate:
    return rendering.compile_email(f"---\n{front}\n---\n{body}", layout=LAYOUT, names=NAMES)


def email(body: str, front: str = "subject: Hello", **values: object) -> rendering.RenderedEmail:
    return template(body, front).render(VALUES | {"folded": []} | values)


def words(html: str) -> str:
    """The converted Markdown alone, without styles: it fills the third block, below spacer and day."""
    cells = re.findall(r'<div style="font-family:[^>]*>(.*?)</div>', html, re.DOTALL)
    return re.sub(r' style="[^"]*"', "", cells[2]).strip()


@pytest.mark.golden
@pytest.mark.parametrize("part", ["html", "text"])
def test_a_sample_email_looks_as_it_did(part: str) -> None:
    """`COACHING_TEST_GOLDEN=write pytest -m golden` writes the files anew; read the difference."""
    compiled = rendering.compile_email((GOLDEN / "greens.md").read_text(), layout=LAYOUT, names=NAMES)
    rendered = getattr(compiled.render(VALUES), part)
    path = GOLDEN / f"greens.{'html' if part == 'html' else 'txt'}"
    if os.environ.get("COACHING_TEST_GOLDEN") == "write":
        path.write_text(rendered)
    assert rendered == path.read_text()


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("Hi **there**", "<p>Hi <strong>there</strong></p>"),
        ("# {{ first_name }}", "<h1>José</h1>"),
        ("a\n\n{% if score is defined %}\nb\n{% endif %}\n\nc", "<p>a</p>\n\n\n<p>c</p>"),
        ("a\n{% if score is defined %}\nb\n{% endif %}\nc", "<p>a</p>\n\n\n<p>c</p>"),
        ("a\n{% if ul_mg %}\n    b\n{% else %}\nc\n{% endif %}", "<p>a</p>\n\n<p>b</p>"),
        ("{# why #}\na\n\n{# two\nlines #}\n\nb", "<p>a</p>\n\n<p>b</p>"),
        ("- a\n{% if score is defined %}\n- b\n{% endif %}\n", "<ul>\n<li>a</li>\n</ul>"),
        (
            "- a\n\n  {% if score is defined %}\n  b\n  {% endif %}\n- c",
            "<ul>\n<li>\n<p>a</p>\n\n</li>\n<li>\n<p>c</p>\n</li>\n</ul>",
        ),
        ("> {% if ul_mg %}\n> a\n> {% endif %}", "<blockquote>\n\n<p>a</p>\n\n</blockquote>"),
        ("{% for m in folded %}\n## {{ m.topic }}\n{% endfor %}\nz", "<p>z</p>"),
        ("a {% if score is defined %}b{% endif %} c", "<p>a  c</p>"),
        (
            "**a**\n*b*\n[c](https://a.example)",
            '<p><strong>a</strong>\n<em>b</em>\n<a href="https://a.example">c</a></p>',
        ),
        ("```\na  b\n\n c\n```", "<pre><code>a  b\n\n c\n</code></pre>"),
        ("**{{ first_name }}**, *{{ ul_mg }}*", "<p><strong>José</strong>, <em>350</em></p>"),
        ("x [menu]({{ site_url }}/m?a=1&b=2)", '<p>x <a href="https://coach.example/m?a=1&amp;b=2">menu</a></p>'),
        ("x <https://a.example>", '<p>x <a href="https://a.example">https://a.example</a></p>'),
        ("a &lt;b&gt; &#123;&#123; score &#125;&#125;", "<p>a &lt;b&gt; {{ score }}</p>"),
        ("a { b } {{ '{%' }} c", "<p>a { b } {% c</p>"),
        ("&#123;{{ ul_mg }}&#125;", "<p>{350}</p>"),
        ("`{{ ul_mg }}`", "<p><code>350</code></p>"),
    ],
)
def test_markdown_and_tags_become_html_without_gaps(body: str, html: str) -> None:
    found = re.sub(r"\n{3,}", "\n\n", words(email(body).html))
    assert found == re.sub(r"\n{3,}", "\n\n", html)
    assert "<p></p>" not in found


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("# One\n\nTwo **three**", "One\n===\n\nTwo three"),
        ("## {{ ul_mg }} mg", "350 mg\n-------------"),
        ("- a\n- b\n  - c", "- a\n- b\n  - c"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("- a\n\n- b", "- a\n\n- b"),
        ("> a\n> b\n>\n> c", "> a b\n>\n> c"),
        ("a  \nb", "a\nb"),
        ("[menu]({{ site_url }}/m?a=1&b=2)", "menu: https://coach.example/m?a=1&b=2"),
        ("See [menu](https://a.example) now", "See menu: https://a.example now"),
        ("<https://a.example>", "https://a.example"),
        ("[{{ site_url }}]({{ site_url }})", "https://coach.example: https://coach.example"),
        ("<a@b.example>", "a@b.example"),
        ("Tea &amp; toast &lt; 3 &hellip;", "Tea & toast < 3 …"),
        ("a\n\n{% if score is defined %}\nb\n{% endif %}\n\nc", "a\n\nc"),
        ("a\n\n{% if ul_mg %}\nb\n{% endif %}\n\nc", "a\n\nb\n\nc"),
        ("| A | B | C |\n|-|-|-|\n| 1 | 2 | 3 |\n| 4 | 5 | |", "- 1; B: 2; C: 3\n- 4; B: 5"),
        ("```\nkeep  this\n  so\n```", "    keep  this\n      so"),
        ("a\n\n---\n\nb", "a\n\n--------------------\n\nb"),
        ("word " * 30, ("word " * 15).strip() + "\n" + ("word " * 15).strip()),
    ],
)
def test_the_text_part_reads_well(body: str, text: str) -> None:
    whole = email(body, day=None).text
    assert whole[: whole.index("--\nKindly")].rstrip() == text


def test_a_paragraph_that_is_one_link_becomes_a_button() -> None:
    alone, within = email("[Go]({{ site_url }})").html, email("[Go]({{ site_url }}) now").html
    assert 'class="button"' in alone
    link = next(attributes for tag, attributes in outline(alone).seen if attributes.get("class") == "button-link")
    assert link["href"] == "https://coach.example"
    assert "Go: https://coach.example" in email("[Go]({{ site_url }})").text
    assert 'class="button"' not in within


def test_a_footer_with_all_that_the_law_asks_stands_in_both_parts() -> None:
    mail = email("Hi")
    for part in (mail.html.replace("&amp;", "&"), mail.text):
        for needed in ("brand", "postal_address", "unsubscribe_url", "support_contact"):
            assert str(VALUES[needed]) in part
        flat = " ".join(part.split())
        assert "For learning, not medical advice. Not for emergencies, not watched 24/7." in flat


def test_what_was_missed_is_shown_only_if_something_was() -> None:
    with_it, without = email("Hi", folded=VALUES["folded"]), email("Hi")
    for full, empty in ((with_it.html, without.html), (with_it.text, without.text)):
        assert "While we were apart" in full
        assert "One ounce is about 80 mg." in full
        assert "While we were apart" not in empty


def test_the_day_stands_above_and_may_be_absent() -> None:
    assert "Day 15 of 56 · Leafy greens" in email("Hi").html
    assert email("Hi").text.startswith("Day 15 of 56: Leafy greens\n\nHi\n")
    assert "Day " not in email("Hi", day=None).html
    assert email("Hi", day=None).text.startswith("Hi\n")


def test_subject_and_preheader_are_filled_escaped_and_of_one_line() -> None:
    front = 'subject: Tea & {{ first_name }}\npreheader: "About {{ score | default(3) }}: <ok>"'
    mail = email("Hi", front, first_name="A\r\nBcc: b@c.example <i>\u202e\u2028.")
    assert mail.subject == "Tea & A Bcc: b@c.example <i> ."
    assert mail.preheader == "About 3: <ok>"
    assert "<title>Tea &amp; A Bcc: b@c.example &lt;i&gt; .</title>" in mail.html
    assert ">About 3: &lt;ok&gt;" in mail.html


class _Outline(HTMLParser):
    """Collects what would be loaded, and checks that every element is closed."""

    VOID = ("meta", "br", "hr", "img", "link", "input")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline(html: str) -> _Outline:
    walk = _Outline()
    walk.feed(html)
    walk.close()
    assert walk.open == []
    return walk


def test_the_page_is_sound_small_and_loads_nothing() -> None:
    compiled = rendering.compile_email((GOLDEN / "greens.md").read_text(), layout=LAYOUT, names=NAMES)
    html = compiled.render(VALUES).html
    walk = outline(html)
    assert len(html.encode()) < 30_000
    assert {tag for tag, _ in walk.seen} & {"img", "link", "script", "iframe", "form", "input", "object"} == set()
    assert not any("src" in attributes or "background" in attributes for _, attributes in walk.seen)
    assert "url(" not in html
    assert "@import" not in html
    assert dict(walk.seen)["html"]["lang"] == "en"
    tables = [attributes.get("role") for tag, attributes in walk.seen if tag == "table"]
    assert tables.count(None) == 1  # the one table of figures; all others are layout
    assert {"name": "color-scheme", "content": "light dark"} in [a for tag, a in walk.seen if tag == "meta"]
    assert "prefers-color-scheme: dark" in html


@given(st.text(max_size=60))
def test_a_hostile_value_never_changes_the_page(value: str) -> None:
    compiled = template("# A {{ first_name }}\n\n- *{{ first_name }}*\n\n[x](https://a.example/{{ first_name }})")
    calm = [tag for tag, _ in outline(compiled.render(VALUES | {"first_name": "Sam"}).html).seen]
    assert [tag for tag, _ in outline(compiled.render(VALUES | {"first_name": value}).html).seen] == calm


@pytest.mark.parametrize(
    "value", ["**bold**", "<b>x</b>", "[a](https://b.example)", "{{ ul_mg }}", "{% if a %}", "{#", "qjbv000z", '" x="']
)
def test_a_value_is_no_markup_no_markdown_and_no_template(value: str) -> None:
    mail = email("Hi {{ first_name }}.", first_name=value)
    escaped = value.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;")
    assert words(mail.html) == f"<p>Hi {escaped}.</p>"
    assert f"Hi {value}." in mail.text


def test_a_text_that_claims_to_be_safe_is_escaped_all_the_same() -> None:
    class Markup(str):
        def __html__(self) -> str:
            return str(self)

    assert words(email("{{ first_name }}", first_name=Markup("<b>x</b>")).html) == "<p>&lt;b&gt;x&lt;/b&gt;</p>"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", " https://a.example", "", 7])
def test_a_value_that_is_a_link_must_be_an_address(address: object) -> None:
    with pytest.raises(rendering.RenderFailed, match="used as a link"):
        email("[go]({{ site_url }})", site_url=address)


@pytest.mark.parametrize(
    ("body", "values", "message"),
    [
        ("{{ score }}", {}, "no value for score"),
        ("Hi", {"brand": None}, "no value for brand"),
        ("{{ first_name }}" * 30, {"first_name": "<" * 10_000}, "HTML is longer than 200,000"),
        ("{{ food('kale') }}", {}, "no figure for the food kale"),
    ],
)
def test_an_email_that_cannot_be_made_says_why(body: str, values: dict[str, object], message: str) -> None:
    with pytest.raises(rendering.RenderFailed, match=re.escape(message)):
        template(body).render(VALUES | {"folded": []} | values)


def test_a_long_subject_is_refused() -> None:
    with pytest.raises(rendering.RenderFailed, match="subject is longer than 300"):
        email("Hi", "subject: Hi {{ first_name }}", first_name="x" * 300)


def test_words_that_look_like_our_own_marks_come_through() -> None:
    assert "qjbv000z QJXBS001Z qjx 350" in email("qjbv000z QJXBS001Z qjx {{ ul_mg }}").text


def test_the_values_used_are_named_with_those_of_the_layout() -> None:
    compiled = template("{{ first_name }} {% if score %}{{ ul_mg }}{% endif %} {{ food('kale') }}")
    assert compiled.variables == rendering.LAYOUT_NAMES | {"first_name", "score", "ul_mg", "foods"}


def test_a_render_only_fills_in_values() -> None:
    """The target is 150 us; compiling takes 200 times that, so a render that compiled would show."""
    compiled = rendering.compile_email((GOLDEN / "greens.md").read_text(), layout=LAYOUT, names=NAMES)
    assert min(timeit.repeat(lambda: compiled.render(VALUES), number=50, repeat=5)) / 50 < 0.002
