using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Stations;

namespace FuelGrains.Grains.Tests.Stations.FuelOrders;

/// <summary>Makes fuel orders for tests.</summary>
internal static class FuelOrders
{
    /// <summary>An order of 80 yuan that is paid before fuelling.</summary>
    public static FuelOrder PreAuth(DateTimeOffset now) =>
        new()
        {
            Id = new(Guid.CreateVersion7(now)),
            Pump = new(new(Guid.CreateVersion7(now)), 1),
            Customer = new(Guid.CreateVersion7(now)),
            Kind = FuelOrderKind.PreAuth,
            Grade = "95#",
            Products = ["95"],
            PriceMilli = 8_000,
            Preset = FuelPreset.Amount,
            CreditFen = 8_000,
            CreditMl = 10_000,
            MoneyFen = 8_000,
            Shares = [],
            Status = OrderStatus.PendingPayment,
            Cause = CloseCause.None,
            Phase = FuelPhase.Paying,
            Prepared = false,
            CreatedAt = now,
            PayBy = now.AddMinutes(3),
            Tries = 0,
            Version = 1,
        };
}
