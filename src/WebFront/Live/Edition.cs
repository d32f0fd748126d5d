using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace FuelGrains.WebFront.Live;

/// <summary>
/// A state of a topic as it goes out. Viewers who were sent the same state before share one message and its bytes; a viewer who was slow
/// begins at an earlier revision.
/// </summary>
/// <param name="message">Makes the message that begins at a revision.</param>
internal sealed class Edition((long Epoch, long Revision) version, Func<long, LiveUpdate> message)
{
    // Nearly all viewers begin at one revision, a slow one at its own.
    private const int MaxShared = 8;
    private readonly Lock _lock = new();
    private volatile (long From, SerializedHubMessage Message)[] _shared = [];

    public (long Epoch, long Revision) Version => version;

    public SerializedHubMessage From(long from)
    {
        if (Find(from) is { } known)
            return known;
        lock (_lock)
        {
            if (Find(from) is { } made)
                return made;
            var fresh = new SerializedHubMessage(new InvocationMessage("update", [message(from)]));
            if (_shared.Length < MaxShared)
                _shared = [.. _shared, (from, fresh)];
            return fresh;
        }
    }

    private SerializedHubMessage? Find(long from)
    {
        foreach (var (begins, message) in _shared)
            if (begins == from)
                return message;
        return null;
    }
}
