"""One walk over a part of the tree, to its parts in order: text, lists, quotations, tables, pictures, embeds.

It never recurses (pages nest as deep as they like) and looks at every node once. Text belongs to the innermost *sink*
that is open: the page itself, a heading, a quotation, a list's item, a table's cell, a caption. Pictures and embeds
inside text wait until the text they are in has ended.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from itertools import islice

from lxml.etree import _Element as Element

from crawler.extract import media
from crawler.extract.labels import credit_of, is_plain_credit
from crawler.extract.nodes import SKIPPED, is_boilerplate, is_bold, is_table
from crawler.extract.page import concealed, text_of, tokens
from crawler.extract.raw import Anchor, Raw, RawCaption, RawEmbed, RawImage, RawMark, RawText, Span, Text
from crawler.extract.sinks import (
    CaptionSink,
    FigureSink,
    HeadingSink,
    ListSink,
    QuoteSink,
    Sink,
    TableSink,
    captioned,
)
from crawler.extract.text import squash
from crawler.site import (
    BOILERPLATE_CLASSES,
    CAPTION_CLASSES,
    COMMENTS_PATTERN,
    CREDIT_CLASSES,
    FOLDED_PATTERN,
    LATEST_CLASSES,
    QUOTE_CLASSES,
)

_BLOCKS = frozenset(
    """
    p div section article main header footer aside address center details summary fieldset legend dl dt dd hr form html
    body hgroup search dir menu li tr td th caption table tbody thead tfoot h1 h2 h3 h4 h5 h6
    """.split()
)
_SKIPPED_BLOCKS = frozenset(("nav", "footer", "dialog"))
_PARTS = frozenset(("li", "tr", "td", "th", "caption"))
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_EMPTIED = {**_HEADINGS, "b": 2, "strong": 2}
_SINKS = frozenset(("ul", "ol", "figure", "table", "figcaption", "blockquote", *_HEADINGS))
_PASSED = SKIPPED | media.MEDIA_TAGS
_CAPTIONING = CAPTION_CLASSES | CREDIT_CLASSES
_PLAIN = frozenset(("span", "small", "cite"))
_LINES = _PLAIN | {"em", "i", "b", "strong"}
"""Elements in which a caption may have its credit."""
_ENDS = ".!?…:;,)»”"
_TELLING = _PASSED | {"img", "amp-img", "a", "form"}
"""Elements that are not just gone into even if they have no attributes."""
_NO_CLASSES = frozenset[str]()
_COMMENTS = re.compile(COMMENTS_PATTERN)

_FOLDED = re.compile(FOLDED_PATTERN)

Leave = Callable[[], None]


def _unfolds(classes: frozenset[str]) -> bool:
    """Whether a part that is not shown is, by its *classes*, shown when a reader asks for it."""
    return any(_FOLDED.fullmatch(name) for name in classes)


class Walk:
    """The walk over one part of a tree; :meth:`run` once."""

    def __init__(
        self,
        skipped: Collection[Element] = (),
        leads: Collection[Element] = (),
        foreign: Collection[str] = (),
    ) -> None:
        """:param skipped: elements to pass over.

        :param leads: holders of the lead picture, which leave a mark.
        :param foreign: classes of parts to pass over, whatever is in them; icons are passed over too.
        """
        self.skipped = skipped
        self.leads = leads
        self.told = frozenset((*skipped, *leads))
        self.foreign = frozenset(foreign)
        self.out: list[Raw] = []
        self.sinks: list[Sink] = []
        self.spans: list[Span] = []
        self.waiting: list[Raw] = []
        self.pictured = 0
        self.anchor: Anchor | None = None
        self.bold = 0
        self.pre = 0
        self.emptied: int | None = None
        self.lengths: dict[Element, int] = {}

    def run(self, root: Element, after: Element | None = None, before: Element | None = None) -> list[Raw]:
        """The parts of *root*; only what comes after the element *after* (none if it never comes), and before the
        element *before*."""
        began = after is None
        self.add(root.text)
        stack: list[tuple[Element, Iterator[Element], Leave | None]] = [(root, iter(root), None)]
        while stack:
            parent, children, leave = stack[-1]
            for child in children:
                if child is before:
                    self.flush()
                    return self.out if began else []
                if child is after:
                    began = True
                    self.restart()
                else:
                    entered, left = self.enter(child)
                    if entered:
                        self.add(child.text)
                        if len(child):
                            stack.append((child, iter(child), left))
                            break
                    if left:
                        left()
                self.add(child.tail)
            else:
                stack.pop()
                if leave:
                    leave()
                if stack:
                    self.add(parent.tail)
        self.flush()
        return self.out if began else []

    def restart(self) -> None:
        """Forget everything so far."""
        self.out.clear()
        self.spans.clear()
        self.waiting.clear()

    def enter(self, element: Element) -> tuple[bool, Leave | None]:
        """Begin *element*: whether to go into it, and what to do at its end."""
        tag = element.tag
        if tag == "br":
            self.line_break()
            return False, None
        if not isinstance(tag, str):
            return False, None
        if tag not in _TELLING and element not in self.told and not element.keys():
            return True, self.begin(element, tag, _NO_CLASSES)
        if element in self.leads:
            return self.mark(lead=True)
        if tag in media.EMBEDDING and (embed := media.embed(element, tag)):
            self.flush()
            self.hand(RawEmbed(embed))
            return tag == "embed", None
        if tag == "embed":
            # To the parser it never ends, so the text after it is in it.
            return True, None
        if (tag in _PASSED or element in self.skipped) and not self.is_source(tag):
            return self.pass_over(tag)
        if tag in ("img", "amp-img"):
            return self.picture(element)
        if tag == "a":
            return True, self.link(element)
        classes = frozenset(tokens(element)) if element.get("class") or element.get("id") else _NO_CLASSES
        if classes and self.is_listing(element, classes):
            return self.mark(lead=False)
        if (concealed(element) and not _unfolds(classes)) or self.is_foreign(element, tag, classes):
            return self.pass_over(tag)
        if tag == "time" and "datePublished" in (element.get("itemprop") or ""):
            return False, None
        return True, self.begin(element, tag, classes)

    def is_source(self, tag: str) -> bool:
        """Whether a *tag* is the `footer` of a quotation, which says whose it is."""
        return tag == "footer" and bool(self.sinks) and isinstance(self.sinks[-1], QuoteSink)

    def picture(self, element: Element) -> tuple[bool, None]:
        """A picture, or what stands for a character."""
        if self.foreign and media.is_icon(element):
            return False, None
        if src := media.source(element):
            self.place(RawImage(src, self.anchor))
        elif media.is_emoji(element):
            self.add(element.get("alt") or "")
        return False, None

    def is_listing(self, element: Element, classes: frozenset[str]) -> bool:
        """Whether *element* is by its *classes* a list of other articles."""
        if classes.isdisjoint(LATEST_CLASSES) or not is_boilerplate(element, self.lengths):
            return False
        return len(list(islice(element.iter("a"), 2))) == 2

    def is_foreign(self, element: Element, tag: str, classes: frozenset[str]) -> bool:
        """Whether *element* is by its *classes* no part of the text: boilerplate, or what readers wrote under it."""
        if tag == "form":
            return is_boilerplate(element, self.lengths)
        if not classes:
            return False
        if not classes.isdisjoint(self.foreign):
            return True
        if (self.out or self.spans) and any("comment" in name and _COMMENTS.fullmatch(name) for name in classes):
            return True
        return not classes.isdisjoint(BOILERPLATE_CLASSES) and is_boilerplate(element, self.lengths)

    def mark(self, *, lead: bool) -> tuple[bool, None]:
        """Leave out an element, but not without a mark."""
        self.flush()
        self.hand(RawMark(lead))
        return False, None

    def pass_over(self, tag: str) -> tuple[bool, None]:
        """Leave out an element; one of its own lines ends the paragraph all the same."""
        if tag in _BLOCKS or tag in _SKIPPED_BLOCKS or tag in media.MEDIA_TAGS:
            self.flush()
        return False, None

    def begin(self, element: Element, tag: str, classes: frozenset[str]) -> Leave | None:
        """Begin an element that is gone into: what to do at its end."""
        emptied, self.emptied = self.emptied, None
        if tag in _EMPTIED and len(element) == 0 and not (element.text or "").strip() and not element.tail:
            # The parser takes the paragraph out of `<h2><p>…</p></h2>` and leaves an empty heading before it.
            following = element.getnext()
            self.emptied = _EMPTIED[tag] if following is not None and following.tag == "p" else None
            return None
        if tag == "p" and emptied is not None and not self.sinks:
            return self.open(HeadingSink(emptied, certain=False))
        if tag in _LINES and self.sinks and isinstance(self.sinks[-1], CaptionSink):
            if classes.isdisjoint(_CAPTIONING) and self.is_credit(element, tag):
                return self.open(CaptionSink(credit=True, certain=False))
            self.unglue(element)
        if tag in ("b", "strong"):
            return self.embolden()
        if (classes or tag in _SINKS) and (sink := self.sink_for(element, tag, classes)):
            return self.open(sink)
        if tag in _PARTS and self.sinks:
            return self.begin_part(tag)
        if tag == "pre":
            self.flush()
            self.pre += 1
            return self.leave_pre
        undo = self.embolden() if is_bold(element) else None
        if tag in _BLOCKS:
            return self.begin_block(undo)
        if tag == "q":
            self.add("“")
            return lambda: self.add("”")
        return undo

    def is_credit(self, element: Element, tag: str) -> bool:
        """Whether *element* is all of a caption's credit: `Photo: X`; after the caption, in an element that means
        nothing else, also `Photo from the archive`."""
        if (element.tail or "").strip():
            return False
        said = text_of(element)
        return is_plain_credit(said) or (tag in _PLAIN and bool(self.spans and credit_of(said)))

    def unglue(self, element: Element) -> None:
        """Part *element*, in a caption, from the words before it, where the letters say that it begins another."""
        before = self.spans[-1][0][-1:] if self.spans and element.tag in _PLAIN else ""
        if before and not before.isupper() and (before.isalnum() or before in _ENDS):
            self.add(" " if text_of(element)[:1].isupper() else None)

    def begin_part(self, tag: str) -> Leave:
        """Begin a part of the innermost sink (an item, a row, a cell): what to do at its end."""
        self.flush()
        sink = self.sinks[-1]
        sink.part(tag)

        def leave() -> None:
            self.flush()
            sink.part_end(tag)

        return leave

    def begin_block(self, undo: Leave | None) -> Leave:
        """Begin a block of its own lines: what to do at its end (and *undo*)."""
        self.flush()
        if undo is None:
            return self.flush

        def leave() -> None:
            self.flush()
            undo()

        return leave

    def sink_for(self, element: Element, tag: str, classes: frozenset[str]) -> Sink | None:
        """The sink that *element* opens, if it opens one."""
        within = self.sinks[-1] if self.sinks else None
        if tag in ("ul", "ol"):
            return ListSink(tag == "ol", within if isinstance(within, ListSink) else None)
        if tag in _HEADINGS:
            return HeadingSink(_HEADINGS[tag]) if within is None or isinstance(within, FigureSink) else None
        if tag == "figure":
            return FigureSink()
        if tag == "table":
            return TableSink() if is_table(element) else None
        if tag == "figcaption" or (classes and not classes.isdisjoint(CAPTION_CLASSES)):
            return CaptionSink(credit=False, certain=tag == "figcaption")
        if classes and not classes.isdisjoint(CREDIT_CLASSES):
            return CaptionSink(credit=True, certain=False)
        if tag == "blockquote" or (tag in ("div", "p", "aside") and not classes.isdisjoint(QUOTE_CLASSES)):
            return QuoteSink()
        return None

    # -- what is open

    def open(self, sink: Sink) -> Leave:
        """Open *sink*: what to do at its end."""
        self.flush()
        self.sinks.append(sink)
        return self.close

    def close(self) -> None:
        """Close the innermost sink and hand on what it made."""
        self.flush()
        sink = self.sinks.pop()
        for raw in sink.close():
            self.hand(raw)
        self.release()

    def hand(self, raw: Raw) -> None:
        """Give *raw* to the innermost sink that takes such a part, or to the page."""
        if self.sinks:
            if not self.sinks[-1].take(raw):
                self.waiting.append(raw)
        elif isinstance(raw, RawCaption):
            # A caption outside a figure belongs to the picture right before it.
            self.out[-1:] = captioned(self.out[-1:], raw)
        else:
            self.out.append(raw)

    def release(self) -> None:
        """Let out the pictures and embeds that have waited, if no text is open."""
        if not self.sinks and self.waiting:
            waiting, self.waiting = self.waiting, []
            for raw in waiting:
                self.hand(raw)

    def link(self, element: Element) -> Leave:
        """Begin a link: what to do at its end."""
        outer = self.anchor
        self.anchor = Anchor(element.get("href"))

        def leave() -> None:
            self.anchor = outer

        return leave

    def embolden(self) -> Leave:
        """Begin bold text: what to do at its end."""
        self.bold += 1
        return self.leave_bold

    def leave_bold(self) -> None:
        """End bold text."""
        self.bold -= 1

    def leave_pre(self) -> None:
        """End preformatted text."""
        self.flush()
        self.pre -= 1

    # -- text

    def add(self, text: str | None) -> None:
        """Add *text* to the paragraph."""
        if not text or (not self.spans and text.isspace() and "\x85" not in text):
            return  # white space between blocks, as half of all text is (U+0085 is a sign here)
        if self.pre and "\n" in text:
            first, *rest = text.split("\n")
            self.add(first)
            for line in rest:
                self.line_break()
                self.add(line)
            return
        text = squash(text)
        if text == " ":
            # White space between blocks is nothing, between words it is a space.
            if self.spans and not self.spans[-1][0].endswith((" ", "\n")):
                self.spans.append((" ", self.spans[-1][1] and bool(self.bold), self.anchor))
        elif text:
            self.spans.append((text, bool(self.bold), self.anchor))

    def line_break(self) -> None:
        """A `br`: one is a line break; two end the paragraph, and so does one after a picture."""
        if self.waiting and all(text.isspace() for text, _, _ in self.spans[self.pictured :]):
            self.flush()
            return
        for text, _, _ in reversed(self.spans):
            if text == "\n":
                self.flush()
                return
            if not text.isspace():
                self.spans.append(("\n", False, None))
                return
        self.spans.clear()

    def flush(self) -> None:
        """End the paragraph."""
        if self.spans:
            text, self.spans = Text(self.spans), []
            if text.text:
                self.hand(RawText(text))
        if self.waiting:
            self.pictured = 0
            self.release()

    def place(self, raw: RawImage | RawEmbed) -> None:
        """A picture or embed: here if a line begins, else after the paragraph it stands in."""
        if all(span[0].isspace() and span[0] != "\n" for span in self.spans) or self.at_line_start():
            self.flush()
            self.hand(raw)
            self.release()
        else:
            self.waiting.append(raw)
            self.pictured = len(self.spans)

    def at_line_start(self) -> bool:
        """Whether nothing has been said since the last line break."""
        for text, _, _ in reversed(self.spans):
            if text == "\n":
                return True
            if not text.isspace():
                return False
        return True
