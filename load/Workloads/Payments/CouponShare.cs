namespace FuelGrains.Load.Workloads.Payments;

/// <summary>Which customers have a coupon of WeChat: seed and number decide.</summary>
/// <param name="Of100">So many of a hundred customers.</param>
internal sealed record CouponShare(int Seed, int Of100)
{
    /// <summary>Every so many-th coupon pays everything: the customer pays nothing.</summary>
    private const int WholeEvery = 4;

    /// <summary>A number of its own, so that each behaviour meets coupons.</summary>
    private const int Apart = 2;

    /// <summary>The coupon of a customer who is to pay an amount; null: none.</summary>
    public PhoneCoupon? Of(int customer, long amountFen)
    {
        var random = Draw.Of(Seed + Apart, customer);
        if (random.Next(100) >= Of100)
            return null;
        var type = random.Next(2) == 0 ? "CASH" : "NOCASH";
        return new(random.Next(WholeEvery) == 0 ? amountFen : 1 + random.NextInt64(amountFen - 1), type);
    }
}

internal sealed record PhoneCoupon(long AmountFen, string Type)
{
    /// <summary>Pays a part with this coupon; who pays less than was asked for uses up less of it.</summary>
    public PhonePayment Pay(PhonePayment payment, long asked) =>
        payment with
        {
            CouponFen = Math.Min(AmountFen, payment.AmountFen ?? asked),
            CouponType = Type,
        };
}
