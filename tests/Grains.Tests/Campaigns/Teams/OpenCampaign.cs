using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Campaigns.Hoarding;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Campaigns.Stock;

namespace FuelGrains.Grains.Tests.Campaigns.Teams;

/// <summary>A shard of a campaign that opened a minute ago, over rows in memory, with its clock in the test's hand.</summary>
internal sealed class OpenCampaign
{
    private readonly StockShardKey _key = new(new(Guid.NewGuid()), 0);

    public OpenCampaign(int virtualPercent = 0, int limit = 5, bool newOnly = false, int stock = 100)
    {
        Terms = new()
        {
            ProductId = Guid.NewGuid(),
            Title = "30 L of 95#",
            ListPriceFen = 25_000,
            SalePriceFen = 17_900,
            Stock = stock,
            StartsAt = OpenShard.Start,
            EndsAt = OpenShard.End,
            LimitPerCustomer = limit,
            LimitPerOrder = 1,
            PayWithin = TimeSpan.FromMinutes(5),
            Group = new()
            {
                Ladder = [new(2, 19_900, 18_900), new(3, 17_900)],
                OpenFor = TimeSpan.FromMinutes(12),
                VirtualPercent = virtualPercent,
                NewCustomersOnly = newOnly,
                RewardProductId = Guid.NewGuid(),
            },
        };
        Disk = new(_key.Campaign, Terms);
        Rule = Reopen();
    }

    public CampaignTerms Terms { get; }
    public TeamMemoryLedger Disk { get; }
    public StockShard Rule { get; private set; }
    public DateTimeOffset Now { get; set; } = OpenShard.Start.AddMinutes(1);

    public StockShard Reopen()
    {
        var loader = new StockShardLoader(new(), new HoardingRule(new(), gatewayWasAwaySince: _ => false), Now);
        return Rule = loader.Build(_key, Disk.Open(0, loader), Now);
    }

    public SeatReply? Ask(
        CustomerId customer,
        TeamId? team = null,
        int size = 2,
        int? from = null,
        bool hasBought = false
    ) =>
        Rule.Seat(
                new()
                {
                    Customer = customer,
                    KeyHash = Guid.NewGuid(),
                    BodyHash = 1,
                    Team = team,
                    Size = size,
                    InvitedBySeat = from,
                    HasBought = hasBought,
                },
                Now
            )
            .AnswerOrNull();

    /// <summary>A seat that must be given, committed.</summary>
    public SeatReply Sit(CustomerId customer, TeamId? team = null, int size = 2, int? from = null)
    {
        var request = new SeatRequest
        {
            Customer = customer,
            KeyHash = Guid.NewGuid(),
            BodyHash = 1,
            Team = team,
            Size = size,
            InvitedBySeat = from,
        };
        var decision = Rule.Seat(request, Now);
        if (!decision.IsPending)
            throw new InvalidOperationException($"Refused: {decision.Answer}");
        Commit();
        return Rule.Answers.Seat(decision.PendingSlot, HoldOutcome.Held);
    }

    public TransitionReply? Move(SeatReply seat, CustomerId customer, OrderAction verb) =>
        Rule.Move(new(seat.Hold.Order, customer, verb), Now).AnswerOrNull();

    public void Pay(SeatReply seat, CustomerId customer)
    {
        if (Move(seat, customer, OrderAction.Confirm) is { } refused)
            throw new InvalidOperationException($"Refused: {refused}");
        Commit();
    }

    public void Commit()
    {
        while (Rule.HasWork)
        {
            var batch = Rule.TakeBatch();
            Rule.Apply(batch, Disk.Commit(batch), Now);
        }
    }

    /// <summary>The outbox messages, in order, as "kind subject" with people's orders named by the test.</summary>
    public IEnumerable<string> Outbox(params (string Name, SeatReply Seat)[] names) =>
        Disk.Outbox.Select(message =>
            names.Aggregate(
                $"{message.Kind} {message.Subject}",
                (text, name) => text.Replace(name.Seat.Hold.Order.ToString(), name.Name, StringComparison.Ordinal)
            )
        );
}
