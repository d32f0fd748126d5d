using FuelGrains.GrainInterfaces.Ops.Scheduling;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Orders.Bills;

/// <summary>
/// Plans the bill of each day and works on those that are due. Each bill is one silo's, by a lease on its row: when the silo dies,
/// another one begins the bill anew.
/// </summary>
public sealed class BillService(BillRun run, IOptions<BillOptions> options, TimeProvider time, ILogger<BillService> log)
    : PeriodicService("The matching of WeChat's bills", options.Value.Look, time, log)
{
    protected override async Task RunOnceAsync(CancellationToken ct)
    {
        await run.PlanAsync(ct);
        while (await run.RunNextAsync(ct))
            ct.ThrowIfCancellationRequested();
    }
}
