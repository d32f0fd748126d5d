namespace FuelGrains.GrainInterfaces.Orders.Payments;

/// <summary>Receives WeChat's callbacks: verifies a callback, and answers after it is on disk.</summary>
[Alias("fuel.wechat-callback")]
public interface ICallbackGrain : IGrainWithIntegerKey
{
    [Alias("receive")]
    Task<CallbackAnswer> ReceiveAsync(CallbackMessage message);

    /// <summary>The serials of WeChat's keys that this silo knows.</summary>
    /// <param name="missed">A serial that the caller does not know; this silo may fetch new certificates for it.</param>
    [Alias("serials")]
    Task<ImmutableArray<string>> SerialsAsync(string missed);

    /// <summary>Raises the alarm that many callbacks are forged; an open alarm is counted up.</summary>
    [Alias("raise-forged")]
    Task RaiseForgedAsync(string detail);
}

/// <param name="Body">The very bytes that were signed.</param>
[GenerateSerializer, Immutable, Alias("fuel.callback-message")]
public sealed record CallbackMessage(string Timestamp, string Nonce, string Signature, string Serial, byte[] Body);

[GenerateSerializer, Alias("fuel.callback-answer")]
public enum CallbackAnswer
{
    /// <summary>The callback is on disk, now or since an earlier call; or it does not concern this product.</summary>
    Accepted = 0,

    /// <summary>WeChat did not sign the callback: no effect.</summary>
    Forged = 1,

    /// <summary>WeChat signed the callback, but its resource cannot be read.</summary>
    Unreadable = 2,

    /// <summary>The callback contradicts an earlier one about the same payment, which needs manual review.</summary>
    Contradiction = 3,
}
