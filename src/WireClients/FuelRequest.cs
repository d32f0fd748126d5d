namespace FuelGrains.WireClients;

/// <summary>Makes the body of a fuel order at a pump as the pump stands.</summary>
public static class FuelRequest
{
    /// <summary>Null: nothing can be ordered now.</summary>
    public static object? Of(PumpReply offer, IReadOnlyList<FuelVoucherReply> vouchers, Random random)
    {
        if (offer.Sales.FirstOrDefault(sale => sale.Open) is { } sale)
            return new { saleId = sale.Id, voucherIds = Pick(vouchers, sale.Grade, random) };
        if (!offer.Before || offer.Prices.Count == 0)
            return null;
        var grade = Grade(offer.Prices, vouchers, random);
        var body = new Dictionary<string, object> { ["grade"] = grade, ["voucherIds"] = Pick(vouchers, grade, random) };
        var (member, value) = random.Next(3) switch
        {
            0 => ("full", (object)true),
            1 => ("volumeMl", random.Next(5, 40) * 1_000),
            _ => ("amountFen", random.Next(50, 300) * 100),
        };
        body[member] = value;
        return body;
    }

    // A driver with litre vouchers mostly asks for their grade.
    private static string Grade(
        IReadOnlyList<PriceReply> prices,
        IReadOnlyList<FuelVoucherReply> vouchers,
        Random random
    )
    {
        var own = vouchers.FirstOrDefault(v => v.IsLitres && prices.Any(price => price.Grade == v.Grade));
        return own is not null && random.Next(3) > 0 ? own.Grade : prices[random.Next(prices.Count)].Wanted;
    }

    // The pick has litres, yuan, or both, and sometimes vouchers that the other driver of the couple holds: those must be refused.
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
