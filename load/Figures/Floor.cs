using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FuelGrains.Load.Product;
using FuelGrains.Load.Scenarios;
using Microsoft.IdentityModel.Tokens;

namespace FuelGrains.Load.Figures;

/// <summary>This program again, as the host of the empty endpoint.</summary>
internal sealed class Floor : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(30);

    private readonly byte[] key;

    private Floor(Uri address, ChildProcess process, byte[] key)
    {
        (Address, Process, this.key) = (address, process, key);
    }

    public Uri Address { get; }

    public ChildProcess Process { get; }

    /// <summary>It checks issuer and audience just when the product's tokens have them.</summary>
    public static async Task<Floor> StartAsync(
        string productToken,
        string workFolder,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var key = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        var port = ChildProcess.FreePort();
        List<string> arguments =
        [
            typeof(Floor).Assembly.Location,
            "floor",
            "--port",
            port.ToString(CultureInfo.InvariantCulture),
        ];
        using var claims = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(productToken.Split('.')[1]));
        foreach (var (claim, option) in new[] { ("iss", "--issuer"), ("aud", "--audience") })
            if (claims.RootElement.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.String)
                arguments.AddRange([option, value.GetString()!]);

        var command = new ChildCommand(
            arguments,
            workFolder,
            new Dictionary<string, string> { [FloorHost.KeyVariable] = key }
        );
        var process = ChildProcess.Start(command, Path.Combine(workFolder, "floor.log"), time);
        var floor = new Floor(new Uri($"http://127.0.0.1:{port}"), process, Encoding.UTF8.GetBytes(key));
        using var http = new HttpLimits(1, ReadyWithin).Client(floor.Address);
        await process.WaitForAnswerAsync(http, "ready", ReadyWithin, stop);
        return floor;
    }

    /// <summary>The product's own token, claim for claim, under the floor's key: both sides read the same bytes.</summary>
    public string Resign(string token)
    {
        var payload = token.Split('.')[1];
        var signed = Base64UrlEncoder.Encode("""{"alg":"HS256","typ":"JWT"}""") + "." + payload;
        return signed + "." + Base64UrlEncoder.Encode(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)));
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
