namespace FuelGrains.WebFront.Campaigns.GroupBuys;

/// <summary>How a team is handed on: addresses that say the team and whose invitation it is, and nothing of a customer.</summary>
internal sealed class TeamLinks(IConfiguration configuration)
{
    // Where the site is known to the world; without it, a link leads back to wherever the request came to.
    private readonly string? _site = configuration["Front:PublicUrl"]?.TrimEnd('/');

    public string Link(HttpRequest request, string shareCode, int? seat = null) =>
        $"{_site ?? $"{request.Scheme}://{request.Host}"}/group?code={shareCode}{(seat is { } from ? $"&from={from}" : "")}";

    public static string Qr(string shareCode, int seat) => $"/api/teams/{shareCode}/qr.svg?from={seat}";
}
