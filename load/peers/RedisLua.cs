using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using StackExchange.Redis;

namespace FuelGrains.Peers;

/// <summary>
/// The usual flash sale: one script in Redis decides, and the customer is answered before any database has the order. What Redis has not
/// yet written to its file is lost when it dies.
/// </summary>
internal static class RedisLua
{
    public const string Role = "redis-lua";
    private const int SeededAtOnce = 1_000;
    private static readonly RedisKey[] Keys = ["free", "buyers", "orders"];

    public static async Task AddRedisLuaAsync(this WebApplicationBuilder builder, PeerSettings settings)
    {
        var redis = await ConnectionMultiplexer.ConnectAsync(settings.Store!);
        using var script = new StreamReader(typeof(RedisLua).Assembly.GetManifestResourceStream("reserve.lua")!);
        var hash = await redis.GetServers()[0].ScriptLoadAsync(await script.ReadToEndAsync());
        await SeedAsync(redis.GetDatabase(), settings);
        builder
            .Services.AddSingleton<IConnectionMultiplexer>(redis)
            .AddSingleton(new Reservation(redis, hash, settings));
    }

    public static void MapRedisLua(this WebApplication app) =>
        app.MapPost(
                Orders.Path,
                async (
                    OrderRequest body,
                    [FromHeader(Name = "Idempotency-Key")] string? key,
                    ClaimsPrincipal caller,
                    Reservation reservation
                ) => Orders.Wrong(body, key) ?? await reservation.TakeAsync(caller.Customer(), key!, body.Quantity)
            )
            .RequireAuthorization();

    // The orders that were there before are as the script writes them.
    private static async Task SeedAsync(IDatabase database, PeerSettings settings)
    {
        await database.StringSetAsync(Keys[0], settings.Stock - settings.Orders);
        for (var done = 0; done < settings.Orders; done += SeededAtOnce)
        {
            var writes = new List<Task>();
            for (var i = done; i < Math.Min(done + SeededAtOnce, settings.Orders); i++)
            {
                var customer = Guid.NewGuid().ToString();
                writes.Add(database.HashSetAsync(Keys[1], customer, 1));
                NameValueEntry[] order =
                [
                    new("order", Guid.CreateVersion7().ToString()),
                    new("customer", customer),
                    new("key", $"before-{i}"),
                    new("quantity", 1),
                ];
                writes.Add(database.StreamAddAsync(Keys[2], order));
            }
            await Task.WhenAll(writes);
        }
    }

    /// <param name="hash">The script's, for EVALSHA.</param>
    internal sealed class Reservation(IConnectionMultiplexer redis, byte[] hash, PeerSettings settings)
    {
        private readonly IDatabase _database = redis.GetDatabase();

        public async Task<IResult> TakeAsync(string customer, string key, int quantity)
        {
            var order = Guid.CreateVersion7();
            RedisValue[] values = [customer, key, quantity, settings.Limit, order.ToString()];
            return (int)await _database.ScriptEvaluateAsync(hash, Keys, values) switch
            {
                1 => Orders.Placed(order),
                0 => Orders.Refused("sold-out"),
                _ => Orders.Refused("limit-reached"),
            };
        }
    }
}
