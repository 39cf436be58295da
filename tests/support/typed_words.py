"""Which views take words people type, and which of them ask back a place: read from the source, so that no new form is forgotten."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import Path

ASKS = ("tsunagu_web.casework.places", "must_name_no_place")
SHORT = 24
"""A field of no more characters holds a code."""
Node = tuple[str, str]


@dataclass
class Source:
    """The functions and classes of a package of pages, and what each calls: (module, name) → the same."""

    functions: dict[Node, ast.FunctionDef] = field(default_factory=dict)
    classes: dict[Node, ast.ClassDef] = field(default_factory=dict)
    names: dict[str, dict[str, Node]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._reached: dict[Node, set[Node]] = {}
        self._calls: dict[Node, list[tuple[Node, ast.Call]]] = {}

    def meant(self, module: str, called: ast.expr) -> Node | None:
        """What a name, or a name of another module, means in a module; of Django's field of text ("", "CharField")."""
        if isinstance(called, ast.Attribute):
            if called.attr == "CharField":
                return "", "CharField"
            told = self.names[module].get(called.value.id) if isinstance(called.value, ast.Name) else None
            return (".".join(told), called.attr) if told and ".".join(told) in self.names else None
        return self.names[module].get(called.id) if isinstance(called, ast.Name) else None

    def calls(self, node: Node) -> list[tuple[Node, ast.Call]]:
        """Everything called inside a function, in functions within it as well."""
        if node not in self._calls:
            told = (one for one in ast.walk(self.functions[node]) if isinstance(one, ast.Call))
            self._calls[node] = [(meant, one) for one in told if (meant := self.meant(node[0], one.func))]
        return self._calls[node]

    def reached(self, node: Node) -> set[Node]:
        """Itself and every function reached by calls."""
        if node not in self._reached:
            found, waiting = set[Node](), [node]
            while waiting:
                one = waiting.pop()
                if one not in found:
                    found.add(one)
                    waiting += [meant for meant, _ in self.calls(one)] if one in self.functions else []
            self._reached[node] = found
        return self._reached[node]

    def text_fields(self, form: Node) -> set[str]:
        """Fields of a form, and of what it is made from, in which people write words."""
        if form not in self.classes:
            return set()
        found = set[str]()
        for base in self.classes[form].bases:
            if meant := self.meant(form[0], base):
                found |= self.text_fields(meant)
        for one in ast.walk(self.classes[form]):
            if isinstance(one, ast.Assign) and isinstance(one.value, ast.Call) and self._makes_text(form[0], one.value):
                found.add(ast.unparse(one.targets[0]))
        return found

    def _makes_text(self, module: str, call: ast.Call) -> bool:
        longest = next((one.value for one in call.keywords if one.arg in ("max_length", "most")), None)
        if isinstance(longest, ast.Constant) and longest.value <= SHORT:
            return False
        meant = self.meant(module, call.func)
        if meant in self.functions:
            returned = [one.value for one in ast.walk(self.functions[meant]) if isinstance(one, ast.Return)]
            return any(isinstance(one, ast.Call) and self._makes_text(meant[0], one) for one in returned)
        return self._is_text(meant)

    def _is_text(self, field: Node | None) -> bool:
        if field not in self.classes:
            return field == ("", "CharField")
        return any(self._is_text(self.meant(field[0], base)) for base in self.classes[field].bases)


def read_source(folder: Path) -> Source:
    """The package below a folder."""
    source = Source()
    for path in sorted(folder.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        parts = path.relative_to(folder.parent).with_suffix("").parts
        module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        names = source.names.setdefault(module, {})
        for one in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(one, ast.ImportFrom) and one.module:
                names |= {told.asname or told.name: (one.module, told.name) for told in one.names}
            elif isinstance(one, ast.FunctionDef):
                source.functions.setdefault((module, one.name), one)
                names[one.name] = (module, one.name)
            elif isinstance(one, ast.ClassDef):
                source.classes[module, one.name] = one
                names[one.name] = (module, one.name)
    return source


def taken_without_asking(source: Source, views: set[Node]) -> dict[str, set[str]]:
    """Form, or 「typed」 for words taken from a request without one → the views that take it and never ask back a place."""
    taken = {node: _taken_in(source, node) for node in source.functions}
    found: dict[str, set[str]] = {}
    for view in views:
        reached = source.reached(view)
        if ASKS not in reached:
            for one in set[str]().union(*(taken.get(node, ()) for node in reached)):
                found.setdefault(one, set()).add(_named(view))
    return found


def _taken_in(source: Source, node: Node) -> set[str]:
    forms = {_named(meant) for meant, call in source.calls(node) if _is_filled_in(call) and source.text_fields(meant)}
    return forms | ({"typed"} if any(_is_typed(one) for one in ast.walk(source.functions[node])) else set())


def _is_filled_in(call: ast.Call) -> bool:
    """A form made from what was sent."""
    return bool(call.args) and not (isinstance(call.args[0], ast.Constant) and call.args[0].value is None)


def _is_typed(one: ast.AST) -> bool:
    """`request.POST.get("why", "")[:200]`: words are cut to a length."""
    if not isinstance(one, ast.Subscript) or not isinstance(one.slice, ast.Slice):
        return False
    longest = one.slice.upper
    short = isinstance(longest, ast.Constant) and isinstance(longest.value, int) and longest.value <= SHORT
    return not short and "request.POST" in ast.unparse(one.value)


def _named(node: Node) -> str:
    return f"{node[0].split('.')[1]}.{node[1]}"
