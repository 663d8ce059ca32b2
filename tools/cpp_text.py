"""Reads C++ as text: blanks comments and literals, finds functions and their lengths. No parser, no guesses kept."""

import re

_TOKEN = re.compile(
    r"""
    (?P<comment>//(?:\\\n|[^\n])*|/\*.*?\*/)
  | (?P<raw>(?:u8|[uUL])?R"(?P<delimiter>[^\s()\\]{0,16})\(.*?\)(?P=delimiter)")
  | (?P<text>"(?:\\.|[^"\\\n])*")
  | (?P<number>(?<![\w])\d[\w']*)
  | (?P<character>'(?:\\.|[^'\\\n])+')
    """,
    re.VERBOSE | re.DOTALL,
)
_SCOPE = re.compile(r"^(?:\s|\[\[.*?\]\]|inline\b|export\b|typedef\b)*(?:namespace|class|struct|union|enum|extern)\b")
_TEMPLATE = re.compile(r"template\s*<")
_PREPROCESSOR = re.compile(r"^[ \t]*#(?:\\\n|[^\n])*", re.MULTILINE)


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


def without_comments(source):
    """Returns `source` with comments blanked, every other character in its place."""
    return _TOKEN.sub(lambda m: _blank(m.group()) if m.group("comment") is not None else m.group(), source)


def code_only(source):
    """Returns `source` with comments blanked and literals emptied, every other character in its place."""

    def replace(match):
        if match.group("number") is not None:
            return match.group()
        if match.group("comment") is not None:
            return _blank(match.group())
        return '"' + _blank(match.group()[1:-1]) + '"'

    return _TOKEN.sub(replace, source)


def _without_template(head):
    """Drops a leading `template <...>` so that its `class` does not look like a class."""
    while True:
        start = _TEMPLATE.match(head.lstrip())
        if not start:
            return head
        head = head.lstrip()
        depth = 0
        for index, character in enumerate(head):
            depth += {"<": 1, ">": -1}.get(character, 0)
            if character == ">" and depth == 0:
                head = head[index + 1:]
                break
        else:
            return head


def _kind(head):
    """Says what the brace after `head` opens: a scope, a function, or a value."""
    head = _without_template(head).strip()
    if _SCOPE.match(head) and not re.search(r"\)\s*(?:const|noexcept|override|final)?\s*$", head):
        return "scope"
    if head.endswith("=") or head.endswith(",") or "(" not in head:
        return "value"
    return "function"


def functions(source):
    """Yields (first line, last line, head) of every function body outside other functions."""
    code = _PREPROCESSOR.sub(lambda m: _blank(m.group()), code_only(source))
    stack, head_start = [], 0
    for index, character in enumerate(code):
        inside = any(kind != "scope" for kind, _ in stack)
        if character == "{":
            head = code[head_start:index]
            kind = "inner" if inside else _kind(head)
            start = head_start + len(head) - len(head.lstrip())
            stack.append((kind, start))
            if not inside:
                head_start = index + 1
        elif character == "}" and stack:
            kind, start = stack.pop()
            if kind == "function":
                first = code.count("\n", 0, start) + 1
                yield first, code.count("\n", 0, index) + 1, " ".join(code[start:start + 80].split())
            if not any(outer != "scope" for outer, _ in stack):
                head_start = index + 1
        elif character == ";" and not inside:
            head_start = index + 1
