using System.Collections.Concurrent;
using FuelGrains.WebFront.Tests.Hosting;
using Shouldly;

namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>Holds what was said in a burst against what the product says now, and against what lies on its disk.</summary>
internal static class Audit
{
    private const int Held = 0;
    private static readonly string[] FairRefusals = ["all-held", "sold-out"];
    private static readonly TimeSpan CountsFollowWithin = TimeSpan.FromSeconds(20);

    /// <summary>Everybody has an answer, and as many were accepted as there were units or requests.</summary>
    public static void CheckAnswers(Burst burst)
    {
        burst.Requests.Count(w => w.Undecided).ShouldBe(0, $"everybody gets a definite answer in the end; {burst}");
        burst
            .Requests.Select(w => w.Refusal)
            .OfType<string>()
            .Distinct()
            .Except(FairRefusals)
            .ShouldBeEmpty($"nobody is refused for another reason than that nothing is free; {burst}");
        burst
            .Acknowledged.Count()
            .ShouldBe(Math.Min(burst.Sale.Stock, burst.Requests.Length), $"no unit is lost, none sold twice; {burst}");
    }

    /// <summary>Asks the product: each acknowledged key again, every buyer's orders, the sale's counts.</summary>
    public static async Task CheckApiAsync(Burst burst, Shop shop, CancellationToken cancel)
    {
        var wrong = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(
            burst.Requests,
            new ParallelOptions { MaxDegreeOfParallelism = Shop.Connections, CancellationToken = cancel },
            async (request, ct) =>
            {
                if (request.Placed is not null)
                {
                    var again = await shop.PlaceAsync(request.Buyer, burst.Sale, request.Key, 1, ct);
                    if (again.Body != request.Body || !again.Replayed)
                        wrong.Enqueue($"{request.Key}: {request.Body} became {again}");
                }
                var expected = request.Placed is { } placed
                    ? $"{placed.OrderId} 1 {placed.AmountFen} pendingPayment"
                    : "";
                var orders = await shop.OrdersAsync(request.Buyer, ct);
                var listed = string.Join("; ", orders.Select(o => $"{o.Id} {o.Quantity} {o.AmountFen} {o.Status}"));
                if (listed != expected)
                    wrong.Enqueue($"{request.Key} ({request.Refusal}): [{expected}] is listed as [{listed}]");
            }
        );
        wrong.ShouldBeEmpty();
        var sold = burst.Acknowledged.Count();
        SaleCounts? counts = null;
        await Eventually.IsTrueAsync(
            CountsFollowWithin,
            async () =>
                (counts = await shop.CountsAsync(burst.Sale, cancel))
                == new SaleCounts(burst.Sale.Stock, burst.Sale.Stock - sold, sold, 0),
            () => $"The sale says {counts}, but {sold} of {burst.Sale.Stock} were acknowledged."
        );
    }

    /// <summary>Reads the disk past the product, which may run: it sees what is committed.</summary>
    public static async Task CheckLedgerAsync(Burst burst, Ledger ledger, CancellationToken cancel)
    {
        (await ledger.IntegrityAsync(cancel)).ShouldBe("ok");
        var rows = await ledger.OrdersAsync(burst.Sale, cancel);
        var acknowledged = burst.Acknowledged.ToDictionary(w => w.Placed!.OrderId);
        acknowledged.Count.ShouldBe(burst.Acknowledged.Count(), "no two acknowledgements name one order");
        rows.Select(r => r.Id)
            .Except(acknowledged.Keys)
            .ShouldBeEmpty("nobody was refused, or never asked, and has an order all the same");
        acknowledged.Keys.Except(rows.Select(r => r.Id)).ShouldBeEmpty("what was acknowledged is on disk");
        rows.Count.ShouldBe(acknowledged.Count, "once");
        foreach (var row in rows)
        {
            var request = acknowledged[row.Id];
            row.ShouldBe(new OrderRow(row.Id, request.Buyer.Id, request.Placed!.AmountFen, 1, Held));
            row.AmountFen.ShouldBe(Sale.PriceFen);
        }
        rows.GroupBy(r => r.Customer)
            .Where(g => g.Count() > 1)
            .ShouldBeEmpty("one key, one order, although the limit would allow a second");

        var shards = await ledger.ShardsAsync(burst.Sale, cancel);
        shards.Sum(s => s.Allotted).ShouldBe(burst.Sale.Stock);
        shards.Sum(s => s.Held).ShouldBe(rows.Sum(r => r.Quantity), "the counter says what the rows say");
        shards.ShouldAllBe(s => s.Confirmed == 0 && s.Held + s.Confirmed <= s.Allotted);
    }
}
