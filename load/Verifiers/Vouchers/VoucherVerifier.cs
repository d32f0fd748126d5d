namespace FuelGrains.Load.Verifiers.Vouchers;

/// <summary>Verifies that each voucher has one unit of one order, and that each fulfilled order has all of its vouchers.</summary>
internal static class VoucherVerifier
{
    public static IEnumerable<Check> Of(PaymentHistory all)
    {
        var checks = new Checks("vouchers");
        var vouchers = all.Rows.Vouchers;
        checks["each has its order, its customer and a unit of it"] = vouchers
            .Where(v => !Belongs(all, v))
            .Select(v => $"{v.Id} of order {v.Order}");
        checks["issued twice = 0: one voucher a unit"] = vouchers.Repeated(v => (v.Order, v.Unit));
        checks["no voucher of an order whose money was not kept"] = vouchers
            .Where(v => v.Order is { } id && all.Order(id) is { WasPaid: false })
            .Select(v => $"{v.Id} of order {v.Order}");
        checks["each fulfilled order has exactly its quantity"] = all
            .Rows.Orders.Where(o => o.State == OrderState.Fulfilled && all.VouchersOf(o.Id).Count != o.Quantity)
            .Select(o => $"{o.Id}: {all.VouchersOf(o.Id).Count} of {o.Quantity}");
        checks["prices of an order's vouchers = what it cost"] = all
            .Rows.Orders.Where(o => all.VouchersOf(o.Id) is { Count: > 0 } of && of.Sum(v => v.PriceFen) != o.AmountFen)
            .Select(o => o.Id);
        checks["as many are refunded as units went back"] = all
            .Rows.Orders.Where(o =>
                all.VouchersOf(o.Id) is { Count: > 0 } of
                && of.Count(v => v.State == VoucherState.Refunded) != o.Returned
            )
            .Select(o => o.Id);
        return checks;
    }

    private static bool Belongs(PaymentHistory all, VoucherRow voucher) =>
        voucher.Order is { } id
        && all.Order(id) is { } order
        && voucher.Customer == order.Customer
        && voucher.Unit >= 0
        && voucher.Unit <= order.Quantity;
}
