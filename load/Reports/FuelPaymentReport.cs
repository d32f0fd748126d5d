namespace FuelGrains.Load.Reports;

internal static class FuelPaymentReport
{
    public static Report Write(
        ForecourtRun run,
        IReadOnlyList<Outage> outages,
        IReadOnlyList<FuelOrderReply> orders,
        IReadOnlyList<Check> checks
    )
    {
        var settings = run.Settings;
        var settled = orders.Where(o => o.IsFulfilled).Select(o => o.Settled).OfType<SettledReply>().ToList();
        var withVouchers = settled.Where(s => s.VoucherFen > 0).ToList();
        var paid = orders.Sum(o => o.Payments.Sum(p => p.AmountFen));
        var back = orders.Sum(o => o.Refunds.Sum(r => r.AmountFen));
        var faults = settings.Faults
            ? "sites drop out, reboot, lose answers, send sales twice and abort"
            : "no site faults";
        var vouchers =
            settings.Vouchers > 0
                ? $"half of the drivers are couples who share {settings.Vouchers} vouchers of each kind"
                : "no vouchers";
        return new Report(
            $"Paying at the pump on {run.Fixture.Storage}: {Report.Verdict(checks, "meters and money match")}"
        )
            .Paragraph(
                $"{settings.Stations:N0} stations with {settings.Pumps} pumps each and a driver at every pump, "
                    + $"{settings.Pace} times as fast as in real life, {settings.Duration.TotalSeconds:0} s, seed {settings.Seed}; "
                    + $"{faults}; {vouchers}."
            )
            .Bullets([.. run.Described, .. outages.Select(o => o.ToString())])
            .Section("What happened")
            .Table(
                ["what", "how much"],
                new Rows
                {
                    ["orders"] = WorkloadReport.Counts(orders.Select(o => o.IsBackOffice ? "back office" : o.Status)),
                    ["before fuelling, after it"] =
                        $"{orders.Count(o => o.Kind == "before"):N0}, {orders.Count(o => o.Kind == "after"):N0}",
                    ["paid with vouchers"] =
                        $"{withVouchers.Count:N0}, of them with nothing else {withVouchers.Count(s => s.MoneyFen == 0):N0}",
                    ["money paid, refunded, kept (fen)"] = $"{paid:N0}, {back:N0}, {paid - back:N0}",
                    ["vouchers and money settled (fen)"] =
                        $"{settled.Sum(s => s.VoucherFen):N0}, {settled.Sum(s => s.MoneyFen):N0}",
                    ["at the meters"] = string.Join(
                        ", ",
                        run.Journal.Counts.OrderBy(c => c.Key).Select(c => $"{c.Key} {c.Value:N0}")
                    ),
                }
            )
            .Checks("Promises", checks);
    }
}
