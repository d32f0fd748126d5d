namespace FuelGrains.WebFront.Campaigns;

/// <summary>A shard of a campaign as this node reaches it: the gate in front of it, and the calls to its grain.</summary>
internal sealed class CampaignShard
{
    private readonly ITeamShardGrain _teams;
    private readonly ShardCalls<HoldRequest, HoldReply> _holds;
    private readonly ShardCalls<SeatRequest, SeatReply> _seats;

    public CampaignShard(StockShardKey key, IGrainFactory grains, TimeProvider time)
    {
        Key = key;
        Grain = grains.GetGrain<IStockShardGrain>(key.ToString());
        _teams = grains.GetGrain<ITeamShardGrain>(key.ToString());
        Gate = new(time);
        _holds = new(Grain.HoldAllAsync, outcome => new(outcome), time);
        _seats = new(_teams.SeatAllAsync, outcome => new(new(outcome)), time);
    }

    public StockShardKey Key { get; }
    public IStockShardGrain Grain { get; }
    public CampaignGate Gate { get; }

    public async Task<HoldReply> HoldAsync(HoldRequest request) =>
        await _holds.SendAsync(request) is { Outcome: not HoldOutcome.Alone } reply
            ? reply
            : await Grain.HoldAsync(request);

    public async Task<SeatReply> SeatAsync(SeatRequest request) =>
        await _seats.SendAsync(request) is { Hold.Outcome: not HoldOutcome.Alone } reply
            ? reply
            : await _teams.SeatAsync(request);

    /// <summary>Returns a refusal of a seat in a team that needs no shard, or null. A team may fill up after the campaign's end.</summary>
    public HoldReply? RefuseSeat(CustomerId customer) => Gate.Refuse(customer, ended: false);
}
