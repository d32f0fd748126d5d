namespace FuelGrains.Load.Drivers;

/// <summary>What a driver asks for at a pump as it stands.</summary>
internal static class FuelWish
{
    /// <summary>The body of an order; null: nothing can be ordered now.</summary>
    public static object? Of(PumpReply offer, IReadOnlyList<FuelVoucherReply> vouchers, Random random)
    {
        if (offer.Sales.FirstOrDefault(sale => sale.Open) is { } sale)
            return new { saleId = sale.Id, voucherIds = Pick(vouchers, sale.Grade, random) };
        if (!offer.Before || offer.Prices.Count == 0)
            return null;
        var grade = Grade(offer.Prices, vouchers, random);
        var voucherIds = Pick(vouchers, grade, random);
        return random.Next(3) switch
        {
            0 => new
            {
                full = true,
                grade,
                voucherIds,
            },
            1 => new
            {
                volumeMl = random.Next(5, 40) * 1_000,
                grade,
                voucherIds,
            },
            _ => new
            {
                amountFen = random.Next(50, 300) * 100,
                grade,
                voucherIds,
            },
        };
    }

    // Who has litres asks for their grade, mostly.
    private static string Grade(
        IReadOnlyList<PriceReply> prices,
        IReadOnlyList<FuelVoucherReply> vouchers,
        Random random
    )
    {
        var own = vouchers.FirstOrDefault(voucher =>
            voucher.IsLitres && prices.Any(price => price.Grade == voucher.Grade)
        );
        return own is not null && random.Next(3) > 0 ? own.Grade : prices[random.Next(prices.Count)].Wanted;
    }

    // Litres, or yuan, or both. Also those that the other one of the couple has put on the table: they must be refused.
    private static Guid[] Pick(IReadOnlyList<FuelVoucherReply> vouchers, string? grade, Random random)
    {
        var good = vouchers
            .Where(voucher => voucher.State == "issued" || (voucher.State == "held" && random.Next(3) == 0))
            .ToList();
        var litres = good.Where(voucher => voucher.IsLitres && voucher.Grade == grade).Take(random.Next(3));
        var yuan = good.Where(voucher => voucher.Kind == "yuan").Take(random.Next(2));
        return [.. litres.Concat(yuan).Select(voucher => voucher.Id)];
    }
}
