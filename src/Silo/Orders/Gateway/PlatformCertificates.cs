using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using FuelGrains.Grains.Ops;
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
    private readonly AlarmBell? _bell;
    private long? _fetchedAt;
    private CertificateFault? _fault;
    private bool _rang;

    public PlatformCertificates(
        WeChatPayWire wire,
        WeChatPayIdentity identity,
        PlatformKeys keys,
        TimeProvider time,
        ILogger<PlatformCertificates> log,
        AlarmBell? bell = null
    )
    {
        (_wire, _identity, _keys, _time, _log, _bell) = (wire, identity, keys, time, log, bell);
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
            await RingAsync(stoppingToken);
            await _wanted.WaitAsync(_fault is null || CanWait ? Refresh : Rest, stoppingToken);
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
            Note(sent is { } raw ? TryReplaceKeys(raw.Answer, raw.Signature) : new(0, "no answer"));
            // A failed fetch says nothing about a serial.
            if (_fault is not null)
                lock (_misses)
                    _misses.Clear();
        }
        finally
        {
            _one.Release();
        }
    }

    // A merchant with the public key works without certificates, and a new one has none: there is no hurry to ask again.
    private bool CanWait => _identity.PublicKeyId is not null && _fault is { IsDefinite: true };

    // The same fault is logged once: a merchant that has no certificates would fill the log for ever.
    private void Note(CertificateFault? fault)
    {
        if (fault is { Status: > 0 } news && news != _fault)
        {
            if (_identity.PublicKeyId is null)
                LogUnusable(_log, news.Status, news.Why);
            else
                LogNotNeeded(_log, news.Status, news.Why);
        }
        (_fault, _rang) = (fault, _rang && fault is not null);
    }

    // Only a definite answer asks for somebody; a gateway that is away comes back. A lost alarm is raised after the next fetch.
    private async Task RingAsync(CancellationToken ct)
    {
        if (_rang || _bell is null || _fault is not { IsDefinite: true } fault)
            return;
        try
        {
            await _bell.RingAsync(
                "wechat.certificates",
                _identity.MerchantId,
                $"HTTP {fault.Status}: {fault.Why}. "
                    + (
                        _identity.PublicKeyId is null
                            ? "No answer of WeChat Pay can be verified: set WeChatPay:PublicKeyId and WeChatPay:PublicKey."
                            : "The public key is set: if the merchant has no certificates, remove WeChatPay:PlatformCertificates."
                    ),
                ct
            );
            _rang = true;
        }
#pragma warning disable CA1031 // the ledger may be away; the certificates matter more than the alarm about them
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            LogNotRung(_log, error.GetType().Name);
        }
#pragma warning restore CA1031
    }

    private CertificateFault? TryReplaceKeys(WireAnswer answer, PlatformSignature signature)
    {
        var found = Open(answer);
        if ((found.Count == 0 ? "no certificate opens" : Fault(answer, signature, found)) is { } why)
            return new(answer.Status, why);
        _keys.Replace(found);
        return null;
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

    /// <param name="Status">The HTTP status of the answer; 0 without one.</param>
    private sealed record CertificateFault(int Status, string Why)
    {
        public bool IsDefinite => Status is >= 200 and < 500 and not (401 or 408 or 429);
    }

    [LoggerMessage(
        2,
        LogLevel.Warning,
        "WeChat Pay's certificates could not be fetched (HTTP {Status}): {Why}. The public key verifies answers without them"
    )]
    private static partial void LogNotNeeded(ILogger log, int status, string why);

    [LoggerMessage(3, LogLevel.Warning, "The alarm about WeChat Pay's certificates was not written: {Kind}")]
    private static partial void LogNotRung(ILogger log, string kind);

    [LoggerMessage(1, LogLevel.Error, "WeChat Pay's certificates could not be fetched (HTTP {Status}): {Why}")]
    private static partial void LogUnusable(ILogger log, int status, string why);
}
