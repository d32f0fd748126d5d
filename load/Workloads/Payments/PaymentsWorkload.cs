namespace FuelGrains.Load.Workloads.Payments;

/// <summary>
/// A sale is sold out and paid for while WeChat misbehaves and the product is killed; then every fen is verified. Customers behave by the
/// seed; those who found everything held come again when unpaid units are back.
/// </summary>
internal sealed class PaymentsWorkload(PaymentsSettings settings, TimeProvider time) : FaultedWorkload(settings, time)
{
    /// <summary>The wait after the last payBy of the first attempt: late payers are through, and closing orders have let go.</summary>
    private static readonly TimeSpan SecondAttemptAfter = TimeSpan.FromSeconds(10);

    /// <summary>The limit is one more than anybody asks for: a doubled order does not hide behind it.</summary>
    private const int Limit = 3;

    protected override async Task<WorkloadReport> RunAsync(WorkloadFixture fixture, CancellationToken stop)
    {
        var sale = await OpenSaleAsync(fixture.Staff, stop);
        var context = new SaleRunContext(fixture.Context, sale, settings.Shares)
        {
            SecondAttempt = Time.GetUtcNow() + TimeSpan.FromSeconds(settings.PayWithinSeconds) + SecondAttemptAfter,
        };
        CustomerScript[] scripts = [.. fixture.Customers.Select((c, i) => new CustomerScript(context, c, i))];
        var doubles = 0;
        var outcome = await RunAsync(
            fixture with
            {
                Context = context,
            },
            [.. scripts.Select(s => (Func<CancellationToken, Task>)s.RunAsync)],
            PlannedKill.AtPayments(settings.Kills, ExpectedPayments(), settings.Seed),
            async () => doubles = await DoublePayments.PayAsync(fixture.WeChat, stop),
            stop
        );

        var bought = scripts.Where(s => s.Order is not null).ToList();
        var observed = await new PaymentObserver(context).ObserveAsync(
            [.. bought.Select(s => (s.Customer, s.Order!.Id))],
            stop
        );
        var history = new PaymentHistory(
            await fixture.WeChat.JournalAsync(stop),
            await PaymentTables.ReadAsync(fixture.Store, stop),
            new([.. bought.Select(s => s.Order!)], scripts.Where(s => s.Unsure).Select(s => s.Customer.Id).ToHashSet()),
            fixture.Merchant,
            settings.Stock
        );
        return new PaymentsReport(settings, fixture, outcome, history, observed, doubles);
    }

    private async Task<Guid> OpenSaleAsync(StaffClient staff, CancellationToken stop)
    {
        var startsAt = Opening;
        var draft = new SaleDraft
        {
            ProductId = await staff.AnyProductAsync(stop),
            Title = $"load {Run}",
            Stock = settings.Stock,
            StartsAt = startsAt,
            EndsAt = startsAt + OpenFor,
            LimitPerCustomer = Limit,
            LimitPerOrder = 2,
            PayWithinSeconds = settings.PayWithinSeconds,
        };
        var sale = await staff.PublishAsync(draft, stop);
        var wait = sale.StartsAt - (await staff.SaleAsync(sale.Id, stop)).ServerTime;
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, Time, stop);
        return sale.Id;
    }

    /// <summary>The rough number of payments: a third of the orders are of two units, and some are never paid.</summary>
    private int ExpectedPayments() =>
        (int)(
            Math.Min(settings.Customers, settings.Stock * 0.75)
            * (100 - settings.Shares.Never - settings.Shares.Late)
            / 100
        );
}
