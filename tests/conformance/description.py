"""Every file that contains the description must have it byte for byte as it was typed."""

import json
import pathlib
import subprocess
import sys

import yaml
from markdown_it import MarkdownIt

service, wanted = pathlib.Path(sys.argv[1]), sys.argv[2]


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from texts(key)
            yield from texts(part)


def markdown(text):
    for token in MarkdownIt().parse(text):
        if token.type == "inline":
            yield "".join(part.content for part in token.children if part.type in ("text", "text_special"))


READERS = {
    ".json": lambda text: texts(json.loads(text)),
    ".yaml": lambda text: texts(list(yaml.safe_load_all(text))),
    ".md": markdown,
}

tracked = subprocess.run(["git", "ls-files"], cwd=service, check=True, capture_output=True, text=True).stdout.split("\n")
holders, lost = [], []
for path in filter(None, tracked):
    if path.startswith("chart/templates/"):
        continue
    text = (service / path).read_text()
    # Every rendering of it keeps this much as it is.
    if "O'Brien" not in text:
        continue
    reader = READERS.get(pathlib.Path(path).suffix)
    (holders if reader and wanted in list(reader(text)) else lost).append(path)

print("found in", ", ".join(holders))
if lost or len(holders) < 4:
    sys.exit(f"not found in {', '.join(lost) or 'enough files'}")
