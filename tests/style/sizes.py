"""No source file over 600 lines, no function over 60."""
from source import TOP, check, files, text

FILE_LINES = 600
FUNCTION_LINES = 60


def findings(path):
    lines = text(path).splitlines()
    if len(lines) > FILE_LINES:
        yield f"{len(lines)} lines: where is the seam?"
    if path.suffix != ".c" or TOP / "src" not in path.parents:
        return
    begin = None
    for number, line in enumerate(lines):
        if line == "{":
            begin = number
        elif line == "}" and begin is not None:
            if number - begin - 1 > FUNCTION_LINES:
                yield f"line {begin}: {lines[begin - 1]} has {number - begin - 1} lines"
            begin = None


check("sizes", files(["src", "tests"], ".c", ".h", ".py"), findings)
