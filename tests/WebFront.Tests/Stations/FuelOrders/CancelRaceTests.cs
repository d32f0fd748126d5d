using System.Collections.Concurrent;
using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Stations.FuelOrders;

/// <summary>
/// A driver's cancel races the payment that unlocks the pump. After an accepted cancel nothing is unlocked, and all of the money and
/// the voucher go back; after a refused one the order goes on. The load program runs the same race two thousand times.
/// </summary>
public abstract class CancelRaceTests(ProductFixture product) : FuelPayTests(product)
{
    private const int Rounds = 12;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancel_around_the_payment_is_refused_or_no_fuel_can_be_had_for_the_money(bool withVoucher)
    {
        var (station, site) = await OpenAsync("PUMP 1 locked");
        await using var _ = site;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var commands = new ConcurrentQueue<(string Method, string Order)>();
        var serving = ServeAsync(site, commands, stop.Token);
        var (driver, voucher) = await VoucherAsync(TwentyFromFifty);
        Guid[]? vouchers = withVoucher ? [voucher] : null;
        var preset = new
        {
            amountFen = 20_000,
            grade = "95#",
            voucherIds = vouchers,
        };
        for (var round = 0; round < Rounds; round++)
        {
            var purchase = await FuelPurchase.PlaceAsync(station, 1, preset, driver);
            var number = await purchase.PrepareAsync();
            var paying = Product.WeChat.PayAsync(number);
            // The payment arrives between 5 and 40 ms after it was made.
            await Task.Delay(TimeSpan.FromMilliseconds(3 * round), TimeProvider.System, Ct);
            var cancelled = await purchase.CancelAsync();
            if (cancelled.Status == 200)
                IsLocked(commands, purchase.Id).ShouldBeTrue($"round {round}: {string.Join(", ", commands)}");
            else
                cancelled.Status.ShouldBe(409, cancelled.Text);
            await paying;
            if (cancelled.Status != 200)
                await CancelledAtLastAsync(purchase);
            await purchase.BecomesAsync(HasEnded);
            await purchase.RefundedAsync(purchase.MoneyFen);
            (await purchase.VoucherAsync(voucher)).State.ShouldBe("issued");
            IsLocked(commands, purchase.Id).ShouldBeTrue($"round {round}: {string.Join(", ", commands)}");
        }
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(serving);
    }

    // A refused cancel leaves an order that goes on: its pump is unlocked, and a later cancel finds it so.
    private static async Task CancelledAtLastAsync(FuelPurchase purchase) =>
        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(20),
            async () => (await purchase.CancelAsync()).Status == 200 || HasEnded(await purchase.ViewAsync())
        );

    private static bool HasEnded(JsonElement order) =>
        order.GetProperty("status").GetString() is "cancelled" or "refunded";

    // The pump was never unlocked for the order, or was locked after that.
    private static bool IsLocked(IEnumerable<(string Method, string Order)> commands, Guid order) =>
        commands.LastOrDefault(command => command.Order == $"{order}").Method is null or "LOCKPUMP";

    private static async Task ServeAsync(
        RawSite site,
        ConcurrentQueue<(string Method, string Order)> commands,
        CancellationToken stop
    )
    {
        var order = "";
        while (true)
        {
            var words = (await site.HearAsync(_ => true).WaitAsync(stop)).Split(' ');
            // UNLOCKPUMP names the order, as in "S7 UNLOCKPUMP 1 CNY 200.00 {order} pace 95"; LOCKPUMP names the pump alone.
            if (words is [_, "UNLOCKPUMP", _, _, _, var unlocked, ..])
                order = unlocked;
            if (words[1] is "UNLOCKPUMP" or "LOCKPUMP")
                commands.Enqueue((words[1], order));
            if (words[0] != "*")
                await site.SayAsync($"{words[0]} OK");
        }
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class CancelRaceInProcessOnSqlite(InProcessOnSqlite product) : CancelRaceTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class CancelRaceRemoteOnPostgres(RemoteOnPostgres product) : CancelRaceTests(product);
