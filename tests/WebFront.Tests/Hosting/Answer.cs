using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>An answer of the product, read whole.</summary>
public sealed class Answer(HttpResponseMessage response, string text)
{
    public int Status => (int)response.StatusCode;
    public string Text => text;
    public JsonElement Json => JsonElement.Parse(text);
    public string? ContentType => response.Content.Headers.ContentType?.ToString();
    public int? RetryAfter => response.Headers.RetryAfter?.Delta is { } delta ? (int)delta.TotalSeconds : null;
    public string? Location => response.Headers.Location?.OriginalString;

    /// <summary>The last part of a problem's type, or empty.</summary>
    public string Slug =>
        ContentType == "application/problem+json"
            ? Json.GetProperty("type").GetString()!["urn:fuelgrains:problem:".Length..]
            : "";

    public string? Header(string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;

    public Answer ShouldBeAccepted()
    {
        Status.ShouldBe(201, text);
        return this;
    }

    public Answer ShouldBeOk()
    {
        Status.ShouldBe(200, text);
        return this;
    }

    /// <summary>Problem+json of this status and type, with all that RFC 9457 and the house ask of one, and nothing of the inside.</summary>
    public Answer ShouldBeProblem(int status, string slug)
    {
        Status.ShouldBe(status, text);
        ContentType.ShouldBe("application/problem+json");
        Slug.ShouldBe(slug, text);
        Json.GetProperty("status").GetInt32().ShouldBe(status);
        Json.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        Json.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        Json.GetProperty("traceId").GetString().ShouldNotBeNullOrEmpty();
        text.ShouldNotContain("Exception");
        text.ShouldNotContain("Orleans");
        text.ShouldNotContain("   at ");
        return this;
    }

    public Answer WithErrorsIn(params string[] fields)
    {
        Json.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe(fields, ignoreOrder: true);
        return this;
    }

    /// <summary>The body without what differs from request to request.</summary>
    public string WithoutTrace =>
        JsonSerializer.Serialize(
            Json.EnumerateObject().Where(member => member.Name != "traceId").ToDictionary(m => m.Name, m => m.Value)
        );
}
