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
description = "La chaudière ne démarre plus depuis ce matin."
declaration = Declaration(category="heating", address=address, description=description)

declared = declare_request.sync(client=api, body=declaration, idempotency_key=str(uuid4()))
if not isinstance(declared, Intervention):
    raise SystemExit(f"refused: {declared}")

found = declared.technicians.items if declared.technicians else []
if not found:
    print("Nobody is near: the request waits.")
for technician in found:
    rate = technician.hourly_rate.cents
    print(f"{technician.display_name}: {rate} cents an hour, there in {technician.eta_minutes} minutes")
