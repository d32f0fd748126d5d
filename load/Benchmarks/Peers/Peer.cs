namespace FuelGrains.Load.Benchmarks.Peers;

/// <summary>A peer that runs: what others would build for the same job, or a part of it.</summary>
/// <param name="StoreCpu">The CPU time of its store until now; null where it has none, or the store is not on this machine.</param>
internal sealed record Peer(Uri Address, ChildProcess Process, Func<TimeSpan>? StoreCpu) : IAsyncDisposable
{
    public const string Floor = "floor";
    public const string RedisLua = "redis-lua";
    public const string RowLock = "row-lock";
    public const string BareSignalR = "signalr";

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
