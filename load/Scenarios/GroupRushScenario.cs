using System.CommandLine;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Money;
using FuelGrains.Load.Reports;
using FuelGrains.Load.Rush;
using FuelGrains.Load.Storm;
using FuelGrains.Load.Teams;

namespace FuelGrains.Load.Scenarios;

/// <summary>Customers open and fill teams while WeChat misbehaves and the product dies twice; then every seat and every fen is looked for.</summary>
internal sealed class GroupRushScenario(GroupRushSettings settings, TimeProvider time) : StormScenario(settings, time)
{
    private static readonly TimeSpan OpenFor = TimeSpan.FromHours(2);

    public static Command Attach(Command command, TimeProvider time)
    {
        var options = new GroupRushOptions();
        options.AddTo(command);
        command.SetAction(
            (parsed, stop) => new GroupRushScenario(options.Read(parsed), time).RunAsync("group-rush", stop)
        );
        return command;
    }

    protected override async Task<StormReport> PlayAsync(StormGround ground, CancellationToken stop)
    {
        var campaigns = await OpenCampaignsAsync(ground.Staff, stop);
        var stage = new RushStage(
            ground.Stage,
            new(ground.Product.Http),
            campaigns,
            settings.Shares,
            settings.ArriveWithin
        );
        stage.Tally.Foreseen.Add($"leave {RushStory.NoSeat}");
        RushStory[] stories = [.. ground.Customers.Select((customer, i) => new RushStory(stage, customer, i))];
        var turmoil = new Turmoil(settings, ground.Product, stage, ground.History);
        await using var books = BooksWatch.Start(ground.Staff, Time);
        await turmoil.RunAsync([.. stories.Select(s => (Func<CancellationToken, Task>)s.LiveAsync)], Strikes(), stop);
        await turmoil.HealAsync(stop);

        var outcome = await SettleAsync(ground, turmoil, books, new(ground.Store, ground.WeChat, Time), stop);
        var seen = await new MoneyWitness(stage).AskAsync(
            [.. stories.SelectMany(s => s.Seats.Select(seat => (s.Customer, seat.Told.Order)))],
            stop
        );
        var last = await new TeamWitness(stage).AskAsync(stories, stop);
        var (money, teams) = await TeamLedger.ReadAsync(ground.Store, stop);
        var seats = stories.SelectMany(s => s.Seats).ToList();
        var told = new Told(
            [.. seats.Select(s => s.Dealing.Order)],
            stories.Where(s => s.Unsure).Select(s => s.Customer.Id).ToHashSet()
        );
        var all = new TeamEvidence(
            await ground.WeChat.JournalAsync(stop),
            money,
            teams,
            told,
            new([.. seats.Select(s => s.Told)], [.. stage.Seen], [.. stage.Again], [.. stage.Gone], last),
            ground.Merchant,
            [.. campaigns.Select(c => c.Terms)]
        );
        return new GroupRushReport(settings, ground, outcome, all, seen);
    }

    private async Task<IReadOnlyList<Campaign>> OpenCampaignsAsync(StaffClient staff, CancellationToken stop)
    {
        var (product, startsAt) = (await staff.AnyProductAsync(stop), Opening);
        var campaigns = new List<Campaign>();
        foreach (var plan in CampaignPlan.All)
        {
            var stock = plan.Stock(settings.Customers);
            var id = await staff.PublishGroupBuyAsync(
                new()
                {
                    ProductId = product,
                    Title = $"load {Run} {plan.Name}",
                    Ladder = plan.Ladder,
                    Stock = stock,
                    StartsAt = startsAt,
                    EndsAt = startsAt + OpenFor,
                    LimitPerCustomer = CampaignPlan.Limit,
                    PayWithinSeconds = settings.PayWithinSeconds,
                    TeamOpenSeconds = settings.TeamOpenSeconds,
                    VirtualPercent = plan.VirtualPercent,
                    Shards = plan.Shards,
                },
                stop
            );
            campaigns.Add(new(plan, new(id, plan.Name, stock, CampaignPlan.Limit, plan.VirtualPercent)));
        }
        // Product and rush have one clock; who comes a moment too early presses again.
        var wait = startsAt - Time.GetUtcNow();
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, Time, stop);
        return campaigns;
    }

    /// <summary>The first while seats are taken and hardly anybody has paid, the others in the middle of the payments.</summary>
    private IReadOnlyList<Strike> Strikes()
    {
        if (settings.Kills == 0)
            return [];
        var paying = settings.Customers * (100 - settings.Shares.Never - settings.Shares.Late) / 100;
        var early = (int)(settings.Customers * (0.1 + (new Random(settings.Seed).NextDouble() * 0.1)));
        return [new("seats", t => t.Bought, early), .. Nemesis.AtPayments(settings.Kills - 1, paying, settings.Seed)];
    }
}
