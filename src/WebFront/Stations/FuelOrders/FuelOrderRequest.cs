using System.Globalization;
using System.IO.Hashing;
using System.Text;
using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.WebFront.Hosting;

namespace FuelGrains.WebFront.Stations.FuelOrders;

/// <summary>
/// An order of a driver at a pump: exactly one of an existing sale (saleId) or, with a grade, an amount, litres or a full tank.
/// </summary>
internal sealed record FuelOrderRequest(
    Guid? SaleId = null,
    long? AmountFen = null,
    long? VolumeMl = null,
    bool? Full = null,
    string? Grade = null,
    Guid[]? VoucherIds = null
)
{
    // The largest tank that a profile may have; the rest is for a price nobody has seen yet.
    private const long MaxFen = 1_000_000;
    private const long MaxMl = 400_000;

    // A dispenser does not start below these.
    private const long MinFen = 100;
    private const long MinMl = 100;
    private const int MaxVouchers = 20;
    private const int MaxGrade = 20;

    public Dictionary<string, string[]> Errors()
    {
        var check = new Validator();
        var before = (AmountFen is null ? 0 : 1) + (VolumeMl is null ? 0 : 1) + (Full is null ? 0 : 1);
        if (before + (SaleId is null ? 0 : 1) != 1)
            check.Errors["saleId"] = ["Give exactly one of saleId, amountFen, volumeMl and full."];
        check.Require(
            AmountFen is null or (>= MinFen and <= MaxFen),
            "amountFen",
            $"Must be from {MinFen} to {MaxFen} fen."
        );
        check.Require(
            VolumeMl is null or (>= MinMl and <= MaxMl),
            "volumeMl",
            $"Must be from {MinMl} to {MaxMl} millilitres."
        );
        check.Require(Full is null or true, "full", "Must be true, or left out.");
        if (before > 0)
            check.Require(
                Grade is { } grade && grade.Trim().Length is >= 1 and <= MaxGrade && !grade.Any(char.IsControl),
                "grade",
                "Say which grade."
            );
        else
            check.Require(Grade is null, "grade", "A sale has its grade.");
        check.Require(VoucherIds is null || VoucherIds.Length <= MaxVouchers, "voucherIds", $"At most {MaxVouchers}.");
        check.Require(
            VoucherIds is null || VoucherIds.Distinct().Count() == VoucherIds.Length,
            "voucherIds",
            "Each voucher once."
        );
        return check.Errors;
    }

    public FuelRequest Of(PumpKey pump, CustomerId customer, Guid keyHash) =>
        new()
        {
            Pump = pump,
            Customer = customer,
            KeyHash = keyHash,
            BodyHash = Hash(pump),
            Preset =
                SaleId is not null ? FuelPreset.Sale
                : AmountFen is not null ? FuelPreset.Amount
                : VolumeMl is not null ? FuelPreset.Litres
                : FuelPreset.Full,
            Sale = SaleId is { } sale ? new(sale) : null,
            AmountFen = AmountFen ?? 0,
            VolumeMl = VolumeMl ?? 0,
            Grade = Grade?.Trim() ?? "",
            Vouchers = [.. (VoucherIds ?? []).Select(id => new VoucherId(id))],
        };

    // The hash of the request, in 64 bits, tells a retry from another request under the same key.
    private long Hash(PumpKey pump) =>
        unchecked(
            (long)
                XxHash3.HashToUInt64(
                    Encoding.UTF8.GetBytes(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{pump}|{SaleId}|{AmountFen}|{VolumeMl}|{Full}|{Grade?.Trim()}|{string.Join(',', (VoucherIds ?? []).Order())}"
                        )
                    )
                )
        );
}
