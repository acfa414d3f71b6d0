#!/usr/bin/env python3
"""Prints every text that a user can read, one per line, as `file:line<TAB>text`.

    tests/conformance/strings.py [PATH…]     everything, or only files below these paths

Three sources: strings and help in `src`, prose in Markdown, and texts and comments in what is rendered or published.
Generated files are left out, because their texts come from the others; so are tests.
"""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
GENERATED = ("docs/reference/cli.md", "docs/reference/man/", "completions/", "golden-templates/service/tests/")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
HELP_FILES = ("src/commands/", "src/cli/", "src/view/output_format.rs", "src/view/ui.rs")
COMMENT = {
    ".ts": r"^\s*(?://|/\*\*?|\*)\s?(.*)", ".tsx": r"^\s*(?://|/\*\*?|\*|\{/\*)\s?(.*)", ".mjs": r"^\s*(?://|/\*\*?|\*)\s?(.*)",
    ".tpl": r"^\s*(?:\{\{-?\s*/\*)?\s*(.*)", ".tf": r"(?:^|\s)#\s(.*)",
}
HASH_COMMENT = r"(?:^|\s)#\s(.*)"
QUOTED_TEXT = re.compile(r"""(?:description|title|help|text|message|name|echo|throw new Error|console\.\w+)\W+["'`](.+?)["'`]""")


def tracked(paths):
    listed = subprocess.run(["git", "ls-files", "--", *paths], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\n") if name and not name.startswith(GENERATED)]


def is_prose(text):
    """Two words with letters, and more letters than anything else."""
    words = re.findall(r"[A-Za-z][a-z']+", text)
    return len(words) >= 2 and sum(c.isalpha() or c.isspace() for c in text) > 0.6 * len(text)


def rust(name, text):
    text = text.split("#[cfg(test)]\nmod ")[0]
    code = re.sub(r"(?m)^\s*//[/!].*$|(?<=\s)//\s.*$", lambda m: " " * len(m[0]), text)
    for match in STRING.finditer(code):
        line = code.count("\n", 0, match.start()) + 1
        value = re.sub(r"\\\n\s*", "", match[1])
        for part in value.split("\n"):
            yield line, part.replace('\\"', '"').replace("\\n", " ")
    if name.startswith(HELP_FILES):
        for number, line in enumerate(text.split("\n"), 1):
            if re.match(r"\s+///", line):
                yield number, line.strip()[3:].strip()


def markdown(text):
    fenced = False
    paragraph, start = [], 0
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
            line = ""
        if fenced:
            continue
        if not line.strip() or re.match(r"\s*(#|\||[-*] |\d+\. )", line):
            if paragraph:
                yield start, " ".join(paragraph)
            paragraph, start = [], number
        if line.strip():
            paragraph = paragraph or []
            start = start if paragraph else number
            paragraph.append(line.strip())
        if line.startswith("|"):
            yield number, line.strip()
            paragraph = []


def schema(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("description", "title") and isinstance(inner, str):
                yield inner
            else:
                yield from schema(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from schema(inner)


def other(name, text):
    pattern = re.compile(COMMENT.get(pathlib.Path(name.removesuffix(".hbs")).suffix, HASH_COMMENT))
    for number, line in enumerate(text.split("\n"), 1):
        comment = pattern.search(line)
        if comment:
            yield number, comment[1]
        for quoted in QUOTED_TEXT.finditer(line):
            yield number, quoted[1]


def texts(name):
    text = (ROOT / name).read_text(encoding="utf-8", errors="replace")
    plain = name.removesuffix(".hbs")
    if name.endswith(".rs"):
        yield from rust(name, text)
    elif plain.endswith(".md"):
        yield from markdown(text)
    elif plain.endswith(".schema.json"):
        if not name.endswith(".hbs"):
            for sentence in schema(json.loads(text)):
                yield 0, sentence
    elif not plain.endswith((".json", ".svg", ".png", ".ico", ".lock")):
        yield from other(name, text)


def main():
    paths = sys.argv[1:] or ["src", "docs", "golden-templates", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "action.yml", ".github"]
    seen = set()
    for name in tracked(paths):
        for line, text in texts(name):
            text = " ".join(text.split())
            if is_prose(text) and (name, text) not in seen:
                seen.add((name, text))
                print(f"{name}:{line}\t{text}")


if __name__ == "__main__":
    main()
