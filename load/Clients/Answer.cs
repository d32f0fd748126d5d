using System.Text.Json;

namespace FuelGrains.Load.Clients;

internal enum AnswerKind
{
    /// <summary>201: the order is on disk.</summary>
    Accepted,

    /// <summary>A documented "no effect".</summary>
    Refused,

    /// <summary>A timeout, a reset, a 5xx, 409 in-progress or 429: the press may or may not have had its effect.</summary>
    Unknown,
}

/// <summary>What one request came back with.</summary>
internal sealed record Answer(
    AnswerKind Kind,
    string Slug,
    string Body,
    Guid OrderId = default,
    bool Replayed = false,
    TimeSpan? RetryAfter = null
)
{
    private const string Urn = "urn:fuelgrains:problem:";

    /// <summary>What a healthy product may say in a burst. Anything else is a finding, whatever its status.</summary>
    private static readonly HashSet<string> Foreseen =
    [
        "accepted",
        "all-held",
        "sold-out",
        "not-enough",
        "limit-reached",
        "not-started",
        "in-progress",
        "too-many-requests",
        "busy",
        "unavailable",
        "timeout",
        "connection",
    ];

    public bool IsForeseen => Foreseen.Contains(Slug);

    public static Answer None(string why) => new(AnswerKind.Unknown, why, "");

    public static async Task<Answer> ReadAsync(HttpResponseMessage message, CancellationToken stop)
    {
        var body = await message.Content.ReadAsStringAsync(stop);
        var status = (int)message.StatusCode;
        if (status == 201 && Parse<AcceptedReply>(body) is { } order)
            return new(
                AnswerKind.Accepted,
                "accepted",
                body,
                order.OrderId,
                message.Headers.Contains("Idempotent-Replayed")
            );

        var slug = SlugOf(status, body);
        var unknown = status == 201 || IsUnknown(status, slug);
        return new(
            unknown ? AnswerKind.Unknown : AnswerKind.Refused,
            slug,
            body,
            RetryAfter: message.Headers.RetryAfter?.Delta
        );
    }

    /// <summary>The last word of the problem's type; <c>http-404</c> and the like when the body is no problem of ours.</summary>
    public static string SlugOf(int status, string body) =>
        Parse<Problem>(body)?.Type is { } type && type.StartsWith(Urn, StringComparison.Ordinal)
            ? type[Urn.Length..]
            : $"http-{status}";

    public static bool IsUnknown(int status, string slug) => status is 429 or >= 500 || slug == "in-progress";

    /// <summary>The first line, and not all of that: a page about an exception goes on with the request's headers, the token among them.</summary>
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
            return JsonSerializer.Deserialize<T>(body, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
