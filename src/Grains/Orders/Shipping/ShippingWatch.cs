using System.Globalization;
using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Orders.Shipping;

/// <summary>
/// Keeps one alarm open while WeChat lacks reports that it should have by now, however many, and closes the alarm when it has them.
/// </summary>
public sealed class ShippingWatch(
    LedgerDatabase ledger,
    IOptions<ShippingOptions> options,
    TimeProvider time,
    ILogger<ShippingWatch> log
) : PeriodicService("The watch of shipping reports", options.Value.WatchEvery, time, log)
{
    public const string Alarm = "shipping.unreported";
    public const string Subject = "WeChat";

    /// <summary>Brings the alarm up to date.</summary>
    public Task WatchAsync(CancellationToken ct) =>
        ledger.WriteAsync(
            async session =>
            {
                var now = Time.GetUtcNow();
                return await ShippingReportTable.OpenAsync(session, now - options.Value.OverdueAfter) is { } open
                    ? await AlarmTable.KeepAsync(session, now, Alarm, Subject, Detail(open))
                    : await AlarmTable.EndAsync(session, Alarm, Subject, quietSince: now, now);
            },
            ct
        );

    protected override Task RunOnceAsync(CancellationToken ct) => WatchAsync(ct);

    private static string Detail(OpenReports open)
    {
        var count = string.Create(
            CultureInfo.InvariantCulture,
            $"WeChat keeps the money of {open.Orders} orders frozen, because their shipping is not reported."
        );
        return $"{count} The oldest is order/{open.Oldest} since {open.Since:u}: {open.Trouble ?? "not tried yet."} Look it up and "
            + "report it again with another text, or enter it in the mini-program's console (发货信息管理) and end the report here.";
    }
}
