// Declares a breakdown and prints the technicians to choose from.
import createClient from "openapi-fetch";
import type { paths } from "./hop-assist.js";

const { HOP_ASSIST_URL, HOP_ASSIST_TOKEN } = process.env;
const api = createClient<paths>({
  baseUrl: HOP_ASSIST_URL,
  headers: { Authorization: `Bearer ${HOP_ASSIST_TOKEN}` },
});

const { data: declared, error } = await api.POST("/interventions", {
  params: { header: { "Idempotency-Key": crypto.randomUUID() } },
  body: {
    category: "heating",
    address: {
      line1: "12 rue des Cordeliers",
      postcode: "80000",
      city: "Amiens",
      location: { latitude: 49.8919, longitude: 2.3004 },
    },
    description: "La chaudière ne démarre plus depuis ce matin.",
  },
});
if (error) throw new Error("code" in error ? error.code : error.message);

const found = declared.technicians?.items ?? [];
if (found.length === 0) console.log("Nobody is near: the request waits.");
for (const { displayName, hourlyRate, etaMinutes } of found) {
  console.log(`${displayName}: ${hourlyRate.cents} cents an hour, there in ${etaMinutes} minutes`);
}
