#!/usr/bin/env python3
"""Prints how long this code's functions, files and names are, beside those of the codebases that it learns from.

A mirror and no gate: nothing fails by it, and a name is never changed to please a figure. Tests are left out; code is every line that
is neither blank nor a comment.

  mirror.py [FOLDER]
"""

import pathlib
import re
import sys

# Measured in August 2026 with the same definitions: functions p50/p95/p99, files p95, words a name, one-word and participle-only names
# in percent, lines of `//` a hundred lines of code.
MODELS = {
    "zizmor": ("8/55/102", 565, 1.90, 37, 0.8, 8.0),
    "ripgrep core": ("3/28/51", 1107, 1.83, 24, 1.1, 2.9),
    "jj lib": ("7/41/88", 1325, 2.33, 22, 0.6, 8.9),
    "cargo": ("9/73/149", 1019, 2.12, 27, 0.6, 7.7),
    "uv bin": ("15/201/551", 1542, 2.02, 34, 0.3, 5.1),
}
FUNCTION = re.compile(r"^\s*(?:pub(?:\([^)]*\))? )?(?:(?:const|async|unsafe) )*fn (\w+)", re.MULTILINE)
# A comment, or text between quotes: with hashes, with escapes, or one character, which a lifetime is not.
QUOTED = re.compile(r'//[^\n]*|r(#*)".*?"\1|"(?:\\.|[^"\\])*"|\'(?:\\.[^\']*|[^\'\\])\'', re.DOTALL)
# Adjectives and nouns that end as participles do.
NO_PARTICIPLES = {"embed", "need", "feed", "seed", "indeed", "speed", "red", "bed", "shared"}


def without_tests(text):
    """The text up to its unit tests, which stand at the end of a file."""
    return re.split(r"^#\[cfg\((?:test|all\(test)", text, flags=re.MULTILINE)[0]


def lines_of_code(text):
    lines = (line.strip() for line in text.splitlines())
    return sum(bool(line) and not line.startswith("//") for line in lines)


def body_end(text, start):
    """Where the braces that open behind `start` close; None for a declaration without a body."""
    depth = 0
    for position in range(start, len(text)):
        if text[position] == ";" and depth == 0:
            return None
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if text[position] == "}" and depth == 0:
            return position + 1
    return None


def blank_quotes(text):
    """Without what could look like a brace: quoted text and comments become blanks of the same length."""
    return QUOTED.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))] if values else 0


def is_participle(word):
    return word.endswith("ed") and word not in NO_PARTICIPLES


def measure(folder):
    functions, files, names = [], [], []
    match_bool = comments = code = 0
    for path in sorted(folder.rglob("*.rs")):
        if path.stem.endswith("tests") or "differential" in path.parts:
            continue
        text = without_tests(path.read_text())
        files.append(lines_of_code(text))
        code += files[-1]
        comments += len(re.findall(r"^\s*//(?![/!])", text, re.MULTILINE))
        match_bool += len(re.findall(r"^\s*(?:true|false) => ", text, re.MULTILINE))
        blanked = blank_quotes(text)
        for found in FUNCTION.finditer(blanked):
            names.append(found.group(1))
            end = body_end(blanked, found.end())
            if end:
                functions.append(lines_of_code(text[found.start() : end]))
    words = [name.strip("_").split("_") for name in names]
    single = [parts for parts in words if len(parts) == 1]
    return {
        "functions": "/".join(str(percentile(functions, share)) for share in (0.5, 0.95, 0.99)),
        "longest": max(functions),
        "files": percentile(files, 0.95),
        "words": sum(map(len, words)) / len(words),
        "single": 100 * len(single) / len(words),
        "participles": 100 * sum(is_participle(parts[0]) for parts in single) / len(words),
        "comments": 100 * comments / code,
        "match_bool": match_bool,
        "code": code,
        "count": len(names),
    }


here = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2] / "src")
own = measure(here)
row = "{:14} {:>12} {:>10} {:>11} {:>9} {:>11} {:>9}".format
print(row("", "fn 50/95/99", "file p95", "words/name", "single %", "participle %", "// per 100"))
print(row("this", own["functions"], own["files"], f"{own['words']:.2f}", f"{own['single']:.0f}", f"{own['participles']:.1f}", f"{own['comments']:.1f}"))
for name, (functions, files, words, single, participles, comments) in MODELS.items():
    print(row(name, functions, files, f"{words:.2f}", single, participles, comments))
print(f"\n{own['code']} lines of code, {own['count']} functions, the longest of {own['longest']} lines; {own['match_bool']} arms of a match on a bool")
