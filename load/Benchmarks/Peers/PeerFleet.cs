using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace FuelGrains.Load.Benchmarks.Peers;

/// <summary>The peers of one run, with their stores. They take the product's tokens, signed with a key of theirs.</summary>
internal sealed class PeerFleet : IAsyncDisposable
{
    /// <summary>A start writes the orders that were there before.</summary>
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(2);

    /// <summary>The product's own number of remembered tokens.</summary>
    private const int TokensRemembered = 131_072;

    private readonly BenchmarkContext _context;
    private readonly string _key = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
    private readonly Dictionary<string, string> _claims = [];
    private readonly List<Peer> _peers = [];
    private readonly List<RedisServer> _redis = [];
    private PostgresStore? _postgres;

    public PeerFleet(BenchmarkContext context, string productToken)
    {
        _context = context;
        using var claims = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(productToken.Split('.')[1]));
        foreach (var (claim, setting) in new[] { ("iss", "Issuer"), ("aud", "Audience") })
            if (claims.RootElement.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.String)
                _claims[$"Peer__{setting}"] = value.GetString()!;
    }

    public Task<Peer> FloorAsync(CancellationToken stop) => StartAsync(Peer.Floor, [], null, stop);

    /// <param name="remembers">Whether the peer has the product's memory of validated tokens.</param>
    public async Task<(Peer Peer, RedisServer Redis)> RedisLuaAsync(bool remembers, CancellationToken stop)
    {
        var redis = await RedisServer.StartAsync(_context.Work.Sub($"redis-{RunId.New()}"), _context.Time, stop);
        _redis.Add(redis);
        var settings = Selling(redis.Address);
        if (remembers)
            settings["TokensRemembered"] = $"{TokensRemembered}";
        return (await StartAsync(Peer.RedisLua, settings, () => redis.CpuTime, stop), redis);
    }

    public async Task<(Peer Peer, PostgresStore Store)> RowLockAsync(CancellationToken stop)
    {
        _postgres = await PostgresStore.CreateAsync(_context.Settings.Postgres!, stop);
        var cpu = await PostgresCpu.OfAsync(_postgres, stop);
        return (await StartAsync(Peer.RowLock, Selling(_postgres.Connection), cpu, stop), _postgres);
    }

    /// <param name="payload">The sale's JSON as the product sends it.</param>
    public async Task<Peer> BareSignalRAsync(string payload, CancellationToken stop)
    {
        var file = _context.Work.File("payload.json");
        await File.WriteAllTextAsync(file, payload, stop);
        return await StartAsync(Peer.BareSignalR, new() { ["Payload"] = file }, null, stop);
    }

    /// <summary>Signs a token of the product with the peers' key: all hosts read the same bytes.</summary>
    public string Sign(string token)
    {
        var payload = token.Split('.')[1];
        var signed = Base64UrlEncoder.Encode("""{"alg":"HS256","typ":"JWT"}""") + "." + payload;
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(_key), Encoding.ASCII.GetBytes(signed));
        return signed + "." + Base64UrlEncoder.Encode(mac);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in _peers)
            await peer.DisposeAsync();
        foreach (var redis in _redis)
            await redis.DisposeAsync();
        if (_postgres is not null && !_context.Settings.Keep)
            await _postgres.DropAsync(_context.Settings.Postgres!, CancellationToken.None);
    }

    private Dictionary<string, string> Selling(string store) =>
        new() { ["Store"] = store, ["Orders"] = $"{_context.Settings.OrdersBefore}" };

    private async Task<Peer> StartAsync(
        string role,
        Dictionary<string, string> settings,
        Func<TimeSpan>? storeCpu,
        CancellationToken stop
    )
    {
        var (address, folder) = (ChildProcess.FreeAddress(), _context.Work.Sub($"{role}-{RunId.New()}"));
        var command = new ChildCommand(
            [Dll(_context.Repository), "--urls", address.ToString()],
            folder,
            Path.Combine(folder, $"{role}.log")
        )
        {
            Environment = new Dictionary<string, string>(_claims)
            {
                ["Peer__Role"] = role,
                ["Peer__SigningKey"] = _key,
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
            }
                .Concat(settings.Select(s => KeyValuePair.Create($"Peer__{s.Key}", s.Value)))
                .ToDictionary(),
        };
        using var http = new HttpLimits(1, ReadyWithin).Client(address);
        var process = await ChildProcess.StartAsync(command, http, "ready", ReadyWithin, _context.Time, stop);
        var peer = new Peer(address, process, storeCpu);
        _peers.Add(peer);
        return peer;
    }

    private static string Dll(Repository repository)
    {
        var dll = Path.Combine(repository.Root, "load", "peers", "bin", "Release", "net10.0", "FuelGrains.peers.dll");
        return File.Exists(dll)
            ? dll
            : throw new CannotRunException(
                $"The peers are not built: {dll} is missing (dotnet build load -c Release)."
            );
    }
}
