using FuelGrains.Peers;

// Runs one peer. All settings come by environment and not by argument, because arguments are readable to everyone on the machine.
var builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders().AddConsole().SetMinimumLevel(LogLevel.Warning);
var settings = PeerSettings.Read(builder.Configuration);
builder.AddStockTokens(settings);
switch (settings.Role)
{
    case Floor.Role:
        break;
    case RedisLua.Role:
        await builder.AddRedisLuaAsync(settings);
        break;
    case RowLock.Role:
        await builder.AddRowLockAsync(settings);
        break;
    case BareSignalR.Role:
        builder.AddBareSignalR(settings);
        break;
    default:
        throw new ArgumentException($"There is no peer '{settings.Role}'.");
}

await using var app = builder.Build();
app.UseTokens(settings);
app.MapGet("/ready", () => TypedResults.Ok());
switch (settings.Role)
{
    case Floor.Role:
        app.MapFloor();
        break;
    case RedisLua.Role:
        app.MapRedisLua();
        break;
    case RowLock.Role:
        app.MapRowLock();
        break;
    case BareSignalR.Role:
        app.MapBareSignalR();
        break;
}
await app.RunAsync();
