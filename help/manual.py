"""manual.py LANGUAGE VERSION OUTPUT: the pages of the help as one PDF, in the order of the index.

The same pages give the same bytes: nothing in it depends on the day, or on the folder it is made in.
"""
import html
import os
import string
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

import weasyprint
from fontTools import subset
from weasyprint.text.fonts import FontConfiguration

HELP = Path(__file__).resolve().parent
MALLARD = "{http://projectmallard.org/1.0/}"
WORDS = {
    "en": {"contents": "Contents", "see": "See also", "version": "For KMS Desk {}"},
    "ja": {"contents": "目次", "see": "関連項目", "version": "KMS Desk {} 用"},
}
# What the style sheet adds to the text.
MARKS = string.printable + "•◦▪–"
# What the style sheet calls a face, its weight, and what fontconfig calls it.
FACES = [
    ("Manual", "normal", "Noto Sans CJK JP"),
    ("Manual", "bold", "Noto Sans CJK JP:bold"),
    ("Manual Mono", "normal", "Noto Sans Mono CJK JP"),
]
# Elements of Mallard, each with what stands for it in HTML.
BLOCKS = {"p": "p", "list": "ul", "steps": "ol", "item": "li", "screen": "pre", "note": "aside",
          "table": "table", "thead": "thead", "tbody": "tbody", "tr": "tr", "td": "td"}
INLINES = {"gui": "b", "app": "i", "em": "em", "key": "kbd", "keyseq": "span", "cmd": "code",
           "code": "code", "file": "code", "input": "code"}


def pages(language, folder):
    """The pages by their IDs, in the language."""
    sources = sorted((HELP / "C").glob("*.page"))
    if language != "en":
        catalogue = Path(folder, "help.mo")
        subprocess.run(["msgfmt", "-o", catalogue, HELP / language / f"{language}.po"], check=True)
        subprocess.run(["itstool", "-m", catalogue, "--lang", language, "-o", folder, *sources], check=True)
        sources = sorted(Path(folder).glob("*.page"))
    return {path.stem: ET.parse(path).getroot() for path in sources}


def local(element):
    return element.tag.removeprefix(MALLARD)


def child(element, path):
    return element.find("/".join(MALLARD + step for step in path.split("/")))


def links(page, kind):
    return [link for link in child(page, "info").findall(MALLARD + "link") if link.get("type") == kind]


