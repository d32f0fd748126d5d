using System.Globalization;
using FuelGrains.ForecourtSimulator;
using FuelGrains.Load.Checks;
using FuelGrains.Load.Drivers;
using FuelGrains.Load.Money;
using FuelGrains.Load.Scenarios;
using FuelGrains.Load.Sites;

namespace FuelGrains.Load.Reports;

/// <summary>The page that drivers leave behind.</summary>
internal static class FuelPayReport
{
    public static Report Write(
        ForecourtSettings settings,
        Stand stand,
        IReadOnlyList<Outage> outages,
        MeterJournal journal,
        IReadOnlyList<FuelOrderReply> orders,
        IReadOnlyList<Check> checks
    )
    {
        var failed = checks.Count(check => !check.Held);
        var settled = orders
            .Where(order => order.IsFulfilled)
            .Select(order => order.Settled)
            .OfType<SettledReply>()
            .ToList();
        return new Report(
            $"Paying at the pump on {stand.Storage}: {(failed == 0 ? "meters and money match" : Text($"{failed} checks FAILED"))}"
        )
            .Paragraph(
                Text(
                    $"{settings.Stations:N0} stations with {settings.Pumps} pumps each and a driver at every pump, {settings.Pace} times as fast as life, {settings.Duration.TotalSeconds:0} s, seed {settings.Seed}; {(settings.Faults ? "sites drop out, reboot, lose answers, tell twice and abort" : "no faults at the sites")}; {(settings.Vouchers > 0 ? Text($"half of the drivers are couples who share {settings.Vouchers} vouchers of each kind") : "no vouchers")}."
                )
            )
            .Bullets([
                .. stand.Described,
                .. outages.Select(o =>
                    Text($"kill -9 after {o.After}, ready again after {o.Lasted.TotalSeconds:0.0} s")
                ),
            ])
            .Section("What happened")
            .Table(
                ["what", "how much"],
                [
                    ["orders", Text($"{orders.Count:N0}: {Counts(orders)}")],
                    [
                        "before fuelling, after it",
                        Text($"{orders.Count(o => o.Kind == "before"):N0}, {orders.Count(o => o.Kind == "after"):N0}"),
                    ],
                    [
                        "paid with vouchers",
                        Text(
                            $"{orders.Count(o => o is { IsFulfilled: true, Settled.VoucherFen: > 0 }):N0}, of them with nothing else {orders.Count(o => o is { IsFulfilled: true, Settled: { VoucherFen: > 0, MoneyFen: 0 } }):N0}"
                        ),
                    ],
                    [
                        "money paid, given back, kept (fen)",
                        Text(
                            $"{orders.Sum(o => o.Payments.Sum(p => p.AmountFen)):N0}, {orders.Sum(o => o.Refunds.Sum(r => r.AmountFen)):N0}, {orders.Sum(o => o.KeptFen):N0}"
                        ),
                    ],
                    [
                        "vouchers and money settled (fen)",
                        Text($"{settled.Sum(s => s.VoucherFen):N0}, {settled.Sum(s => s.MoneyFen):N0}"),
                    ],
                    [
                        "at the meters",
                        string.Join(
                            ", ",
                            journal
                                .Counts.OrderBy(count => count.Key)
                                .Select(count => Text($"{count.Key} {count.Value:N0}"))
                        ),
                    ],
                ]
            )
            .Section("Promises")
            .Table(
                ["where", "promise", "found", "verdict"],
                checks.Select(check =>
                    new[] { check.Where, check.Promise, check.Found, check.Held ? "held" : "FAILED" }
                )
            );
    }

    private static string Counts(IReadOnlyList<FuelOrderReply> orders) =>
        string.Join(
            ", ",
            orders
                .GroupBy(order => order.IsBackOffice ? "back office" : order.Status)
                .OrderBy(status => status.Key)
                .Select(status => Text($"{status.Key} {status.Count():N0}"))
        );

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
