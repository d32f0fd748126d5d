using System.Globalization;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Money;

namespace FuelGrains.Load.Storm;

/// <summary>The parts, each as its customer lives it.</summary>
internal sealed partial class Story
{
    /// <summary>Whoever waits for vouchers looks so often, and gives up after so long: a killed product comes back in that time.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LookFor = TimeSpan.FromSeconds(90);

    /// <summary>Of those who simply pay, every so many-th watches the order; the others believe the phone.</summary>
    private const int WatchedEvery = 10;

    private async Task PlayAsync(Dealing order, CancellationToken stop)
    {
        if (Part == Part.NeverAsks)
            return;
        if (Part == Part.PaysTwice)
        {
            await order.PayTwiceAsync(
                string.Create(CultureInfo.InvariantCulture, $"orphan-{stage.Run}-{number}"),
                stop
            );
            return;
        }
        if (await order.PrepareAsync(stop) is not { } prepayId)
            return;
        switch (Part)
        {
            case Part.PaysLate:
                await order.PayLateAsync(prepayId, random, stop);
                break;
            case Part.CancelsAndPays:
                await CancelAndPayAsync(order, prepayId, stop);
                break;
            case Part.PaysAndReturns:
                await PayAndReturnAsync(order, prepayId, stop);
                break;
            case Part.PaysWrong:
                await order.PressPayAsync(Wrong(order, prepayId), stop);
                break;
            case Part.Pays:
                await order.PressPayAsync(new(prepayId), stop);
                if (number % WatchedEvery == 0)
                    await FulfilledAsync(order, stop);
                break;
        }
    }

    private async Task CancelAndPayAsync(Dealing order, string prepayId, CancellationToken stop)
    {
        switch (random.Next(3))
        {
            case 0:
                await order.PressPayAsync(new(prepayId), stop);
                await order.CancelAsync(stop);
                break;
            case 1:
                await Task.WhenAll(order.CancelAsync(stop), order.PressPayAsync(new(prepayId), stop));
                break;
            default:
                await order.CancelAsync(stop);
                await order.PressPayAsync(new(prepayId, Force: true), stop);
                break;
        }
        await order.LookAsync(stop);
    }

    private async Task PayAndReturnAsync(Dealing order, string prepayId, CancellationToken stop)
    {
        await order.PressPayAsync(new(prepayId), stop);
        if (!await FulfilledAsync(order, stop))
            return;
        var reply = await order.AskAsync("vouchers", cancel => stage.Product.VouchersAsync(customer, cancel), stop);
        if (reply.Read<VoucherList>() is not { } list)
            return;
        var mine = list.Vouchers.Where(v => v.OrderId == order.Id).Select(v => v.Id).ToArray();
        order.AskedForMoneyBack = true;
        var wanted = random.Next(2) == 0 ? mine : mine[..1];
        // Two phones want the same vouchers back: one of them gets its way.
        var phones = random.Next(3) == 0 ? 2 : 1;
        var replies = await Task.WhenAll(
            Enumerable
                .Range(1, phones)
                .Select(phone =>
                {
                    var key = $"{stage.Run}-{number}-back-{phone}";
                    return order.AskAsync(
                        "refund",
                        cancel => stage.Product.RefundAsync(customer, order.Id, wanted, key, cancel),
                        stop
                    );
                })
        );
        order.UnitsPromisedBack = replies.Count(r => r.Accepted) * wanted.Length;
        await order.LookAsync(stop);
    }

    private async Task<bool> FulfilledAsync(Dealing order, CancellationToken stop)
    {
        for (var until = stage.Time.GetUtcNow() + LookFor; stage.Time.GetUtcNow() < until; )
        {
            if (await order.LookAsync(stop) is { } state and not (OrderState.PendingPayment or OrderState.Paid))
                return state == OrderState.Fulfilled;
            await Task.Delay(LookEvery, stage.Time, stop);
        }
        return false;
    }

    private PhonePayment Wrong(Dealing order, string prepayId) =>
        random.Next(4) switch
        {
            0 => new(prepayId, AmountFen: order.AmountFen - 1),
            1 => new(prepayId, Currency: "USD"),
            2 => new(prepayId, MerchantId: "1900000001"),
            _ => new(prepayId, AppId: "wx0000000000000001"),
        };
}
