using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Silo.Orders.Gateway;

/// <summary>
/// Keeps the platform certificates fresh: fetches them at first use, every few hours, and after an unknown serial. A forger can send
/// unknown serials at will, so that fetch happens at most once a minute and once for each serial.
/// </summary>
internal sealed partial class PlatformCertificates : BackgroundService
{
    /// <summary>
    /// The wait between two regular fetches: WeChat asks for less than 12 hours, and a switch of certificates takes days.
    /// </summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromHours(8);

    /// <summary>The shortest wait between two fetches, however many unknown serials come in.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    /// <summary>The shortest wait between two fetches while there is no certificate, so that nothing can be verified.</summary>
    private static readonly TimeSpan RestWhileEmpty = TimeSpan.FromSeconds(1);

    /// <summary>Remembered serials that a fetch did not bring. The next regular fetch finds a genuine new one.</summary>
    private const int MissesKept = 256;

    private readonly WeChatPayWire _wire;
    private readonly WeChatPayIdentity _identity;
    private readonly PlatformKeys _keys;
    private readonly TimeProvider _time;
    private readonly ILogger<PlatformCertificates> _log;
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly SemaphoreSlim _wanted = new(0, 1);
    private readonly HashSet<string> _misses = new(StringComparer.OrdinalIgnoreCase);
    private long? _fetchedAt;
    private bool _failed;

    public PlatformCertificates(
        WeChatPayWire wire,
        WeChatPayIdentity identity,
        PlatformKeys keys,
        TimeProvider time,
        ILogger<PlatformCertificates> log
    )
    {
        (_wire, _identity, _keys, _time, _log) = (wire, identity, keys, time, log);
        if (identity.PlatformCertificates)
            keys.Missed = Want;
    }

    public override void Dispose()
    {
        _one.Dispose();
        _wanted.Dispose();
        base.Dispose();
    }

    /// <summary>Fetches the certificates unless there is a key that verifies answers.</summary>
    public ValueTask FirstAsync(CancellationToken ct) =>
        _keys.IsEmpty ? new(FetchAsync(RestWhileEmpty, ct)) : ValueTask.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_identity.PlatformCertificates)
            return;
        while (!stoppingToken.IsCancellationRequested)
        {
            await FetchAsync(_keys.IsEmpty ? RestWhileEmpty : Rest, stoppingToken);
            await _wanted.WaitAsync(_failed ? Rest : Refresh, stoppingToken);
        }
    }

    private void Want(string serial)
    {
        lock (_misses)
        {
            if (_misses.Contains(serial))
                return;
            if (_misses.Count >= MissesKept)
                _misses.Clear();
            _misses.Add(serial);
            if (_fetchedAt is { } at && _time.GetElapsedTime(at) < Rest)
            {
                // The serial was not fetched now, so a later callback may ask for it again.
                _misses.Remove(serial);
                return;
            }
            if (_wanted.CurrentCount == 0)
                _wanted.Release();
        }
    }

    // Only one fetch runs at a time: a caller that waited for it finds a recent fetch and goes on.
    private async Task FetchAsync(TimeSpan rest, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            if (_fetchedAt is { } at && _time.GetElapsedTime(at) < rest)
                return;
            var sent = await _wire.SendUnverifiedAsync(HttpMethod.Get, "v3/certificates", null, ct);
            // The time counts from the fetch's end, so that callers who waited for a slow fetch do not each begin another.
            _fetchedAt = _time.GetTimestamp();
            _failed = sent is not { } raw || !TryReplaceKeys(raw.Answer, raw.Signature);
            // A failed fetch says nothing about a serial.
            if (_failed)
                lock (_misses)
                    _misses.Clear();
        }
        finally
        {
            _one.Release();
        }
    }

    private bool TryReplaceKeys(WireAnswer answer, PlatformSignature signature)
    {
        var found = Open(answer);
        var fault = found.Count == 0 ? "no certificate opens" : Fault(answer, signature, found);
        if (fault is null)
            _keys.Replace(found);
        else
            LogUnusable(_log, answer.Status, fault);
        return fault is null;
    }

    // The answer is signed by one of the certificates that it brings: only WeChat can encrypt with the APIv3 key.
    private string? Fault(WireAnswer answer, PlatformSignature signature, Dictionary<string, RsaKey> found)
    {
        var candidates = new PlatformKeys(_identity.PublicKeyId, _identity.PublicKey);
        candidates.Replace(found);
        return signature.Fault(candidates, answer.Body, _time.GetUtcNow());
    }

    private Dictionary<string, RsaKey> Open(WireAnswer answer)
    {
        var found = new Dictionary<string, RsaKey>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in answer.Status == 200 ? answer.Read<ListJson>()?.Data ?? [] : [])
        {
            if (
                entry.Serial is null
                || entry.ExpireTime <= _time.GetUtcNow()
                || entry.Sealed?.Open(_identity.ApiV3Key) is not { } pem
            )
                continue;
            try
            {
                found[entry.Serial] = RsaKey.OfCertificate(Encoding.UTF8.GetString(pem));
            }
            catch (CryptographicException error)
            {
                LogUnusable(_log, answer.Status, error.GetType().Name);
            }
        }
        return found;
    }

    private sealed record ListJson([property: JsonPropertyName("data")] EntryJson[]? Data);

    private sealed record EntryJson(
        [property: JsonPropertyName("serial_no")] string? Serial,
        [property: JsonPropertyName("expire_time")] DateTimeOffset ExpireTime,
        [property: JsonPropertyName("encrypt_certificate")] SealedResource? Sealed
    );

    [LoggerMessage(1, LogLevel.Error, "WeChat Pay's certificates could not be fetched (HTTP {Status}): {Why}")]
    private static partial void LogUnusable(ILogger log, int status, string why);
}
