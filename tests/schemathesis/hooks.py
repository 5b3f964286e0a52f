"""What Schemathesis cannot know of our rules: each exception has its reason beside it."""

import json
import os
import re
import uuid

import requests
import schemathesis
from schemathesis import GenerationMode

# Where a value may be refused with 422 although it fits its schema: rules that JSON Schema cannot say. A pattern stands
# for a whole JSON pointer or the name of a query parameter.
RULES = {
    "a text needs a visible character": (
        r"/(address|billingAddress|(base|business)/address)/(line1|line2|city|access/(floor|doorCode|note))"
        r"|/base/address/(line1|line2|city)|/(name|displayName|description|comment|label|reason|subject|text|flatRate)"
        r"|/business/(legalName|insurance/(insurer|policy|coverage))|/categories/\d+/flatRates/\d+/name"
        r"|/lines/\d+/(label|reason)|/report/(diagnosis|workDone|advice|signedBy)"
    ),
    "amounts have limits, and one schema of money stands for all": r"/(.+/)?cents",
    "nobody works at 0, 0": r"/(.+/)?location",
    "numbers with check digits": r"/(business/)?(siren|vatNumber)|/phone",
    "an address that a mail can reach": r"/email",
    "open lists: their values may grow, and others are refused": (
        r"/kind|/contentType|/category|/categories/\d+/category|/lines/\d+/(kind|vatRate)|/outcome|category|stage|status"
    ),
    "an outcome says which fields belong to it; a place belongs to being online": r"/(fee|at|until|undoneQuotes|location)",
    "times lie in a window around now": (
        r"/(occurredAt|scheduledFor|appointment|validUntil|at|until)|/business/insurance/validUntil|/month"
    ),
    "an address that is none, or several": r"/address",
    "names and flat rates once each": r"/categories|/categories/\d+/flatRates|/lines",
}

KEY = re.compile(r"[!-~]{1,64}")
URL = os.environ["HOP_ASSIST_URL"]
# With this token each operation is called by the role that it is for: the way to depth.
BY_ROLE = "by-role"
ROLES = {
    "customer": "camille",
    "technician": "karim.technicians",
    "operator": "odile.operators",
    "shared": "camille",
}


def is_positive(case):
    """Whether the case fits the contract."""
    return case.meta is not None and case.meta.generation.mode == GenerationMode.POSITIVE


def authorization(token):
    """The header of a token."""
    return {"Authorization": f"Bearer {token}"}


@schemathesis.hook
def before_call(context, case, kwargs):
    """Gives each case its own idempotency key: a key belongs to one command. A made-up cursor belongs to nobody."""
    headers = case.headers
    for name, value in (headers or {}).items():
        if name.lower() == "idempotency-key" and KEY.fullmatch(str(value)):
            headers[name] = uuid.uuid4().hex
    if case.query:
        case.query.pop("cursor", None)
    if os.environ["HOP_ASSIST_TOKEN"] == BY_ROLE:
        as_in_life(case)


def as_in_life(case):
    """The right role, and the few values that an app has from a person: a place, a technician, the code at the door."""
    raw = case.operation.definition.raw
    case.headers = {**(case.headers or {}), **authorization(ROLES[raw["tags"][0]])}
    if not is_positive(case) or not isinstance(case.body, dict):
        return
    for name in ("occurredAt", "hourlyRate"):
        case.body.pop(name, None)
    case.headers.pop("If-Match", None)
    match raw["operationId"]:
        case "declare-request":
            location = {"latitude": 49.8919, "longitude": 2.3004}
            address = {"line1": "12 rue des Cordeliers", "postcode": "80000", "city": "Amiens", "location": location}
            case.body = {"category": "heating", "address": address, "description": "La chaudière ne démarre plus."}
        case "choose-technician":
            case.body = {"technicianId": "karim"}
        case "start-intervention":
            shown = requests.get(
                f"{URL}/interventions/{case.path_parameters['id']}", headers=authorization("camille"), timeout=10
            ).json()
            case.body = {"code": shown.get("startCode", "0000")}


@schemathesis.check
def explained(ctx, response, case):
    """A request that fits the contract may be refused with 422 only by a rule of the list above."""
    if response.status_code != 422 or not is_positive(case):
        return
    problem = json.loads(response.content)
    for fault in problem.get("errors", []):
        if not any(re.fullmatch(pattern, fault["pointer"]) for pattern in RULES.values()):
            raise AssertionError(f"no rule explains {fault['pointer']}: {fault['detail']}")
