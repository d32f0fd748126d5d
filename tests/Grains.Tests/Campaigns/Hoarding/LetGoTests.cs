using FuelGrains.Grains.Campaigns.Hoarding;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Hoarding;

public sealed class LetGoTests
{
    private static readonly LetGo Lapsed = new(Orders: 1, Lapsed: 1);

    [Fact]
    public void A_count_ends_at_the_most_and_stays_there()
    {
        LetGo customer = default;
        for (var i = 0; i < 300; i++)
            customer = customer.Replace(default, Lapsed);
        customer.ShouldBe(new(LetGo.Most, LetGo.Most));
        customer.Replace(Lapsed, default).ShouldBe(customer);
    }

    [Fact]
    public void A_tally_counts_orders_and_the_customers_with_at_least_so_many()
    {
        var tally = new LetGoTally();
        foreach (var orders in new[] { 1, 3, 3, 5 })
        {
            LetGo customer = default;
            for (var i = 0; i < orders; i++)
            {
                var after = customer.Replace(default, Lapsed);
                tally.Replace((default, Lapsed), (customer, after));
                customer = after;
            }
        }
        (tally.Orders, tally.Lapsed).ShouldBe((12, 12));
        (tally.CustomersAt(1), tally.CustomersAt(3), tally.CustomersWithLapsed(4)).ShouldBe((4, 3, 1));
    }
}
