namespace FuelGrains.WebFront.Campaigns.GroupBuys;

/// <summary>Links for sharing a team: they contain the team and the inviting seat, and nothing about a customer.</summary>
internal sealed class TeamLinks(IConfiguration configuration)
{
    // The public address of the site; without the setting, a link uses the address of the request.
    private readonly string? _site = configuration["Front:PublicUrl"]?.TrimEnd('/');

    public string Link(HttpRequest request, string shareCode, int? seat = null) =>
        $"{_site ?? $"{request.Scheme}://{request.Host}"}/group?code={shareCode}{(seat is { } from ? $"&from={from}" : "")}";

    public static string Qr(string shareCode, int seat) => $"/api/teams/{shareCode}/qr.svg?from={seat}";
}
