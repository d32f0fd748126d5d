using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace FuelGrains.Load.Benchmarks;

/// <summary>This program again, as the host of the baseline's empty endpoint.</summary>
internal sealed class Baseline(Uri address, ChildProcess process, byte[] key) : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(30);

    public Uri Address => address;
    public ChildProcess Process => process;

    /// <summary>Starts a host that checks issuer and audience where the product's tokens have them.</summary>
    public static async Task<Baseline> StartAsync(
        string productToken,
        WorkFolder work,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var key = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        var address = ChildProcess.FreeAddress();
        List<string> arguments = [typeof(Baseline).Assembly.Location, "floor", "--port", $"{address.Port}"];
        using var claims = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(productToken.Split('.')[1]));
        foreach (var (claim, option) in new[] { ("iss", "--issuer"), ("aud", "--audience") })
            if (claims.RootElement.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.String)
                arguments.AddRange([option, value.GetString()!]);

        var command = new ChildCommand(arguments, work.FullName, work.File("baseline.log"))
        {
            Environment = new Dictionary<string, string> { [BaselineHost.KeyVariable] = key },
        };
        using var http = new HttpLimits(1, ReadyWithin).Client(address);
        var process = await ChildProcess.StartAsync(command, http, "ready", ReadyWithin, time, stop);
        return new(address, process, Encoding.UTF8.GetBytes(key));
    }

    /// <summary>Signs the product's token, claim for claim, with the baseline's key: both hosts read the same bytes.</summary>
    public string Resign(string token)
    {
        var payload = token.Split('.')[1];
        var signed = Base64UrlEncoder.Encode("""{"alg":"HS256","typ":"JWT"}""") + "." + payload;
        return signed + "." + Base64UrlEncoder.Encode(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)));
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
