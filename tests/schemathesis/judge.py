"""Lets Schemathesis judge the contract against the real functions, as each role, then along the links.

judge.py SERVER [CASES]: the program that serves the API, and how many random cases each operation gets besides those that
the tool derives from the contract (2, if absent). Prints how many cases were sent and links followed, and fails on any
finding. False alarms stand in schemathesis.toml and hooks.py, each with its reason.
"""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
CONTRACT = HERE.parents[1] / "infra/openapi.yaml"
SERVER = Path(sys.argv[1]).resolve()
CASES = int(sys.argv[2]) if len(sys.argv) > 2 else 2
ROLES = ["camille", "karim.technicians", "odile.operators"]
TOOL = Path(sys.executable).with_name("schemathesis")
SEED = "1"


def judged(token: str, *options: str) -> str:
    """What the tool prints about a server of its own."""
    # Functions complain when their server ends; what they answer is what counts here.
    server = subprocess.Popen(
        [SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert server.stdin and server.stdout
    url = server.stdout.readline().split()[0]
    environment = {**os.environ, "HOP_ASSIST_URL": url, "HOP_ASSIST_TOKEN": token, "PYTHONPATH": str(HERE)}
    command = [TOOL, "--config-file", HERE / "schemathesis.toml", "run", CONTRACT, "--seed", SEED, "--no-color"]
    try:
        done = subprocess.run(
            [*command, *options],
            cwd=HERE,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    finally:
        server.stdin.close()
        server.wait()
    cases = re.search(r"(\d+) generated", done.stdout)
    print(f"{token}: {cases[1] if cases else 0} cases", flush=True)
    if done.returncode != 0 or not cases:
        sys.exit(done.stdout[-20_000:])
    return done.stdout


def main() -> None:
    """Each role, then the links, with the role that each operation is for."""
    phases = ("--phases", "examples,coverage,fuzzing", "--max-examples", str(CASES))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda role: judged(role, *phases), ROLES))
    # Nobody comes back from an erasure: along the links, the customer stays. The token is the one of each operation.
    without = ("--exclude-checks", "ignored_auth", "--exclude-operation-id", "erase-personal-data")
    links = judged("by-role", "--phases", "stateful", "--max-examples", str(60 * CASES), *without)
    found = re.search(r"API Links: +(\d+) covered / (\d+) selected", links)
    if not found or found[1] == "0":
        sys.exit("no link was followed")
    print(f"{found[1]} of {found[2]} links followed")


if __name__ == "__main__":
    main()
