namespace FuelGrains.Load.Workloads.GroupBuys;

/// <summary>
/// Customers open and fill teams in four campaigns while WeChat misbehaves and the product is killed; then every seat and every fen is
/// verified. Half of those who join want the team that misses fewest, so many want the same last seat.
/// </summary>
internal sealed class GroupBuysWorkload(GroupBuysSettings settings, TimeProvider time) : FaultedWorkload(settings, time)
{
    protected override async Task<WorkloadReport> RunAsync(WorkloadFixture fixture, CancellationToken stop)
    {
        var campaigns = await OpenCampaignsAsync(fixture.Staff, stop);
        var context = new TeamRunContext(fixture.Context, campaigns, settings.Shares, settings.ArriveWithin);
        context.Statistics.Expected.Add($"leave {TeamCustomerScript.NoSeat}");
        TeamCustomerScript[] scripts = [.. fixture.Customers.Select((c, i) => new TeamCustomerScript(context, c, i))];
        var outcome = await RunAsync(
            fixture,
            [.. scripts.Select(s => (Func<CancellationToken, Task>)s.RunAsync)],
            Kills(),
            () => Task.CompletedTask,
            stop
        );

        var seats = scripts.SelectMany(s => s.Seats.Select(seat => (s.Customer, Seat: seat))).ToList();
        var observed = await new PaymentObserver(context).ObserveAsync(
            [.. seats.Select(s => (s.Customer, s.Seat.Told.Order))],
            stop
        );
        var last = await new TeamObserver(context).ObserveAsync(
            seats.Select(s => (s.Customer, s.Seat.Told.Team)),
            stop
        );
        var (payments, teams) = await TeamTables.ReadAsync(fixture.Store, stop);
        var history = new TeamHistory(
            await fixture.WeChat.JournalAsync(stop),
            payments,
            teams,
            new(
                [.. seats.Select(s => s.Seat.Order.Order)],
                scripts.Where(s => s.Unsure).Select(s => s.Customer.Id).ToHashSet()
            ),
            new(
                [.. seats.Select(s => s.Seat.Told)],
                [.. context.Observed],
                [.. context.Repeated],
                [.. context.Gone],
                last
            ),
            fixture.Merchant,
            [.. campaigns.Select(c => c.Terms)]
        );
        return new GroupBuysReport(settings, fixture, outcome, history, observed);
    }

    private async Task<IReadOnlyList<Campaign>> OpenCampaignsAsync(StaffClient staff, CancellationToken stop)
    {
        var (product, startsAt) = (await staff.AnyProductAsync(stop), Opening);
        var campaigns = new List<Campaign>();
        foreach (var plan in CampaignPlan.All)
        {
            var stock = plan.Stock(settings.Customers);
            var draft = new GroupBuyDraft
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
            };
            var id = await staff.PublishGroupBuyAsync(draft, stop);
            campaigns.Add(new(plan, new(id, plan.Name, stock, CampaignPlan.Limit, plan.VirtualPercent)));
        }
        // Product and customers share one clock; a customer who comes a moment too early sends the same key again.
        var wait = startsAt - Time.GetUtcNow();
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, Time, stop);
        return campaigns;
    }

    /// <summary>The first kill comes while seats are taken and hardly anybody has paid, the others in the middle of the payments.</summary>
    private IReadOnlyList<PlannedKill> Kills()
    {
        if (settings.Kills == 0)
            return [];
        var paying = settings.Customers * (100 - settings.Shares.Never - settings.Shares.Late) / 100;
        var early = (int)(settings.Customers * (0.1 + (new Random(settings.Seed).NextDouble() * 0.1)));
        return
        [
            new("seats", s => s.Bought, early),
            .. PlannedKill.AtPayments(settings.Kills - 1, paying, settings.Seed),
        ];
    }
}
