namespace FuelGrains.WebFront.Campaigns;

/// <summary>
/// The gate of a shard on this node. The gate refuses requests that the shard would certainly refuse, without waking the grain. An update
/// counts for one second. The gate never accepts a request (the shard decides), and never refuses a customer who may have an
/// order there: such a request may be the retry of an accepted one.
/// </summary>
internal sealed class CampaignGate(TimeProvider time)
{
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private GateUpdate? _last;
    private ulong[] _buyers = [];
    private long _heardAt;

    /// <summary>The version that this gate has heard last; default when it must hear everything again.</summary>
    public GateVersion Known
    {
        get
        {
            lock (_lock)
                return _last?.Version ?? default;
        }
    }

    /// <summary>Applies the answer to a renewal: with a filter it replaces everything, without one it confirms what is known.</summary>
    public void Attach(GateUpdate snapshot)
    {
        lock (_lock)
        {
            // An update overtook the answer.
            if (_last is not null && (snapshot.Epoch, snapshot.To).CompareTo((_last.Epoch, _last.To)) < 0)
                return;
            if (!snapshot.Filter.IsEmpty)
                _buyers = [.. snapshot.Filter];
            // The gate lost an update meanwhile, and with it a buyer: the next renewal asks for the filter.
            else if (snapshot.Version != _last?.Version)
                return;
            (_last, _heardAt) = (snapshot, time.GetTimestamp());
        }
    }

    public void Update(GateUpdate update)
    {
        lock (_lock)
        {
            if (_last is null || update.Epoch < _last.Epoch || update.To < _last.To)
                return;
            // An update is missing, so the gate knows nothing until the next snapshot.
            if (update.Epoch != _last.Epoch || update.From != _last.To)
            {
                _last = null;
                return;
            }
            foreach (var buyer in update.NewBuyers)
                BuyerFilter.Add(_buyers, buyer);
            (_last, _heardAt) = (update, time.GetTimestamp());
        }
    }

    /// <summary>Returns a refusal; null means that the shard decides.</summary>
    public HoldReply? Refuse(CustomerId customer, bool ended)
    {
        lock (_lock)
        {
            if (_last is null || time.GetElapsedTime(_heardAt) >= Believed)
                return null;
            if (_last.State == GateState.Open && !ended)
                return null;
            if (BuyerFilter.MayContain(_buyers, BuyerFilter.Hash(customer)))
                return null;
            return _last.State switch
            {
                GateState.Closed => new(HoldOutcome.Closed),
                _ when ended => new(HoldOutcome.Ended),
                GateState.Paused => new(HoldOutcome.Paused),
                GateState.AllHeld => new(HoldOutcome.AllHeld, FirstReturnAt: _last.FirstReturnAt),
                _ => new HoldReply(HoldOutcome.SoldOut),
            };
        }
    }
}
