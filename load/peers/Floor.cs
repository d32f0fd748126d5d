namespace FuelGrains.Peers;

/// <summary>The least that an authenticated JSON endpoint can cost: stock JwtBearer and nothing else.</summary>
internal static class Floor
{
    public const string Role = "floor";

    public static void MapFloor(this WebApplication app)
    {
        app.MapGet("/empty", () => new Empty()).RequireAuthorization();
        app.MapPost("/empty", () => new Empty()).RequireAuthorization();
    }

    private sealed record Empty;
}
