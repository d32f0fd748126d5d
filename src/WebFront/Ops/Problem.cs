using System.Text.Json;

namespace FuelGrains.WebFront.Ops;

/// <summary>
/// An answer in problem+json (RFC 9457). The type is <c>urn:fuelgrains:problem:</c> and the slug, which programs rely on.
/// The writer is our own, because a rush consists of refusals: the framework's writer costs several times as much.
/// </summary>
public sealed record Problem(string Slug, int Status, string Title, string Detail) : IResult
{
    public const string TypePrefix = "urn:fuelgrains:problem:";

    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>Further members, all of them times.</summary>
    public (string Name, DateTimeOffset Value)? Time { get; init; }

    /// <summary>A further member: what the problem is about, as the interface shows it elsewhere.</summary>
    public (string Name, JsonElement Value)? Subject { get; init; }

    public int? RetryAfterSeconds { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = "application/problem+json";
        response.Headers.CacheControl = "no-store";
        if (RetryAfterSeconds is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return JsonBody.SendAsync(
            httpContext,
            (Problem: this, httpContext.TraceIdentifier),
            static (json, said) => said.Problem.Write(json, said.TraceIdentifier)
        );
    }

    private void Write(Utf8JsonWriter json, string traceId)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, TypePrefix + Slug);
        json.WriteString("title"u8, Title);
        json.WriteNumber("status"u8, Status);
        json.WriteString("detail"u8, Detail);
        json.WriteString("traceId"u8, traceId);
        if (Time is { } time)
            json.WriteString(time.Name, time.Value);
        if (Subject is { } subject)
        {
            json.WritePropertyName(subject.Name);
            subject.Value.WriteTo(json);
        }
        if (Errors is not null)
        {
            json.WriteStartObject("errors"u8);
            foreach (var (field, messages) in Errors)
            {
                json.WriteStartArray(field);
                foreach (var message in messages)
                    json.WriteStringValue(message);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
