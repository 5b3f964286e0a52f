"""Says whether apps that were built for the contract of the last tag go on working with the present one.

breaks.py TOOLS: the folder with the tools of package.json. The last tag is `contract-…` or `v…`; without one,
nothing is compared. The compiler of TypeScript decides, by the types that openapi-typescript makes of both
contracts: what an app sends must be accepted, field by field, and what it reads must still be there. Limits
of values are not compared. First of all the comparison must find the breaks that are planted here, and none
in a contract that only grew.
"""

import copy
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = "infra/openapi.yaml"
TOOLS = Path(sys.argv[1]).resolve()
MODULES = TOOLS / "node_modules"
MADE = TOOLS / "breaks"

TYPES = """
import type { operations as Old } from "./old";
import type { operations as New } from "./new";

/** What an app reads of an answer that is no error. */
type Read<O extends { responses: object }> = {
  [S in keyof O["responses"] as S extends 200 | 201 | 204 | 304 ? S : never]: O["responses"][S];
};
/** The names of all fields, however deep: the server refuses fields that it does not know. */
type Names<T> = T extends readonly (infer E)[] ? Names<E>[]
  : T extends object ? { [K in keyof T]-?: Names<NonNullable<T[K]>> }
  : true;
"""


def checks(operation: str) -> str:
    """Three functions that compile only if the operation is no worse than it was."""
    name, read = operation.replace("-", "_"), f'Read<New["{operation}"]>): Read<Old["{operation}"]>'
    # Spelt out: of two uses of one generic type the compiler compares the arguments, not the fields.
    sent = '{{ with: {0}["{1}"]["parameters"]; body: {0}["{1}"]["requestBody"] }}'
    old, new = sent.format("Old", operation), sent.format("New", operation)
    return f"""
export const accepts_{name} = (sent: {old}): {new} => sent;
export const knows_{name} = (names: Names<{new}>): Names<{old}> => names;
export const answers_{name} = (read: {read} => read;
"""


def operations(contract: dict) -> list[str]:
    """The ids of all operations."""
    methods = (
        item for path in contract["paths"].values() for name, item in path.items() if name != "parameters"
    )
    return [method["operationId"] for method in methods]


def breaks(old: dict, new: dict) -> dict[str, str]:
    """What an app would meet, by the name of the check that fails."""
    MADE.mkdir(parents=True, exist_ok=True)
    for name, contract in (("old", old), ("new", new)):
        document = MADE / f"{name}.json"
        document.write_text(json.dumps(contract, default=str))
        command = [MODULES / ".bin/openapi-typescript", document, "--output", MADE / f"{name}.ts"]
        subprocess.run(command, check=True, capture_output=True)
    gone = sorted(set(operations(old)) - set(operations(new)))
    kept = [operation for operation in operations(old) if operation not in gone]
    (MADE / "check.ts").write_text(TYPES + "".join(checks(operation) for operation in kept))
    return {f"serves_{name.replace('-', '_')}": "the operation is gone" for name in gone} | faults()


def faults() -> dict[str, str]:
    """The checks that do not compile, each with the compiler's last line, the nearest to the cause."""
    command = [
        MODULES / ".bin/tsc",
        "--strict",
        "--noEmit",
        "--pretty",
        "false",
        "--noErrorTruncation",
        "check.ts",
    ]
    done = subprocess.run(command, cwd=MADE, text=True, capture_output=True, check=False)
    lines, found = (MADE / "check.ts").read_text().splitlines(), {}
    for fault in re.split(r"^(?=\S+\.ts\()", done.stdout, flags=re.MULTILINE):
        place = re.match(r"check\.ts\((\d+),", fault)
        if place:
            name = lines[int(place[1]) - 1].split()[2]
            found[name] = fault.strip().splitlines()[-1].strip()[:300]
    if done.returncode != 0 and not found:
        sys.exit(f"breaks: the types do not compile:\n{done.stdout[-3000:]}")
    return found


def planted(contract: dict) -> dict:
    """The contract with breaks of each kind, each in an operation of its own."""
    broken = copy.deepcopy(contract)
    schemas, paths = broken["components"]["schemas"], broken["paths"]
    schemas["PublicTechnician"]["required"].remove("rating")
    del schemas["OperatorAppointment"]["properties"]["appointedBy"]
    schemas["OperatorAppointment"]["required"].remove("appointedBy")
    schemas["Schedule"]["properties"]["flexible"] = {"type": "boolean"}
    schemas["Schedule"]["required"].append("flexible")
    del schemas["NewQuestion"]["properties"]["interventionId"]
    schemas["NewPresence"]["properties"]["online"] = {"type": "string"}
    del paths["/missions"]["get"]
    return broken


PLANTED = {
    "answers_show_technician",
    "answers_appoint_operator",
    "accepts_schedule_request",
    "knows_ask_question",
    "accepts_set_presence",
    "serves_list_missions",
}


def grown(contract: dict) -> dict:
    """The contract with what may come: fields of answers and commands, words, operations."""
    larger = copy.deepcopy(contract)
    schemas, paths = larger["components"]["schemas"], larger["paths"]
    schemas["PublicTechnician"]["properties"]["motto"] = {"type": "string"}
    schemas["PublicTechnician"]["required"].append("motto")
    schemas["Schedule"]["properties"]["flexible"] = {"type": "boolean"}
    schemas["Stage"]["examples"].append("asleep")
    schemas["ResolutionOutcome"]["enum"].append("forgiven")
    paths["/missions/near"] = {"get": paths["/missions"]["get"] | {"operationId": "list-near-missions"}}
    return larger


def tagged() -> tuple[str, dict] | None:
    """The last tag, and its contract."""
    describe = ["git", "describe", "--tags", "--abbrev=0", "--match", "contract-*", "--match", "v[0-9]*"]
    tag = subprocess.run(describe, cwd=ROOT, text=True, capture_output=True, check=False).stdout.strip()
    if not tag:
        return None
    shown = subprocess.run(
        ["git", "show", f"{tag}:{CONTRACT}"], cwd=ROOT, text=True, capture_output=True, check=True
    )
    return tag, YAML(typ="safe").load(shown.stdout)


def main() -> None:
    """Proves the comparison, then compares."""
    shutil.rmtree(MADE, ignore_errors=True)
    contract = YAML(typ="safe").load(ROOT / CONTRACT)
    found, harmless = set(breaks(contract, planted(contract))), breaks(contract, grown(contract))
    if found != PLANTED or harmless:
        sys.exit(f"breaks: planted {sorted(PLANTED)}, found {sorted(found)}, in what only grew {harmless}")
    last = tagged()
    if last is None:
        print("breaks: no tag yet, nothing is compared")
        return
    tag, old = last
    broken = breaks(old, contract)
    if broken:
        lines = (f"{check}: {reason}" for check, reason in broken.items())
        sys.exit(f"breaks: apps built for {tag} would meet:\n" + "\n".join(lines))
    print(f"breaks: apps built for {tag} go on working")


if __name__ == "__main__":
    main()
