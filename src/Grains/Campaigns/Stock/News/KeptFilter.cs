namespace FuelGrains.Grains.Campaigns.Stock.News;

/// <summary>
/// The filter of a shard's buyers, kept while the shard is open: it is built when a node asks for the first time, and each buyer joins
/// after that. Nobody leaves it, because a filter cannot forget; so it may name customers whose orders are gone, which costs a grain call.
/// </summary>
internal sealed class KeptFilter(StockShard shard)
{
    private ulong[] _words = [];

    public void Add(ulong buyer)
    {
        if (_words.Length > 0)
            BuyerFilter.Add(_words, buyer);
    }

    /// <summary>Copies the filter for a node.</summary>
    public ImmutableArray<ulong> Copy()
    {
        var words = BuyerFilter.WordsFor(Math.Max(shard.Committed.Allotted, shard.OrdersInMemory));
        // A filter that has become too small for its shard is built again, twice as large: some ten times in a shard's life.
        if (_words.Length < words)
        {
            _words = new ulong[words];
            shard.Gate.CollectBuyers(_words);
        }
        return [.. _words];
    }
}
