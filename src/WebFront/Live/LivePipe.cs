using System.IO.Pipelines;

namespace FuelGrains.WebFront.Live;

/// <summary>A connection's pipes, which note when the client was heard last: SignalR's clients ping every 15 s.</summary>
internal sealed class LivePipe(IDuplexPipe inner, TimeProvider time) : PipeReader, IDuplexPipe
{
    private long _heardAt = time.GetTimestamp();

    public PipeReader Input => this;

    public PipeWriter Output => inner.Output;

    /// <summary>The timestamp of what the client sent last.</summary>
    public long HeardAt => Volatile.Read(ref _heardAt);

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        Volatile.Write(ref _heardAt, time.GetTimestamp());
        inner.Input.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.Input.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Input.Complete(exception);

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        inner.Input.ReadAsync(cancellationToken);

    public override bool TryRead(out ReadResult result) => inner.Input.TryRead(out result);
}
