using System.Collections.Concurrent;
using System.Net;
using FuelGrains.WebFront.Ops;
using Microsoft.Extensions.Options;

namespace FuelGrains.WebFront.Orders.Callbacks;

/// <summary>
/// Bounds the callbacks whose signature is verified, because a forger could make the product spend its CPU there. A share of that is kept
/// for known addresses: proxies, and addresses that sent something genuine lately. Forgers behind a proxy have WeChat's own address, so a
/// known address is never turned away unread.
/// </summary>
/// <param name="proxies">The addresses of <c>Front:KnownProxies</c>.</param>
public sealed class CallbackGuard(IOptions<CallbackOptions> options, IEnumerable<IPAddress> proxies, TimeProvider time)
{
    private const int AddressesRemembered = 16_384;

    // WeChat calls from a handful of addresses.
    private const int GenuineRemembered = 256;

    private readonly BoundedRateLimiter _everybody = new(1, options.Value.PerSecond, options.Value.Burst, time);
    private readonly BoundedRateLimiter _strangers = new(
        1,
        options.Value.StrangersPerSecond,
        options.Value.StrangersBurst,
        time
    );
    private readonly BoundedRateLimiter _forged = new(
        AddressesRemembered,
        options.Value.ForgedPerAddressPerSecond,
        options.Value.ForgedPerAddressBurst,
        time
    );
    private readonly HashSet<Guid> _proxies = [.. proxies.Select(RateLimits.KeyOf)];

    // The timestamp of the latest genuine callback of each address.
    private readonly ConcurrentDictionary<Guid, long> _genuine = new();
    private int _inside;
    private int _strangersInside;

    /// <summary>True for an address that forged too much and is known for nothing else.</summary>
    public bool TurnsAway(IPAddress? address) =>
        RateLimits.KeyOf(address) is var key && !IsKnown(key) && !_forged.HasRoom(key);

    /// <summary>Takes a place for the verification and the commit of a callback. Null: there is none; WeChat calls again.</summary>
    public IDisposable? TryEnter(IPAddress? address)
    {
        var place = new Place(this, isStranger: !IsKnown(RateLimits.KeyOf(address)));
        if (place.IsAllowed)
            return place;
        place.Dispose();
        return null;
    }

    public void WasForged(IPAddress? address) => _forged.TryAcquire(RateLimits.KeyOf(address));

    public void WasGenuine(IPAddress? address)
    {
        var key = RateLimits.KeyOf(address);
        if (_genuine.Count >= GenuineRemembered && !_genuine.ContainsKey(key))
            _genuine.TryRemove(_genuine.MinBy(known => known.Value).Key, out _);
        _genuine[key] = time.GetTimestamp();
    }

    private bool IsKnown(Guid key) =>
        _proxies.Contains(key)
        || (_genuine.TryGetValue(key, out var at) && time.GetElapsedTime(at) < options.Value.GenuineFor);

    private sealed class Place : IDisposable
    {
        private readonly CallbackGuard _guard;
        private readonly bool _isStranger;

        public Place(CallbackGuard guard, bool isStranger)
        {
            (_guard, _isStranger) = (guard, isStranger);
            var limits = guard.Limits;
            var inside = Interlocked.Increment(ref guard._inside);
            var strangers = isStranger ? Interlocked.Increment(ref guard._strangersInside) : 0;
            IsAllowed =
                inside <= limits.MaxAtOnce
                && strangers <= limits.StrangersAtOnce
                && (!isStranger || guard._strangers.TryAcquire(default))
                && guard._everybody.TryAcquire(default);
        }

        public bool IsAllowed { get; }

        public void Dispose()
        {
            Interlocked.Decrement(ref _guard._inside);
            if (_isStranger)
                Interlocked.Decrement(ref _guard._strangersInside);
        }
    }

    private CallbackOptions Limits => options.Value;
}
