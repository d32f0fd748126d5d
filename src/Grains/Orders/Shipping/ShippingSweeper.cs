using FuelGrains.GrainInterfaces.Orders.Shipping;
using FuelGrains.Grains.Ops.Scheduling;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Orders.Shipping;

/// <summary>Tries reports again that are due: after a failed try, or after a silo died over one.</summary>
public sealed class ShippingSweeper(
    LedgerDatabase ledger,
    ShippingReporter reporter,
    IOptions<ShippingOptions> options,
    TimeProvider time,
    ILogger<ShippingSweeper> log
)
    : DueRowsService<ShippingReport>(
        "The sweep of due shipping reports",
        ShippingReportTable.Due,
        options.Value.Sweep,
        ShippingReporter.Lease,
        ledger,
        time,
        log
    )
{
    protected override Task HandleAsync(ShippingReport row) => reporter.AdvanceAsync(row, CancellationToken.None);
}
