using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace FuelGrains.Load.Benchmarks;

/// <summary>This program again, as the host of the baseline's empty endpoint.</summary>
internal sealed class Baseline : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(30);

    private readonly byte[] _key;

    private Baseline(Uri address, ChildProcess process, byte[] key) =>
        (Address, Process, _key) = (address, process, key);

    public Uri Address { get; }

    public ChildProcess Process { get; }

    /// <summary>Starts a host that checks issuer and audience where the product's tokens have them.</summary>
    public static async Task<Baseline> StartAsync(
        string productToken,
        string workFolder,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var key = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        var port = ChildProcess.FreePort();
        List<string> arguments = [typeof(Baseline).Assembly.Location, "floor", "--port", $"{port}"];
        using var claims = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(productToken.Split('.')[1]));
        foreach (var (claim, option) in new[] { ("iss", "--issuer"), ("aud", "--audience") })
            if (claims.RootElement.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.String)
                arguments.AddRange([option, value.GetString()!]);

        var environment = new Dictionary<string, string> { [BaselineHost.KeyVariable] = key };
        var process = ChildProcess.Start(
            new(arguments, workFolder, environment),
            Path.Combine(workFolder, "baseline.log"),
            time
        );
        var baseline = new Baseline(new Uri($"http://127.0.0.1:{port}"), process, Encoding.UTF8.GetBytes(key));
        using var http = new HttpLimits(1, ReadyWithin).Client(baseline.Address);
        await process.WaitForAnswerAsync(http, "ready", ReadyWithin, stop);
        return baseline;
    }

    /// <summary>Signs the product's token, claim for claim, with the baseline's key: both hosts read the same bytes.</summary>
    public string Resign(string token)
    {
        var payload = token.Split('.')[1];
        var signed = Base64UrlEncoder.Encode("""{"alg":"HS256","typ":"JWT"}""") + "." + payload;
        return signed + "." + Base64UrlEncoder.Encode(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(signed)));
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
