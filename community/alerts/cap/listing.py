"""Values to Atom (RFC 4287) and RSS 2.0, with elements of CAP for readers who know them."""

from email.utils import format_datetime
from typing import Any

from lxml import etree

from community.alerts.cap.values import Entry, Feed
from community.alerts.cap.writing import CAP, MEDIA_TYPE, add, cap_time, plain

ATOM = "http://www.w3.org/2005/Atom"


def atom(feed: Feed) -> bytes:
    """The feed as Atom (RFC 4287)."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM, "cap": CAP})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", feed.language)
    add(root, "id", feed.uid or feed.address)
    add(root, "title", feed.title)
    add(root, "updated", cap_time(feed.updated))
    add(etree.SubElement(root, f"{{{ATOM}}}author"), "name", feed.author or "-")
    _link(root, "self", feed.address, "application/atom+xml")
    _link(root, "alternate", feed.page, "text/html")
    for language, address in feed.others:
        _link(root, "alternate", address, "application/atom+xml", language)
    for entry in feed.entries:
        item = etree.SubElement(root, f"{{{ATOM}}}entry")
        add(item, "id", entry.uid)
        add(item, "title", entry.title)
        add(item, "updated", cap_time(entry.updated or entry.sent))
        add(item, "published", cap_time(entry.sent))
        add(item, "summary", entry.summary)
        _link(item, "alternate", entry.xml, MEDIA_TYPE)
        _link(item, "related", entry.page, "text/html")
        etree.SubElement(item, f"{{{ATOM}}}category").set("term", entry.category)
        _facts(item, entry)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def rss(feed: Feed) -> bytes:
    """The feed as RSS 2.0, each item's link leading to the CAP message, as readers of CAP expect."""
    root = etree.Element("rss", nsmap={"atom": ATOM, "cap": CAP})
    root.set("version", "2.0")
    channel = etree.SubElement(root, "channel")
    for name, text in (("title", feed.title), ("link", feed.page), ("description", feed.title)):
        etree.SubElement(channel, name).text = plain(text)
    etree.SubElement(channel, "language").text = feed.language
    etree.SubElement(channel, "lastBuildDate").text = format_datetime(feed.updated)
    etree.SubElement(channel, "ttl").text = "1"  # minutes
    _link(channel, "self", feed.address, "application/rss+xml")
    for language, address in feed.others:
        _link(channel, "alternate", address, "application/rss+xml", language)
    for entry in feed.entries:
        item = etree.SubElement(channel, "item")
        for name, text in (("title", entry.title), ("link", entry.xml), ("description", entry.summary)):
            etree.SubElement(item, name).text = plain(text)
        etree.SubElement(item, "category").text = entry.category
        etree.SubElement(item, "pubDate").text = format_datetime(entry.sent)
        guid = etree.SubElement(item, "guid")
        guid.set("isPermaLink", "false")
        guid.text = entry.uid
        etree.SubElement(item, f"{{{ATOM}}}updated").text = cap_time(entry.updated or entry.sent)
        _facts(item, entry)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _facts(item: Any, entry: Entry) -> None:
    """What a reader sorts by, as elements of CAP: both formats let other vocabularies in."""
    for name, text in entry.facts:
        etree.SubElement(item, f"{{{CAP}}}{name}").text = plain(text)


def _link(parent: Any, relation: str, address: str, media_type: str, language: str = "") -> None:
    link = etree.SubElement(parent, f"{{{ATOM}}}link")
    for name, value in (("rel", relation), ("href", address), ("type", media_type), ("hreflang", language)):
        if value:
            link.set(name, value)
