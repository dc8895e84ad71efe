"""Selectors, the few forms of CSS that site.py uses, over an index of the tree that is made once a page.

A general CSS engine walks the whole tree for every selector, and most selectors find nothing: of a page's time they
took half. Here each looks up the few elements that have its class.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import NamedTuple, cast

from lxml import etree
from lxml.etree import _Element as Element
from lxml.etree import _ElementUnicodeResult as Value

_COMPOUND = re.compile(r"(?P<tag>[a-zA-Z][\w-]*|\*)?(?P<rest>(?:[.#][\w-]+|\[[\w-]+(?:[~^$*]?=\"[^\"]*\")?\])*)")
_PART = re.compile(r"\.(?P<cls>[\w-]+)|#(?P<id>[\w-]+)|\[(?P<name>[\w-]+)(?:(?P<op>[~^$*]?=)\"(?P<value>[^\"]*)\")?\]")
_STEP = re.compile(r"\s*(>)\s*|\s+")
_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda found, value: found == value,
    "~=": lambda found, value: value in found.split(),
    "^=": lambda found, value: found.startswith(value),
    "$=": lambda found, value: found.endswith(value),
    "*=": lambda found, value: value in found,
}
Known = dict[tuple[int, Element], bool]
"""By how many parts of a selector an element was asked to fit, and whether it or what it is in does."""


class Compound(NamedTuple):
    """`tag.class#id[name="value"]`: what one element must be, and how it stands to the one before."""

    tag: str | None
    classes: tuple[str, ...]
    attributes: tuple[tuple[str, str, str], ...]
    """Name, operator ("" for mere presence), value."""
    child: bool
    """Whether it must be a child of the one before, rather than anywhere in it."""

    def matches(self, element: Element) -> bool:
        if self.tag and element.tag != self.tag:
            return False
        if self.classes:
            classes = (element.get("class") or "").split()
            if not all(name in classes for name in self.classes):
                return False
        for name, operator, value in self.attributes:
            found = element.get(name)
            if found is None or (operator and not _OPERATORS[operator](found, value)):
                return False
        return True


class Index:
    """The elements of a tree by class."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self._values: dict[str, list[Value]] = {}
        self._having: dict[str, list[Element]] = {}
        self._found: dict[str, list[Element]] = {}

    def having(self, attribute: str) -> list[Element]:
        """The elements that have *attribute*, in order."""
        if attribute not in self._having:
            self._having[attribute] = [cast(Element, value.getparent()) for value in self.values(attribute)]
        return self._having[attribute]

    def values(self, attribute: str) -> list[Value]:
        """What *attribute* is where there is one, in order; to ask each element takes twice as long."""
        if attribute not in self._values:
            self._values[attribute] = cast("list[Value]", _values(attribute)(self.root))
        return self._values[attribute]

    @cached_property
    def by_class(self) -> dict[str, list[Element]]:
        """Class to the elements that have it, in order."""
        places: dict[str, list[Element]] = {}
        names: dict[str, set[str]] = {}  # most elements share their attribute with others
        for element, value in zip(self.having("class"), self.values("class"), strict=True):
            for name in names.get(value) or names.setdefault(value, set(value.split())):
                places.setdefault(name, []).append(element)
        return places

    def select(self, selector: str) -> list[Element]:
        """The elements that *selector* finds, in order; the same list each time, to be left as it is."""
        if selector not in self._found:
            self._found[selector] = self._select(selector)
        return self._found[selector]

    def _select(self, selector: str) -> list[Element]:
        if (classes := _classes(selector)) and not classes <= self.by_class.keys():
            return []
        *outer, last = compounds(selector)
        known: Known = {}
        return [e for e in self._candidates(outer, last) if last.matches(e) and _lies_in(e, outer, last.child, known)]

    def _candidates(self, outer: list[Compound], last: Compound) -> list[Element]:
        """Elements among which are all that *last* in *outer* finds, in order."""
        if last.classes:
            return self.by_class[last.classes[0]]
        if last.attributes:
            name, operator, value = last.attributes[0]
            found = not operator or any(_OPERATORS[operator](known, value) for known in self.values(name))
            return self.having(name) if found else []
        if marked := next((step for step in reversed(outer) if step.classes or step.attributes), None):
            # Holders may lie in one another: each element once.
            holders = outermost([e for e in self._candidates([], marked) if marked.matches(e)])
            return [e for holder in holders for e in holder.iter(last.tag)]
        return list(self.root.iter(last.tag))


def _lies_in(element: Element, outer: list[Compound], child: bool, known: Known) -> bool:
    """Whether *element* stands to elements that match *outer* as the selector says; *known* keeps the answers, so no
    ancestor is asked twice."""
    if not outer:
        return True
    *further, nearest = outer
    step = len(outer)
    path: list[Element] = []
    node: Element | None = element
    answer = False
    while node is not None and not answer:
        if (step, node) in known:
            answer = known[step, node]
            break
        path.append(node)
        node = node.getparent()
        answer = node is not None and nearest.matches(node) and _lies_in(node, further, nearest.child, known)
        if child:
            break
    known.update(((step, node), answer) for node in path)
    return answer


def outermost(found: list[Element]) -> list[Element]:
    """Those of the elements *found*, which are in order, that are in no other of them."""
    chosen: list[Element] = []
    inside: dict[Element, bool] = {}
    for element in found:
        path: list[Element] = []
        node: Element | None = element
        while node is not None and node not in inside:
            path.append(node)
            node = node.getparent()
        within = inside[node] if node is not None else False
        inside.update(dict.fromkeys(path, within))
        if not within:
            chosen.append(element)
        inside[element] = True
    return chosen


@lru_cache(maxsize=512)  # 2 % of a page
def compounds(selector: str) -> list[Compound]:
    """The parts of *selector*.

    :raises ValueError: if it is not of the forms that are understood here.
    """
    found: list[Compound] = []
    position, child = 0, False
    while not found or position < len(selector):
        match = _COMPOUND.match(selector, position)
        if not match or match.end() == position:
            raise ValueError(f"cannot read the selector {selector!r}")
        found.append(_compound(match, child))
        step = _STEP.match(selector, match.end())
        if not step and match.end() < len(selector):
            raise ValueError(f"cannot read the selector {selector!r}")
        position = step.end() if step else match.end()
        child = bool(step and step[1])
    return found


def _classes(selector: str) -> frozenset[str]:
    """The classes that *selector* names."""
    return frozenset(name for step in compounds(selector) for name in step.classes)


def _compound(match: re.Match[str], child: bool) -> Compound:
    classes: list[str] = []
    attributes: list[tuple[str, str, str]] = []
    for part in _PART.finditer(match["rest"]):
        if part["cls"]:
            classes.append(part["cls"])
        elif part["id"]:
            attributes.append(("id", "=", part["id"]))
        else:
            attributes.append((part["name"], part["op"] or "", part["value"] or ""))
    return Compound(match["tag"] if match["tag"] != "*" else None, tuple(classes), tuple(attributes), child)


@lru_cache(maxsize=64)  # 1.5 % of a page
def _values(attribute: str) -> etree.XPath:
    """What finds the values of *attribute*."""
    return etree.XPath(f"descendant-or-self::*/@{attribute}")  # (`//*` takes the square of what it finds)


def elements(path: etree.XPath, root: Element) -> list[Element]:
    """The elements that *path* finds from *root*."""
    return cast("list[Element]", path(root))
