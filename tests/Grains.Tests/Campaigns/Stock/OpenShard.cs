using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Campaigns.Hoarding;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Tests.Campaigns.Stock;

/// <summary>A shard of a campaign that opened a minute ago, over a ledger in memory, with its clock in the test's hand.</summary>
internal sealed class OpenShard
{
    public static readonly DateTimeOffset Start = new(2026, 10, 1, 2, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Opened = Start.AddMinutes(1);
    public static readonly DateTimeOffset End = Start.AddHours(1);

    public OpenShard(
        long stock = 10,
        int perCustomer = 100,
        int perOrder = 10,
        StockShardLimits? limits = null,
        HoardingOptions? hoarding = null
    )
    {
        Hoarding = new(hoarding ?? new(), since => GatewayAwayAt >= since);
        Terms = new()
        {
            ProductId = Guid.NewGuid(),
            Title = "30 L of 95#",
            ListPriceFen = 25_000,
            SalePriceFen = 19_900,
            Stock = stock,
            StartsAt = Start,
            EndsAt = End,
            LimitPerCustomer = perCustomer,
            LimitPerOrder = perOrder,
            PayWithin = TimeSpan.FromMinutes(5),
        };
        Limits = limits ?? new();
        Ledger = new(Key, Terms);
        Rule = Reopen();
    }

    public StockShardKey Key { get; } = new(new(Guid.NewGuid()), 0);
    public CampaignTerms Terms { get; }
    public StockShardLimits Limits { get; }
    public HoardingRule Hoarding { get; }

    /// <summary>When the gateway was last away; null while it never was.</summary>
    public DateTimeOffset? GatewayAwayAt { get; set; }
    public MemoryLedger Ledger { get; }
    public StockShard Rule { get; private set; }
    public DateTimeOffset Now { get; set; } = Opened;

    public static CustomerId Somebody() => new(Guid.NewGuid());

    public static HoldRequest Request(CustomerId customer, int quantity = 1, Guid? key = null, long body = 1) =>
        new(customer, key ?? Guid.NewGuid(), body, quantity);

    /// <summary>Drops the memory and reads the ledger again, as a new activation does.</summary>
    public StockShard Reopen()
    {
        var loader = new StockShardLoader(Limits, Hoarding, Now);
        return Rule = loader.Build(Key, Ledger.Open(loader), Now);
    }

    /// <summary>How many units the shard lends.</summary>
    public long Lend(int toShard, long wanted) => Rule.Lend(toShard, wanted, Now).Units;

    /// <summary>The rule's answer to a request; null when it joined the open batch.</summary>
    public HoldReply? Decide(HoldRequest request) => Rule.Hold(request, Now).AnswerOrNull();

    public HoldOutcome? Outcome(HoldRequest request) => Decide(request)?.Outcome;

    /// <summary>A request that must be held, committed.</summary>
    public HoldReply Buy(CustomerId customer, int quantity = 1, Guid? key = null) =>
        Buy(Request(customer, quantity, key));

    public HoldReply Buy(HoldRequest request)
    {
        var decision = Rule.Hold(request, Now);
        if (!decision.IsPending)
            throw new InvalidOperationException($"Refused: {decision.Answer}");
        Commit();
        return Rule.Answers.Hold(decision.PendingSlot, HoldOutcome.Held);
    }

    public TransitionReply? Cancel(HoldReply bought, CustomerId customer) =>
        Ask(bought, customer, OrderAction.Release, CloseCause.Customer);

    public TransitionReply? Pay(HoldReply bought, CustomerId customer) => Ask(bought, customer, OrderAction.Confirm);

    public TransitionReply? Ask(
        HoldReply bought,
        CustomerId customer,
        OrderAction verb,
        CloseCause cause = CloseCause.None,
        int units = 0
    ) => Rule.Move(new(bought.Order, customer, verb, cause, units), Now).AnswerOrNull();

    public OrderStatus StatusOf(HoldReply bought) => Ledger.Rows.Single(r => r.Order.Id == bought.Order).Status;

    public ShardBatch CommitOne()
    {
        var batch = Rule.TakeBatch();
        Rule.Apply(batch, Ledger.Commit(batch), Now);
        return batch;
    }

    /// <summary>Commits everything. Returns the last commit as its callers hear of it.</summary>
    public ShardCommit? Commit()
    {
        ShardCommit? heard = null;
        while (Rule.HasWork)
        {
            var batch = Rule.TakeBatch();
            heard = Rule.Apply(batch, Ledger.Commit(batch), Now);
        }
        return heard;
    }
}

internal static class DecisionAnswers
{
    /// <summary>The answer; null when the change joined the open batch.</summary>
    public static T? AnswerOrNull<T>(this Decision<T> decision)
        where T : struct => decision.IsPending ? null : decision.Answer;
}
