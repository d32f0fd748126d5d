using System.Text.Json;

namespace FuelGrains.Load.Clients;

/// <summary>What one request about money came back with: any 2xx is a word that must stay true.</summary>
internal sealed record Reply(AnswerKind Kind, int Status, string Slug, string Body, TimeSpan? RetryAfter = null)
{
    public bool Accepted => Kind == AnswerKind.Accepted;

    public static Reply None(string why) => new(AnswerKind.Unknown, 0, why, "");

    public static async Task<Reply> ReadAsync(HttpResponseMessage message, CancellationToken stop)
    {
        var body = await message.Content.ReadAsStringAsync(stop);
        var status = (int)message.StatusCode;
        if (message.IsSuccessStatusCode)
            return new(AnswerKind.Accepted, status, "accepted", body);
        var slug = Answer.SlugOf(status, body);
        return new(
            Answer.IsUnknown(status, slug) ? AnswerKind.Unknown : AnswerKind.Refused,
            status,
            slug,
            body,
            message.Headers.RetryAfter?.Delta
        );
    }

    /// <summary>Null when the body is something else.</summary>
    public T? Read<T>()
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Body, Wire.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
