"""Draws the dashboard among the rendered objects on stdin as Datadog would lay it out: an SVG on stdout. The graphs are invented; titles,
kinds and formulas are the dashboard's own."""

import json
import math
import sys
from xml.sax.saxutils import escape

import yaml

WIDTH, MARGIN, COLUMNS, CARD, TITLE = 1200, 16, 4, 132, 30
CARD_WIDTH = (WIDTH - MARGIN) / COLUMNS - MARGIN
COLOURS = ("#632ca6", "#1f9bcf", "#e8793b")
parts = []


def text(x, y, words, size=12, colour="#2b2f36", weight="normal", longest=44):
    words = words if len(words) <= longest else words[: longest - 1] + "…"
    parts.append(f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" fill="{colour}" font-weight="{weight}">{escape(words)}</text>')


def box(x, y, width, height, fill, line="#d8dbe2"):
    parts.append(f'<rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}" rx="6" fill="{fill}" stroke="{line}"/>')


def formulas(widget):
    """What is drawn: aliases, else the query itself."""
    request = widget["requests"][0]
    drawn = [one.get("alias") for one in request.get("formulas", [])]
    if any(drawn):
        return [alias for alias in drawn if alias]
    query = request.get("query", {}).get("query_string") or next(iter(request.get("queries", [])), {}).get("query", "")
    return [query.replace("{$env,$service}", "")]


def sketch(widget, x, y, width, height):
    kind = widget["requests"][0].get("display_type", widget["type"]) if "requests" in widget else widget["type"]
    if kind == "line":
        for number in range(len(formulas(widget))):
            points = " ".join(f"{x + width * step / 40:.0f},{y + height * (0.35 + 0.2 * number - 0.15 * math.sin(step / (4 + number))):.0f}" for step in range(41))
            parts.append(f'<polyline points="{points}" fill="none" stroke="{COLOURS[number % 3]}" stroke-width="2"/>')
    elif kind == "bars":
        for step in range(20):
            tall = height * (0.35 + 0.3 * math.sin(step / 3) ** 2)
            box(x + width * step / 20, y + height - tall, width / 26, tall, COLOURS[step > 12], "none")
    elif kind == "query_value":
        text(x + width / 2 - 30, y + height * 0.7, "42.00", 30, COLOURS[0], "bold")
    else:
        for row in range(3):
            box(x, y + row * height / 3, width * (0.9 - 0.25 * row), height / 5, COLOURS[row % 2], "none")


def card(widget, x, y):
    box(x, y, CARD_WIDTH, CARD, "#ffffff")
    text(x + 10, y + 20, widget.get("title", widget["type"]), 12, weight="bold", longest=36)
    sketch(widget, x + 10, y + 30, CARD_WIDTH - 20, CARD - 58)
    drawn = formulas(widget) if "requests" in widget else [widget["query"]]
    text(x + 10, y + CARD - 10, " · ".join(drawn), 10, "#6b7280", longest=46)


def group(widget, y):
    widgets = [one["definition"] for one in widget["widgets"]]
    height = TITLE + math.ceil(len(widgets) / COLUMNS) * (CARD + MARGIN)
    box(MARGIN / 2, y, WIDTH - MARGIN, height, "#f3f4f8")
    text(MARGIN, y + 20, widget["title"], 14, weight="bold")
    for place, one in enumerate(widgets):
        card(one, MARGIN + place % COLUMNS * (CARD_WIDTH + MARGIN), y + TITLE + place // COLUMNS * (CARD + MARGIN))
    return y + height + MARGIN / 2


objects = yaml.safe_load_all(sys.stdin)
(resource,) = [one for one in objects if one and one["kind"] == "DatadogGenericResource" and one["spec"]["type"] == "dashboard"]
dashboard = json.loads(resource["spec"]["jsonSpec"])
text(MARGIN, 28, dashboard["title"], 18, weight="bold")
bottom = 44
for one in dashboard["widgets"]:
    bottom = group(one["definition"], bottom)
print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom:.0f}" font-family="system-ui, sans-serif">')
print(f'<rect width="{WIDTH}" height="{bottom:.0f}" fill="#e5e7ee"/>')
print("\n".join(parts))
print("</svg>")
