namespace FuelGrains.Load.Workloads.Payments;

/// <summary>
/// The day after the workload: differences are planted in WeChat's bills, and product and WeChat go on at a time at which the bills are
/// there. The product fetches and matches them by itself.
/// </summary>
internal sealed class NextDay(RunContext context, LaterClock clock)
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>Some seconds with short waits; a look a minute and a wait between two tries with the product's own.</summary>
    private static readonly TimeSpan MatchedWithin = TimeSpan.FromMinutes(5);

    public async Task<BillHistory> RunAsync(CancellationToken stop)
    {
        var (fixture, wechat, time) = (context.Fixture, context.Fixture.WeChat!, context.Time);
        var journal = await wechat.JournalAsync(stop);
        var days = DaysOf(journal, time.GetUtcNow());
        var planted = PlantedDifferences.Choose(journal, days, context.Merchant);
        await wechat.Control.OrderBillAsync(planted.Day, planted.Order, stop);
        var ahead = ChinaTime.BillsOf(days[^1]) - time.GetUtcNow();
        Console.WriteLine($"The next day: product and WeChat go on {ahead.TotalHours:0.0} h later");
        await fixture.StartLaterAsync(clock, TimeSpan.FromSeconds(Math.Ceiling(ahead.TotalSeconds)), stop);
        IReadOnlyList<BillReply> bills = [];
        await time.UntilAsync(PollEvery, MatchedWithin, AllMatchedAsync, stop);
        return new(
            await wechat.JournalAsync(stop),
            days,
            planted,
            bills,
            await fixture.Staff.DifferencesAsync(stop),
            await fixture.Staff.SettlementAsync(days[0], days[^1], stop)
        );

        async Task<bool> AllMatchedAsync()
        {
            bills = await fixture.Staff.BillsAsync(stop);
            return days.All(day => bills.Count(bill => bill.Day == day && bill.IsMatched) == 2);
        }
    }

    /// <summary>The days on which something was paid or refunded; today when nothing was.</summary>
    private static List<DateOnly> DaysOf(WeChatJournal journal, DateTimeOffset now)
    {
        var at = journal.Payments.Select(p => p.At).Concat(journal.Refunds.Select(r => r.At));
        var days = at.Select(ChinaTime.DayOf).Distinct().Order().ToList();
        return days.Count > 0 ? days : [ChinaTime.DayOf(now)];
    }
}
