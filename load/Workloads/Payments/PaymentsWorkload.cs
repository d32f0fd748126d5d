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

    protected override async Task<WorkloadReport> ReportAsync(RunContext whole, CancellationToken stop)
    {
        var (fixture, sale) = (whole.Fixture, await OpenSaleAsync(whole, stop));
        var secondAttempt = whole.Time.GetUtcNow().AddSeconds(settings.PayWithinSeconds) + SecondAttemptAfter;
        var returns = settings.ComeBack ? new Returns() : null;
        var context = new SaleRunContext(whole, sale.Id, settings.Shares, secondAttempt) { Returns = returns };
        CustomerScript[] scripts = [.. context.Customers.Select((c, i) => new CustomerScript(context, c, i))];
        var doubles = 0;
        // The rough number of payments: a third of the orders are of two units, and some are never paid.
        var payments = (int)(Math.Min(settings.Customers, settings.Stock * 0.75) * settings.Shares.PayInTime / 100);
        var outcome = await RunAsync(
            context,
            scripts.Select(s => (Func<CancellationToken, Task>)s.RunAsync),
            PlannedKill.AtPayments(settings.Kills, payments, settings.Seed),
            payments,
            async () => doubles = await StrayPayments.PayDoublesAsync(fixture.WeChat!, stop),
            stop
        );

        var bought = scripts.Where(s => s.Order is not null).ToList();
        var orders = bought.Select(s => (s.Customer, s.Order!.Id)).ToList();
        var observed = await PaymentObserver.ObserveAsync(context, orders, stop);
        var history = new PaymentHistory(
            await fixture.WeChat!.JournalAsync(stop),
            await PaymentRows.ReadAsync(fixture.Product.Store!, stop),
            new([.. bought.Select(s => s.Order!)], context.Requests.Unsure),
            context.Merchant,
            settings.Stock
        );
        var returned = returns is null ? null : new ReturnVerifier(history, returns, settings.Schedule);
        return new(settings, context, outcome, history, observed)
        {
            Own = returned is null ? [] : [.. settings.Timed ? returned.Times() : [], .. returned.Checks()],
            Bills = await MatchBillsAsync(context, stop),
            Name = "Payments under faults",
            Success = "every fen is where it belongs",
            Size =
                $"{settings.Customers:N0} customers, {settings.Stock:N0} units, every third customer wants two; "
                + $"{settings.PayWithinSeconds} s to pay; seed {settings.Seed}. {settings.Shares.Text}",
            Sold = new Rows
            {
                ["second payments of one order"] =
                    $"{doubles:N0}: a prepay whose answer was lost left a number that could be paid as well",
                ["came back and were told paid"] = returned is null
                    ? "nobody: without --come-back customers believe the phone"
                    : $"{returns!.Took.Count}: p50 {returns.Took.Milliseconds(50):N0} ms, p99 {returns.Took.Milliseconds(99):N0} ms; "
                        + $"at most {returned.Most} queries of one order beyond the schedule",
            },
        };
    }

    private async Task<SaleReply> OpenSaleAsync(RunContext context, CancellationToken stop)
    {
        var staff = context.Fixture.Staff;
        var draft = new SaleDraft
        {
            ProductId = await staff.AnyProductAsync(stop),
            Title = $"load {context.Run}",
            Stock = settings.Stock,
            StartsAt = Opening,
            LimitPerCustomer = Limit,
            LimitPerOrder = 2,
            PayWithinSeconds = settings.PayWithinSeconds,
        };
        return await staff.OpenAsync(draft, stop);
    }
}
