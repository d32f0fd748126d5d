using System.Net.Http.Headers;
using System.Text.Json;

namespace FuelGrains.WireClients;

public enum ReplyKind
{
    /// <summary>2xx: the product acknowledged the request, and everything that it said must stay true.</summary>
    Accepted,

    /// <summary>A documented "no effect".</summary>
    Refused,

    /// <summary>A timeout, a reset, a 5xx, 409 in-progress or 429: the request may or may not have had its effect.</summary>
    Unknown,
}

/// <summary>The product's reply to one request.</summary>
/// <param name="Status">0 when no answer came.</param>
/// <param name="Slug">The last part of a problem's type; <c>http-404</c> and the like when the body is no problem document.</param>
public sealed record Reply(ReplyKind Kind, int Status, string Slug, string Body)
{
    private const string Urn = "urn:fuelgrains:problem:";

    private HttpResponseHeaders? Headers { get; init; }

    public string? ContentType { get; init; }

    public bool Accepted => Kind == ReplyKind.Accepted;

    /// <summary>
    /// False when the same request with the same key may be answered otherwise: the outcome is unknown, or the customer came a moment too
    /// early, which has no effect.
    /// </summary>
    public bool IsDefinite => Kind != ReplyKind.Unknown && Slug != "not-started";

    /// <summary>Whether the product says that it repeats an earlier answer.</summary>
    public bool Replayed => Header("Idempotent-Replayed") is not null;

    public TimeSpan? RetryAfter => Headers?.RetryAfter?.Delta;

    public string? Location => Headers?.Location?.OriginalString;

    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>Says what came; a reply without a body has no JSON to print.</summary>
    public override string ToString() => $"{Kind} {Status} {Slug}: {Beginning(Body)}";

    public static Reply None(string why) => new(ReplyKind.Unknown, 0, why, "");

    public static async Task<Reply> ReadAsync(HttpResponseMessage message, CancellationToken stop)
    {
        var (status, body) = ((int)message.StatusCode, await message.Content.ReadAsStringAsync(stop));
        var slug =
            message.IsSuccessStatusCode ? "accepted"
            : Parse<Problem>(body)?.Type is { } type && type.StartsWith(Urn, StringComparison.Ordinal)
                ? type[Urn.Length..]
            : $"http-{status}";
        var kind =
            message.IsSuccessStatusCode ? ReplyKind.Accepted
            : status is 429 or >= 500 || slug == "in-progress" ? ReplyKind.Unknown
            : ReplyKind.Refused;
        return new(kind, status, slug, body)
        {
            Headers = message.Headers,
            ContentType = message.Content.Headers.ContentType?.ToString(),
        };
    }

    public string? Header(string name) =>
        Headers is not null && Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    /// <summary>Reads the body of an acknowledgement; null when the reply is none, or has another body.</summary>
    public T? Read<T>()
        where T : class => Accepted ? Parse<T>(Body) : null;

    /// <summary>
    /// Returns the beginning of the first line alone: an exception page goes on with the request's headers, the token among them.
    /// </summary>
    public static string Beginning(string body)
    {
        const int Enough = 160;
        var line = body.AsSpan();
        if (line.IndexOfAny('\r', '\n') is >= 0 and var end)
            line = line[..end];
        return line.Length > Enough ? $"{line[..Enough]}..." : line.ToString();
    }

    private static T? Parse<T>(string body)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, WireClient.Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Problem(string? Type);
}

/// <summary>The product or the simulator answered what a run cannot go on with; the message is one sentence for the reader.</summary>
public sealed class UnexpectedReplyException(string message) : Exception(message);
