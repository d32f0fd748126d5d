namespace FuelGrains.GrainInterfaces.Orders.Payments;

/// <summary>Takes what WeChat calls back: verifies it, and answers when it is on disk.</summary>
[Alias("fuel.wechat-callback")]
public interface ICallbackGrain : IGrainWithIntegerKey
{
    [Alias("take")]
    Task<CallbackAnswer> TakeAsync(CallbackMessage message);
}

/// <param name="Body">The very bytes that were signed.</param>
[GenerateSerializer, Immutable, Alias("fuel.callback-message")]
public sealed record CallbackMessage(string Timestamp, string Nonce, string Signature, string Serial, byte[] Body);

[GenerateSerializer, Alias("fuel.callback-answer")]
public enum CallbackAnswer
{
    /// <summary>On disk, now or before; or of no concern to us.</summary>
    Taken = 0,

    /// <summary>Not WeChat's word: no effect.</summary>
    Forged = 1,

    /// <summary>WeChat's word, but it cannot be read.</summary>
    Unreadable = 2,

    /// <summary>WeChat's word, but it contradicts what it said before of the same payment. A person looks at it.</summary>
    Contradiction = 3,
}
