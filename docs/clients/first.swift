// Declares a breakdown and prints the technicians to choose from.
import Foundation
import HopAssist

let environment = ProcessInfo.processInfo.environment
let api = HopAssistAPIConfiguration(
    basePath: environment["HOP_ASSIST_URL"]!,
    customHeaders: ["Authorization": "Bearer \(environment["HOP_ASSIST_TOKEN"]!)"]
)
let address = BreakdownAddress(
    line1: "12 rue des Cordeliers",
    postcode: "80000",
    city: "Amiens",
    location: Location(latitude: 49.8919, longitude: 2.3004)
)
let declaration = Declaration(
    category: "heating",
    address: address,
    description: "La chaudière ne démarre plus depuis ce matin."
)

let declared = try await CustomerAPI.declareRequest(
    idempotencyKey: UUID().uuidString, declaration: declaration, apiConfiguration: api
)

let found = declared.technicians?.items ?? []
if found.isEmpty { print("Nobody is near: the request waits.") }
for one in found {
    print("\(one.displayName): \(one.hourlyRate.cents) cents an hour, there in \(one.etaMinutes) minutes")
}
