using FuelGrains.WebFront.Hosting;

namespace FuelGrains.WebFront.Campaigns.GroupBuys;

/// <summary>Links for sharing a team: they contain the team and the inviting seat, and nothing about a customer.</summary>
internal sealed class TeamLinks(PublicAddress site)
{
    public string Link(HttpRequest request, string shareCode, int? seat = null) =>
        $"{site.Of(request.HttpContext)}/group?code={shareCode}{(seat is { } from ? $"&from={from}" : "")}";

    public static string Qr(string shareCode, int seat) => $"/api/teams/{shareCode}/qr.svg?from={seat}";
}
