"""Declares a breakdown and prints the technicians to choose from."""

from os import environ
from uuid import uuid4

from hop_assist import AuthenticatedClient
from hop_assist.api.customer import declare_request
from hop_assist.models import BreakdownAddress, Declaration, Intervention, Location

api = AuthenticatedClient(environ["HOP_ASSIST_URL"], environ["HOP_ASSIST_TOKEN"])
address = BreakdownAddress(
    line1="12 rue des Cordeliers",
    postcode="80000",
    city="Amiens",
    location=Location(latitude=49.8919, longitude=2.3004),
)
declaration = Declaration(
    category="heating",
    address=address,
    description="La chaudière ne démarre plus depuis ce matin.",
)

declared = declare_request.sync(client=api, body=declaration, idempotency_key=str(uuid4()))
if not isinstance(declared, Intervention):
    raise SystemExit(f"refused: {declared}")

for found in declared.technicians.items if declared.technicians else []:
    rate = found.hourly_rate.cents
    print(f"{found.display_name}: {rate} cents an hour, there in {found.eta_minutes} minutes")
