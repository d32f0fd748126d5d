using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>WeChat tells of payments while the silo that holds their orders dies and the shard moves to the other.</summary>
[Collection<ClusterFaults>]
public sealed class CallbackFaultTests(Cluster cluster) : IAsyncLifetime
{
    private const int Fulfilled = 3;
    private const int Orders = 40;
    private const int PaidBeforeTheKill = 10;
    private const int LongestAnswerMs = 3_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await cluster.RunAsync(Cancel);

    public ValueTask DisposeAsync()
    {
        cluster.Report();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Each_callback_is_answered_within_3_seconds_and_counts_once_while_the_silo_of_its_order_is_killed()
    {
        var control = cluster.WeChat;
        var (sale, numbers) = await PrepareAsync(control);
        var holder = await cluster.HolderAsync(sale, Cancel);

        Task killed = Task.CompletedTask;
        for (var i = 0; i < numbers.Count; i++)
        {
            if (i == PaidBeforeTheKill)
                killed = holder.Process.KillAsync();
            await control.PayAsync(numbers[i]);
            // Payments follow each other as soon as they are told of: they come before, in and after the takeover.
            await Eventually.IsTrueAsync(
                Deadline,
                async () => (await control.JournalAsync("notify", numbers[i])).Length > 0,
                () => $"{numbers[i]} was never told of."
            );
        }
        await killed;

        await Eventually.IsTrueAsync(
            Deadline,
            async () => (await cluster.Ledger.OrdersAsync(sale, Cancel)).All(o => o.Status == Fulfilled),
            () => "Not every order was fulfilled."
        );
        (await cluster.Ledger.CountAsync("payments", Cancel)).ShouldBe(Orders);
        (await cluster.Ledger.CountAsync("vouchers", Cancel)).ShouldBe(Orders);
        (await cluster.Ledger.CountAsync("refunds", Cancel)).ShouldBe(0);
        await CheckAnswersAsync(control, numbers);
    }

    private async Task<(Sale Sale, List<string> Numbers)> PrepareAsync(WeChatControl control)
    {
        var sale = await cluster.Shop.PublishFlashSaleAsync(
            await cluster.Ledger.AddProductAsync(Cancel),
            Orders,
            limit: 1,
            Cancel
        );
        var numbers = new List<string>();
        foreach (var buyer in await cluster.Shop.LogInAsync(Orders, Cancel))
        {
            var placed = (await cluster.Shop.PlaceAsync(buyer, sale, "only", 1, Cancel)).ShouldBeAccepted();
            var prepared = await cluster.Shop.Phones.PayAsync(buyer, placed.As<PlacedReply>().OrderId, Cancel);
            numbers.Add(await control.NumberOfAsync(prepared));
        }
        return (sale, numbers);
    }

    // Whatever it says (503 while nobody can commit, and WeChat comes again), it says it in time.
    private static async Task CheckAnswersAsync(WeChatControl control, List<string> numbers)
    {
        var told = new List<JsonElement>();
        foreach (var number in numbers)
            told.AddRange(await control.JournalAsync("notify", number));
        told.ShouldAllBe(line =>
            line.GetProperty("status").GetInt32() == 200 || line.GetProperty("status").GetInt32() == 503
        );
        var longest = told.Max(line => line.GetProperty("ms").GetDouble());
        TestContext.Current.TestOutputHelper?.WriteLine($"{told.Count} callbacks, longest answer {longest:0} ms");
        longest.ShouldBeLessThan(LongestAnswerMs);
        foreach (var number in numbers)
            (await control.JournalAsync("notify", number))
                .Count(line => line.GetProperty("status").GetInt32() == 200)
                .ShouldBe(1, number);
    }
}
