"""How fast the statement reader is, in MB/s, on texts of 1 kB to 1 MB.

Run with `python -m benchmarks.statements` (PYTHONPATH at the root). A linear reader keeps its MB/s
as the text grows; on hostile shapes it may only grow faster, since it stops after a fixed number of
lines. Prints a table; nothing here is a test.
"""

from pathlib import Path
from time import perf_counter

from conferences.statements import parse

SEED = Path(__file__).parents[1] / "tests/statements/second-ministerial-conference.txt"
SIZES = (1_000, 10_000, 100_000, 1_000_000)


def shapes() -> dict[str, str]:
    """What is repeated until a text is as long as wanted."""
    return {
        "the seed": SEED.read_text() + "\n\n",
        "prose": "Ministers noted that arrivals had risen and urged States to act together. ",
        "no stop": "and the States of the region ",
        "bullets": "• a\n",
        "bare bullets": "•",
        "empty bullets": "•\n",
        "nested stems": "Ministers:\n• urged:\n - x:\n",
        "spaces": " " * 50_000 + "\n",
        "quotes": '"',
        "numbers": "1 ",
        "dates": "1 May 2003 ",
        "soft hyphens": "\u00ad",
        "brackets": "[a",
        "capitals": "THE SUMMIT CONSIDERED A REPORT OF THE\n",
        "run-on verbs": "; Note that x",
    }


def speed(text: str) -> float:
    """MB/s (a megabyte being a million characters) of one reading."""
    began = perf_counter()
    parse(text)
    return len(text) / 1e6 / (perf_counter() - began)


def main() -> None:
    print(f"{'MB/s':14}" + "".join(f"{size // 1000:>9} kB" for size in SIZES))
    for name, unit in shapes().items():
        speeds = [speed((unit * (size // len(unit) + 1))[:size]) for size in SIZES]
        print(f"{name:14}" + "".join(f"{value:12.2f}" for value in speeds), flush=True)


if __name__ == "__main__":
    main()
