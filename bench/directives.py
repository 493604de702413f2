"""How fast and how large the directive compiler is: 20,000 characters in one fresh interpreter, start included.

python bench/directives.py: prints CPU seconds and peak memory, ends with 1 when over 1 s or 300 MB.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
INVENTED = ROOT / "src/anlan/engines/directives/tests/invented"
SECONDS, MEGABYTES = 1.0, 300
CHILD = """
import resource, sys
sys.path.insert(0, sys.argv[1])
from anlan.engines.directives.parse import parse
found = len(parse(sys.stdin.read()).obligations)
used = resource.getrusage(resource.RUSAGE_SELF)
print(found, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""


def long_text(characters: int = 20_000) -> str:
    """Clauses of the invented notices, one after the other, numbered on."""
    marked = (INVENTED / "county.txt").read_text(encoding="utf-8").splitlines()
    clauses = [line for line in marked if line.startswith("（") and "。" in line]
    bodies = [re.sub(r"§[^⟧]*|[⟦⟧]", "", line.split("）", 1)[1]) for line in clauses]
    lines = ["甲县人民政府关于做好2027年重点工作的通知", "各乡镇人民政府："]
    while sum(map(len, lines)) < characters:
        number = len(lines) - 1
        lines.append(f"{number}.{bodies[number % len(bodies)]}")
    return "\n".join(lines)


def main() -> int:
    text = long_text()
    command = [sys.executable, "-c", CHILD, str(ROOT / "src")]
    result = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    found, seconds, megabytes = result.stdout.split()
    print(f"{len(text)} characters, {found} obligations: {float(seconds):.2f} s CPU, {float(megabytes):.0f} MB")
    return int(float(seconds) > SECONDS or float(megabytes) > MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
