"""What stands in a PDF: its text by pdftotext, its codes by zbarimg, its pages by pdfinfo."""
import pathlib
import re
import subprocess
import tempfile

DPI = "150"


def run(*command):
    return subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, timeout=60
    ).stdout.decode()


def pages(path):
    """The text of each page."""
    return run("pdftotext", "-layout", path, "-").split("\f")[:-1]


def squeezed(text):
    """Without spaces and line ends, wherever the lines were broken."""
    return re.sub(r"\s", "", text)


def codes(path):
    """What the code of each page says, in lines."""
    with tempfile.TemporaryDirectory() as folder:
        run("pdftoppm", "-gray", "-r", DPI, path, f"{folder}/page")
        return [
            run("zbarimg", "--quiet", "--raw", "--nodbus", page).strip().splitlines()
            for page in sorted(pathlib.Path(folder).glob("page*"))
        ]


def size(path):
    """The size of the pages, in whole points."""
    width, height = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", run("pdfinfo", path)).groups()
    return round(float(width)), round(float(height))


def fonts(path):
    return run("pdffonts", path)


SIZES = {"a4": (595, 842), "letter": (612, 792)}
