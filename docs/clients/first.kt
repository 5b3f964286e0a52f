// Declares a breakdown and prints the technicians to choose from.
import example.hopassist.apis.CustomerApi
import example.hopassist.infrastructure.ApiClient
import example.hopassist.models.BreakdownAddress
import example.hopassist.models.Declaration
import example.hopassist.models.Location
import java.util.UUID

fun main() {
    ApiClient.accessToken = System.getenv("HOP_ASSIST_TOKEN")
    val api = CustomerApi(System.getenv("HOP_ASSIST_URL"))
    val address = BreakdownAddress(
        line1 = "12 rue des Cordeliers", postcode = "80000", city = "Amiens",
        location = Location(latitude = 49.8919, longitude = 2.3004),
    )
    val declaration = Declaration(
        category = "heating",
        address = address,
        description = "La chaudière ne démarre plus depuis ce matin.",
    )

    val declared = api.declareRequest(UUID.randomUUID().toString(), declaration)

    val found = declared.technicians?.items.orEmpty()
    if (found.isEmpty()) println("Nobody is near: the request waits.")
    for (one in found) {
        println("${one.displayName}: ${one.hourlyRate.cents} cents an hour, there in ${one.etaMinutes} minutes")
    }
}
