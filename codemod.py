"""Rewrite a source file of crewsim to what branch h-engine has.

python h-engine-codemod.py FILE...   (then: ruff check --fix; ruff format)

1. `name(w, ...)` of sim.engine.memory.access and lists -> `w.name(...)`
2. in sim/engine/rooms and sim/engine/play.py: functions of other rooms by module
"""
import ast
import pathlib
import sys

RENAMED = {"docked": "docked_ships", "stranded": "stranded_people"}
HOMES = {"sim.engine.memory.access", "sim.engine.memory.lists", "sim.engine.memory.account"}
KEPT = {"World", "world_in", "Records", "Reading", "ONE", "EVERY", "LISTED"}


def rewritten(path: pathlib.Path) -> str:
    text = path.read_text()
    tree = ast.parse(text)
    by_module = "sim/engine/rooms/" in str(path.resolve()) or path.name == "play.py"
    methods, rooms = set(), {}
    edits = []
    starts = [0]
    raw = text.encode()
    for line in raw.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def at(node):
        return starts[node.lineno - 1] + node.col_offset

    def end(node):
        return starts[node.end_lineno - 1] + node.end_col_offset

    imports = []
    for node in tree.body:
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.module in HOMES:
            methods |= {a.name for a in node.names} - KEPT
            kept = [a.name for a in node.names if a.name in KEPT]
            new = f"from sim.engine.memory.access import {', '.join(kept)}" if kept else ""
            edits.append((at(node), end(node), new))
        elif by_module and node.module.startswith("sim.engine.rooms."):
            room = node.module.rpartition(".")[2]
            constants = [a.name for a in node.names if False]
            for a in node.names:
                rooms[a.name] = room
            imports.append(node)
    if imports:
        names = ", ".join(sorted({n.module.rpartition(".")[2] for n in imports}))
        edits.append((at(imports[0]), end(imports[0]), f"from sim.engine.rooms import {names}"))
        edits += [(at(n), end(n), "") for n in imports[1:]]
    called = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name = node.func.id
            if name in methods:
                called.add(node.func)
                first = node.args[0]
                new = raw[at(first) : end(first)].decode() + "." + RENAMED.get(name, name) + "("
                stop = at(node.args[1]) if len(node.args) > 1 else end(node) - 1
                edits.append((at(node), stop, new))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in rooms:
            edits.append((at(node), end(node), f"{rooms[node.id]}.{node.id}"))
        elif isinstance(node, ast.Name) and node.id in methods and node not in called:
            print(f"{path}:{node.lineno}: {node.id} is not called")
        locals_ = node.arg if isinstance(node, ast.arg) else (
            node.id if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) else None
        )
        if locals_ in set(rooms.values()):
            print(f"{path}:{node.lineno}: {locals_} hides a room")
    for begin, stop, new in sorted(edits, reverse=True):
        raw = raw[:begin] + new.encode() + raw[stop:]
    return raw.decode()


for each in map(pathlib.Path, sys.argv[1:]):
    each.write_text(rewritten(each))
