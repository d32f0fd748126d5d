namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>A shard's batches on their way to disk: the open one, which decisions join, and the sealed ones before it.</summary>
internal sealed class BatchQueue(StockShardLimits limits)
{
    private readonly Queue<ShardBatch> _full = new();
    private StockShardKey _key;
    private long _epoch;

    public ShardBatch Open { get; private set; } = null!;

    public bool HasWork => _full.Count > 0 || Open.Count > 0;

    /// <summary>As many wait as the limit allows.</summary>
    public bool IsCrowded => _full.Count * limits.MaxBatch + Open.Count >= limits.MaxPending;

    public IEnumerable<ShardBatch> Waiting => _full.Append(Open);

    public void Begin(StockShardKey key, long epoch)
    {
        (_key, _epoch) = (key, epoch);
        Open = NewBatch();
    }

    /// <summary>After each whole decision, so that none is cut in two.</summary>
    public void Seal()
    {
        if (Open.Count >= limits.MaxBatch)
            Cut();
    }

    /// <summary>What is decided next belongs to another commit than what was decided before.</summary>
    public void Cut()
    {
        if (Open.Count == 0)
            return;
        _full.Enqueue(Open);
        Open = NewBatch();
    }

    public void Lend(Loan loan)
    {
        var batch = NewBatch();
        batch.Loan = loan;
        _full.Enqueue(batch);
    }

    public ShardBatch Take()
    {
        if (_full.TryDequeue(out var batch))
            return batch;
        (batch, Open) = (Open, NewBatch());
        return batch;
    }

    private ShardBatch NewBatch() => new() { Key = _key, Epoch = _epoch };
}
