namespace FuelGrains.Load.Workloads.GroupBuys;

/// <summary>
/// Customers open and fill teams in four campaigns while WeChat misbehaves and the product is killed; then every seat and every fen is
/// verified. Half of those who join want the team that misses fewest, so many want the same last seat.
/// </summary>
internal sealed class GroupBuysWorkload(GroupBuysSettings settings, TimeProvider time) : FaultedWorkload(settings, time)
{
    protected override async Task<WorkloadReport> ReportAsync(RunContext whole, CancellationToken stop)
    {
        var campaigns = await OpenCampaignsAsync(whole, stop);
        var context = new TeamRunContext(whole, campaigns, settings.Shares, settings.ArriveWithin);
        context.Statistics.Expected.Add($"leave {TeamCustomerScript.NoSeat}");
        TeamCustomerScript[] scripts = [.. context.Customers.Select((c, i) => new TeamCustomerScript(context, c, i))];
        var outcome = await RunAsync(
            context,
            scripts.Select(s => (Func<CancellationToken, Task>)s.RunAsync),
            Kills(),
            Paying,
            () => Task.CompletedTask,
            stop
        );

        var seats = scripts.SelectMany(s => s.Seats.Select(seat => (s.Customer, Seat: seat))).ToList();
        var orders = seats.Select(s => (s.Customer, s.Seat.Told.OrderId)).ToList();
        var observed = await PaymentObserver.ObserveAsync(context, orders, stop);
        var last = await TeamObserver.ObserveAsync(context, seats.Select(s => (s.Customer, s.Seat.Told.TeamId)), stop);
        var (payments, teams) = await TeamRows.ReadAsync(context.Fixture.Product.Store!, stop);
        var history = new TeamHistory(
            await context.Fixture.WeChat!.JournalAsync(stop),
            payments,
            teams,
            new([.. seats.Select(s => s.Seat.Order.Order)], context.Requests.Unsure),
            context.Told(scripts.SelectMany(s => s.Told), last),
            context.Merchant,
            [.. campaigns.Select(c => c.Terms)]
        );
        return new(settings, context, outcome, history.Payments, observed)
        {
            Bills = await MatchBillsAsync(context, stop),
            Name = "Group buys under faults",
            Success = "every seat and every fen is where it belongs",
            Size =
                $"{settings.Customers:N0} customers come within {settings.ArriveWithin.TotalSeconds:0} s; teams stay open for "
                + $"{settings.TeamOpenSeconds} s, {settings.PayWithinSeconds} s to pay; seed {settings.Seed}. {settings.Shares.Text} "
                + string.Join(' ', CampaignPlan.All.Select(plan => plan.Text)),
            Sold = Sold(history),
            Own = TeamInvariants.Of(history),
        };
    }

    private static IEnumerable<string[]> Sold(TeamHistory history)
    {
        foreach (var campaign in history.Campaigns)
        {
            var teams = history.Rows.Teams.Where(t => t.Campaign == campaign.Id).ToList();
            var shorts = teams.Count(t => t.Short) is > 0 and var count ? $" ({count:N0} with fewer than seats)" : "";
            var states = WorkloadReport.Counts(teams.Select(t => t.State));
            yield return [$"teams, {campaign.Name}", $"{states}{shorts}; {campaign.Stock:N0} units"];
        }
        yield return
        [
            "acknowledged seats",
            $"{history.Told.Seats.Count:N0}; observations of teams {history.Told.Teams.Count:N0}; "
                + $"keys sent again {history.Told.Again.Count:N0}",
        ];
    }

    private async Task<IReadOnlyList<Campaign>> OpenCampaignsAsync(RunContext context, CancellationToken stop)
    {
        var staff = context.Fixture.Staff;
        var (product, startsAt) = (await staff.AnyProductAsync(stop), Opening);
        var campaigns = new List<Campaign>();
        foreach (var plan in CampaignPlan.All)
        {
            var draft = new GroupBuyDraft
            {
                ProductId = product,
                Title = $"load {context.Run} {plan.Name}",
                Ladder = plan.Ladder,
                Stock = plan.Stock(settings.Customers),
                StartsAt = startsAt,
                LimitPerCustomer = CampaignPlan.Limit,
                PayWithinSeconds = settings.PayWithinSeconds,
                TeamOpenSeconds = settings.TeamOpenSeconds,
                VirtualPercent = plan.VirtualPercent,
                Shards = plan.Shards,
            };
            var id = await staff.PublishGroupBuyAsync(draft, stop);
            campaigns.Add(new(plan, new(id, plan.Name, draft.Stock, CampaignPlan.Limit, plan.VirtualPercent)));
        }
        // Product and customers share one clock; a customer who comes a moment too early sends the same key again.
        await context.Time.UntilAsync(startsAt, stop);
        return campaigns;
    }

    private int Paying => settings.Customers * settings.Shares.PayInTime / 100;

    /// <summary>The first kill comes while seats are taken and hardly anybody has paid, the others in the middle of the payments.</summary>
    private IReadOnlyList<PlannedKill> Kills()
    {
        if (settings.Kills == 0)
            return [];
        var early = (int)(settings.Customers * (0.1 + (new Random(settings.Seed).NextDouble() * 0.1)));
        return
        [
            new("seats", s => s.Bought, early),
            .. PlannedKill.AtPayments(settings.Kills - 1, Paying, settings.Seed),
        ];
    }
}
