namespace FuelGrains.Grains.Campaigns.Hoarding;

/// <summary>
/// How many orders of a campaign a customer let go, and how many of them lapsed. A count ends at <see cref="Most"/>, which stands for
/// that many or more.
/// </summary>
public readonly record struct LetGo(byte Orders, byte Lapsed)
{
    /// <summary>The highest count that is told apart from more: two bytes a customer, in room that an order's slot has anyway.</summary>
    public const int Most = byte.MaxValue;

    /// <summary>The counts after one order changed what it adds to them.</summary>
    public LetGo Replace(LetGo was, LetGo now) =>
        new(Replace(Orders, was.Orders, now.Orders), Replace(Lapsed, was.Lapsed, now.Lapsed));

    private static byte Replace(byte count, byte was, byte now) =>
        count == Most ? count : (byte)Math.Min(Most, count - was + now);
}

/// <summary>How many orders a shard's customers let go, and how many customers let go how many.</summary>
public sealed class LetGoTally
{
    private readonly long[] _byOrders = new long[LetGo.Most + 1];
    private readonly long[] _byLapsed = new long[LetGo.Most + 1];

    public long Orders { get; private set; }

    public long Lapsed { get; private set; }

    /// <summary>Customers who let go at least so many orders.</summary>
    public long CustomersAt(int orders) => From(_byOrders, orders);

    /// <summary>Customers with at least so many lapsed holds.</summary>
    public long CustomersWithLapsed(int holds) => From(_byLapsed, holds);

    /// <summary>An order changed what it adds, and so its customer's counts changed.</summary>
    public void Replace((LetGo Was, LetGo Now) order, (LetGo Was, LetGo Now) customer)
    {
        Orders += order.Now.Orders - order.Was.Orders;
        Lapsed += order.Now.Lapsed - order.Was.Lapsed;
        _byOrders[customer.Was.Orders]--;
        _byOrders[customer.Now.Orders]++;
        _byLapsed[customer.Was.Lapsed]--;
        _byLapsed[customer.Now.Lapsed]++;
    }

    // Index 0 counts nobody in particular: most customers let nothing go.
    private static long From(long[] customers, int least)
    {
        var sum = 0L;
        for (var count = Math.Max(1, least); count < customers.Length; count++)
            sum += customers[count];
        return sum;
    }
}
