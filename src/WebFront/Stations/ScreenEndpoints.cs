using System.Security.Cryptography;
using System.Text;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Stations;

/// <summary>Requests of the screen over a forecourt, with its device key, before the screen follows the live topic.</summary>
internal static class ScreenEndpoints
{
    public const string KeyHeader = "X-Screen-Key";

    private static readonly Problem BadKey = new(
        "screen-key",
        401,
        "Screen key not valid",
        "The key in X-Screen-Key is not this station's."
    );

    public static void MapScreens(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/screens/{stationId}", BoardAsync)
            .AllowAnonymous()
            .LimitUnverified()
            .WithTags("Stations")
            .WithSummary("The station's board, for the screen that has its key")
            .Produces<BoardSnapshot>()
            .ProducesProblem(401);

    private static async Task<IResult> BoardAsync(
        string stationId,
        HttpContext http,
        IGrainFactory grains,
        StationCache boards,
        TimeProvider time
    )
    {
        if (
            http.Request.Headers[KeyHeader] is not [{ Length: > 0 and <= 100 } key]
            || !StationId.TryParse(stationId, null, out var id)
        )
            return BadKey;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        if (!await grains.GetGrain<IStationDirectoryGrain>(0).VerifyScreenAsync(id, hash))
            return BadKey;
        if (await boards.FindAsync(id) is not { } station)
            return BadKey;
        var latest = await station.FreshAsync();
        return Results.Ok(
            new BoardSnapshot(time.GetUtcNow(), latest.Epoch, latest.To, BoardJson.Of(latest.Board, station.HeardAt))
        );
    }

    internal sealed record BoardSnapshot(DateTimeOffset ServerTime, long Epoch, long Revision, BoardJson Board);
}
