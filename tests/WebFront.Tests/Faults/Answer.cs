using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Faults;

internal enum Verdict
{
    Acknowledged,
    Refused,

    /// <summary>The order may have happened, or may yet: the client asks again with the same key.</summary>
    Unknown,
}

/// <summary>The outcome of an attempt at an order.</summary>
/// <param name="Why">The kind of refusal, or of not knowing.</param>
/// <param name="Body">The whole body of an acknowledgement.</param>
internal sealed record Answer(Verdict Verdict, string Why, string Body = "", bool Replayed = false)
{
    private const string Prefix = "urn:fuelgrains:problem:";

    public static Answer Unknown(string why) => new(Verdict.Unknown, why);

    public static Answer Of(HttpResponseMessage response, string body) =>
        (int)response.StatusCode switch
        {
            201 when body.Length > 0 => new(
                Verdict.Acknowledged,
                "",
                body,
                response.Headers.Contains("Idempotent-Replayed")
            ),
            429 or >= 500 => Unknown($"{(int)response.StatusCode} {Kind(body)}"),
            409 when Kind(body) == "in-progress" => Unknown("in-progress"),
            400 or 401 or 403 or 404 or 409 or 413 or 415 or 422 => new(Verdict.Refused, Kind(body)),
            var status => Unknown($"unexpected {status}"),
        };

    private static string Kind(string body)
    {
        try
        {
            return JsonSerializer
                .Deserialize<JsonElement>(body)
                .GetProperty("type")
                .GetString()!
                .Replace(Prefix, "", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "no problem document";
        }
    }
}

/// <summary>The members of a 201.</summary>
internal sealed record Placed(Guid OrderId, string Status, DateTimeOffset PayBy, long AmountFen)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static Placed Read(string body) => JsonSerializer.Deserialize<Placed>(body, Json)!;

    /// <summary>When its owner decided on it, by the owner's clock.</summary>
    public DateTimeOffset CreatedAt => PayBy.AddSeconds(-Shop.PayWithinSeconds);
}
