using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Net;
using FuelGrains.WebFront.Ops;
using Microsoft.Extensions.Options;

namespace FuelGrains.WebFront.Orders;

/// <summary>Limits of callbacks of WeChat, and of forged ones. Section <c>Callbacks</c>.</summary>
public sealed class CallbackOptions
{
    /// <summary>Callbacks a second of one address. WeChat has few, and a rush comes through one. Default: 5,000.</summary>
    [Range(0.01, 1_000_000)]
    public double PerAddressPerSecond { get; set; } = 5_000;

    /// <summary>How many of those may come at once. Default: 20,000.</summary>
    [Range(1, 1_000_000)]
    public int PerAddressBurst { get; set; } = 20_000;

    /// <summary>
    /// Forged callbacks a second of one address before its callbacks are refused unread. Default: 5; a clock or key gone wrong sends
    /// some.
    /// </summary>
    [Range(0.01, 1_000_000)]
    public double ForgedPerAddressPerSecond { get; set; } = 5;

    /// <summary>How many of those may come at once. Default: 100.</summary>
    [Range(1, 1_000_000)]
    public int ForgedPerAddressBurst { get; set; } = 100;

    /// <summary>
    /// Forged callbacks a second of all addresses, for each node: beyond it only callbacks of known genuine addresses are read.
    /// Default: 500, 2 % of a core.
    /// </summary>
    [Range(0.01, 1_000_000)]
    public double ForgedPerSecond { get; set; } = 500;

    /// <summary>How many of those may come at once. Default: 2,000.</summary>
    [Range(1, 1_000_000)]
    public int ForgedBurst { get; set; } = 2_000;

    /// <summary>
    /// Callbacks being verified or committed at once, for each node. Default: 512; more could not be done within their 3 s.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxAtOnce { get; set; } = 512;
}

/// <summary>
/// Bounds callbacks before their signature is verified, because a forger could make the product spend its CPU on verification.
/// </summary>
internal sealed class CallbackGuard(IOptions<CallbackOptions> options, TimeProvider time)
{
    private const int AddressesRemembered = 16_384;

    // WeChat calls from a handful of addresses; further genuine addresses need no place here.
    private const int GenuineRemembered = 256;

    private readonly BoundedRateLimiter _all = new(
        AddressesRemembered,
        options.Value.PerAddressPerSecond,
        options.Value.PerAddressBurst,
        time
    );
    private readonly BoundedRateLimiter _forged = new(
        AddressesRemembered,
        options.Value.ForgedPerAddressPerSecond,
        options.Value.ForgedPerAddressBurst,
        time
    );
    private readonly BoundedRateLimiter _everybody = new(
        1,
        options.Value.ForgedPerSecond,
        options.Value.ForgedBurst,
        time
    );
    private readonly ConcurrentDictionary<Guid, byte> _genuine = new();
    private int _inside;

    public bool Allows(IPAddress? address)
    {
        var key = RateLimits.KeyOf(address);
        return _all.TryAcquire(key)
            && _forged.HasRoom(key)
            && (_everybody.HasRoom(default) || _genuine.ContainsKey(key));
    }

    public void WasForged(IPAddress? address)
    {
        _forged.TryAcquire(RateLimits.KeyOf(address));
        _everybody.TryAcquire(default);
    }

    public void WasGenuine(IPAddress? address)
    {
        if (_genuine.Count < GenuineRemembered)
            _genuine.TryAdd(RateLimits.KeyOf(address), 0);
    }

    /// <summary>Takes a place for a callback. False: the limit of concurrent callbacks is reached.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _inside) <= options.Value.MaxAtOnce)
            return true;
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _inside);
}
