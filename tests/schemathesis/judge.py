"""Lets Schemathesis judge the contract against the real functions, as each role, then along the links.

judge.py SERVER [CASES]: the program that serves the API, and how many random cases each operation gets besides those that
the tool derives from the contract (2, if absent). Prints how many cases were sent and links followed. Fails on any finding,
or if fewer than half of the links were followed. False alarms stand in schemathesis.toml and hooks.py, each with its
reason.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
CONTRACT = HERE.parents[1] / "infra/openapi.yaml"
SERVER = Path(sys.argv[1]).resolve()
CASES = int(sys.argv[2]) if len(sys.argv) > 2 else 2
ROLES = ["camille", "karim.technicians", "odile.operators"]
TOOL = Path(sys.executable).with_name("schemathesis")
SEED = "1"
# An answer may differ when Hypothesis comes to a step again, and then it ends a run: several runs follow more links.
LINK_SEEDS = ["1", "2", "3"]
# Each life declares a request or two, and each request has a town with a technician who is free.
LIVES = 25 + CASES // 10
TOWNS = 3 * LIVES


def judged(token: str, *options: str, seed: str = SEED, towns: int = 0) -> str:
    """What the tool prints about a server of its own, which has so many towns."""
    # Functions complain when their server ends; what they answer is what counts here.
    server = subprocess.Popen(
        [SERVER, str(towns)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert server.stdin and server.stdout
    url = server.stdout.readline().split()[0]
    told = {"HOP_ASSIST_URL": url, "HOP_ASSIST_TOKEN": token, "HOP_ASSIST_TOWNS": str(towns)}
    environment = {**os.environ, **told, "PYTHONPATH": str(HERE)}
    command = [TOOL, "--config-file", HERE / "schemathesis.toml", "run", CONTRACT, "--seed", seed, "--no-color"]
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


def followed(seed: str) -> tuple[set[str], int]:
    """The links that one run follows, with the role that each operation is for, and how many the contract has."""
    # Nobody comes back from an erasure: along the links, the customer stays. The token is the one of each operation.
    without = ("--exclude-checks", "ignored_auth", "--exclude-operation-id", "erase-personal-data")
    with tempfile.NamedTemporaryFile(suffix=".ndjson") as report:
        kept = ("--report", "ndjson", "--report-ndjson-path", report.name)
        phase = ("--phases", "stateful", "--max-examples", str(LIVES))
        judged("by-role", *phase, *without, *kept, seed=seed, towns=TOWNS)
        events = [json.loads(line) for line in Path(report.name).read_text().splitlines()]
    loaded = next(event["LoadingFinished"] for event in events if "LoadingFinished" in event)
    scenarios = [event["ScenarioFinished"] for event in events if "ScenarioFinished" in event]
    cases = [case for scenario in scenarios for case in scenario["recorder"]["cases"].values()]
    links = {case["transition"]["id"] for case in cases if case.get("is_transition_applied")}
    return links, loaded["statistic"]["transitions"]["selected"]


def main() -> None:
    """Each role, then the links."""
    phases = ("--phases", "examples,coverage,fuzzing", "--max-examples", str(CASES))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda role: judged(role, *phases), ROLES))
        runs = list(pool.map(followed, LINK_SEEDS))
    links, known = set().union(*(links for links, _ in runs)), runs[0][1]
    print(f"{len(links)} of {known} links followed")
    if 2 * len(links) < known:
        sys.exit("fewer than half of the links were followed")


if __name__ == "__main__":
    main()
