using FuelGrains.WebFront.Hosting;
using FuelGrains.WebFront.Ops;
using Microsoft.Extensions.Options;

namespace FuelGrains.WebFront.Customers.MiniProgram;

/// <summary>The route that a mini-program asks at its start. The answer comes from memory.</summary>
internal static class ConfigEndpoint
{
    public static void MapConfig(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/config", GetAsync)
            .AllowAnonymous()
            .WithTags("Client")
            .WithSummary(
                "What a mini-program needs to know at its start: the time, flags, the minimum version, templates"
            )
            .WithDescription(
                "`from` says where the visitor came from, and is counted without anything about the visitor: "
                    + $"{string.Join(", ", ClientMetrics.Sources)}; anything else counts as other."
            )
            .Produces<Config>();

    private static async Task<Config> GetAsync(
        IOptions<ClientOptions> options,
        ListCache<NoticeTemplate> templates,
        TimeProvider time,
        HttpContext http,
        string? from = null
    )
    {
        if (from is not null)
            ClientMetrics.Visit(from);
        http.Response.Headers.CacheControl = "no-store";
        var client = options.Value;
        return new(
            time.GetUtcNow(),
            client.MinimumVersion,
            client.Flags,
            [.. (await templates.GetAsync(http.RequestAborted)).Select(t => new Template(t.Event, t.TemplateId))]
        );
    }

    /// <param name="ServerTime">The product's clock, by which every countdown goes.</param>
    /// <param name="MinimumVersion">The oldest version that may begin an order; null: any.</param>
    /// <param name="Templates">The templates for wx.requestSubscribeMessage, by the event that each one reports.</param>
    internal sealed record Config(
        DateTimeOffset ServerTime,
        string? MinimumVersion,
        IReadOnlyDictionary<string, bool> Flags,
        ImmutableArray<Template> Templates
    );

    internal sealed record Template(string Event, string TemplateId);
}