class Manual:
    def __init__(self, language, version, folder):
        self.language = language
        self.version = version
        self.words = WORDS[language]
        self.pages = pages(language, folder)

    def target(self, xref):
        """The page, or section of a page, that a link names; and its ID in the manual."""
        page, _, section = xref.partition("#")
        element = self.pages[page]
        if section:
            element = next(each for each in element.iter(MALLARD + "section") if each.get("id") == section)
        return element, f"{page}-{section}" if section else page

    def reference(self, xref, content=""):
        element, name = self.target(xref)
        quotes = "「{}」" if self.language == "ja" else "“{}”"
        content = content or quotes.format(self.inside(child(element, "title")))
        return f'<a class="page" href="#{name}">{content}</a>'

    def inside(self, element):
        """What stands in an element, as HTML."""
        parts = [html.escape(element.text or "")]
        for number, each in enumerate(element):
            if local(element) == "keyseq" and number:
                parts.append("+")
            parts += [self.html(each), html.escape(each.tail or "")]
        return "".join(parts).strip() if local(element) == "p" else "".join(parts)

    def html(self, element, level=3):
        tag = local(element)
        if tag in BLOCKS:
            style = f' class="{element.get("style")}"' if tag == "note" else ""
            return f"<{BLOCKS[tag]}{style}>{self.title(element, 'h5')}{self.body(element)}</{BLOCKS[tag]}>"
        if tag in INLINES:
            return f"<{INLINES[tag]}>{self.inside(element)}</{INLINES[tag]}>"
        if tag == "link":
            return self.reference(element.get("xref"), self.inside(element))
        if tag == "terms":
            return f"<dl>{''.join(self.term(item) for item in element.findall(MALLARD + 'item'))}</dl>"
        if tag == "media":
            folder = HELP / ("C" if self.language == "en" else self.language)
            source = (folder / element.get("src")).as_uri()
            return f'<img src="{source}" alt="{html.escape(self.inside(element[0]))}">'
        assert tag == "section", f"{tag} is unknown here"
        return (f'<section id="{self.page}-{element.get("id")}">{self.title(element, f"h{level}")}'
                f"{self.body(element)}</section>")

    def title(self, element, tag):
        title = child(element, "title")
        return f"<{tag}>{self.inside(title)}</{tag}>" if title is not None else ""

    def body(self, element):
        if local(element) in ("p", "screen"):
            return self.inside(element)
        return "".join(self.html(each) for each in element if local(each) not in ("title", "info"))

    def term(self, item):
        return f"<dt>{self.inside(child(item, 'title'))}</dt><dd>{self.body(item)}</dd>"

    def topic(self, page):
        self.page = page.get("id")
        see = "".join(f"<li>{self.reference(link.get('xref'))}</li>" for link in links(page, "seealso"))
        see = f'<nav><h5>{self.words["see"]}</h5><ul>{see}</ul></nav>' if see else ""
        lead = self.inside(child(page, "info/desc"))
        return (f'<article id="{self.page}">{self.title(page, "h2")}<p class="lead">{lead}</p>'
                f"{self.body(page)}{see}</article>")

    def chapters(self):
        """The sections of the index, each with its topics in their order."""
        for section in self.pages["index"].findall(MALLARD + "section"):
            xref = f"index#{section.get('id')}"
            topics = [(link.get("group"), page) for page in self.pages.values()
                      for link in links(page, "guide") if link.get("xref") == xref]
            if topics:
                yield section, [page for _, page in sorted(topics, key=lambda topic: topic[0])]

    def contents(self):
        rows = []
        for section, topics in self.chapters():
            entry = '<li class="{}"><a href="#{}">{}</a></li>'
            rows.append(entry.format("chapter", section.get("id"), self.inside(child(section, "title"))))
            rows += [entry.format("topic", page.get("id"), self.inside(child(page, "title"))) for page in topics]
        return f'<nav class="contents"><h1>{self.words["contents"]}</h1><ol>{"".join(rows)}</ol></nav>'

    def document(self):
        index = self.pages["index"]
        title = self.inside(child(index, "title"))
        licence = child(index, "info/license")
        cover = (f'<header><h1>{title}</h1><p>{self.inside(child(index, "info/desc"))}</p>'
                 f'<p>{self.words["version"].format(self.version)}</p>'
                 f'<footer>{self.inside(licence[0])}<br>{licence.get("href")}</footer></header>')
        chapters = "".join(
            f'<section class="chapter" id="{section.get("id")}">{self.title(section, "h1")}'
            f'{"".join(map(self.topic, topics))}</section>'
            for section, topics in self.chapters()
        )
        return (f'<!DOCTYPE html><html lang="{self.language}"><head><meta charset="utf-8"><title>{title}</title>'
                f"</head><body>{cover}{self.contents()}{chapters}</body></html>")


def face(description, text, path):
    """Writes a face with the characters of a text only: WeasyPrint takes five seconds for one of 65,000."""
    said = subprocess.run(["fc-match", "-f", "%{file}|%{index}|%{family}", description],
                          check=True, capture_output=True, text=True).stdout
    file, index, family = said.split("|")
    name = description.partition(":")[0]
    assert name in family.split(","), f"the face {name} is not installed (fonts-noto-cjk)"
    options = subset.Options(font_number=int(index), hinting=False, desubroutinize=True,
                             drop_tables=["BASE", "DSIG", "GPOS", "VORG", "vhea", "vmtx"])
    font = subset.load_font(file, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    subset.save_font(font, str(path), options)


def main(language, version, output):
    with tempfile.TemporaryDirectory() as folder:
        document = Manual(language, version, folder).document()
        rules = []
        for number, (family, weight, description) in enumerate(FACES):
            path = Path(folder, f"{number}.otf")
            face(description, html.unescape(document) + MARKS, path)
            rules.append(f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("{path.as_uri()}") }}')
        os.environ["SOURCE_DATE_EPOCH"] = "0"  # which the faces would have in them
        fonts = FontConfiguration()
        sheets = [weasyprint.CSS(string="".join(rules), font_config=fonts),
                  weasyprint.CSS(filename=HELP / "manual.css", font_config=fonts)]
        weasyprint.HTML(string=document).write_pdf(output, stylesheets=sheets, font_config=fonts)


if __name__ == "__main__":
    main(*sys.argv[1:])
