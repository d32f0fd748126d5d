using System.Globalization;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Money;

namespace FuelGrains.Load.Storm;

/// <summary>The parts, each as its customer lives it.</summary>
internal sealed partial class Story
{
    /// <summary>How long after payBy a late payer pays: some while the order is being closed, some when it is.</summary>
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(6);

    /// <summary>Whoever waits for vouchers looks so often, and gives up after so long: a killed product comes back in that time.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LookFor = TimeSpan.FromSeconds(90);

    /// <summary>Of those who simply pay, every so many-th watches the order; the others believe the phone.</summary>
    private const int WatchedEvery = 10;

    private async Task PlayAsync(ToldOrder order, CancellationToken stop)
    {
        if (Part == Part.NeverAsks) return;
        if (Part == Part.PaysTwice)
        {
            await PayTwiceAsync(order, stop);
            return;
        }
        if (await PrepareAsync(order, stop) is not { } prepayId) return;
        switch (Part)
        {
            case Part.PaysLate:
                await PayLateAsync(order, prepayId, stop);
                break;
            case Part.CancelsAndPays:
                await CancelAndPayAsync(order, prepayId, stop);
                break;
            case Part.PaysAndReturns:
                await PayAndReturnAsync(order, prepayId, stop);
                break;
            case Part.PaysWrong:
                await PressPayAsync(Wrong(order, prepayId), stop);
                break;
            case Part.Pays:
                await PressPayAsync(new(prepayId), stop);
                if (number % WatchedEvery == 0) await FulfilledAsync(order, stop);
                break;
        }
    }

    private async Task PayLateAsync(ToldOrder order, string prepayId, CancellationToken stop)
    {
        await Until(order.PayBy + (Latest * random.NextDouble()), stop);
        if (!await PressPayAsync(new(prepayId, Late: true), stop) && random.Next(2) == 0)
            await PressPayAsync(new(prepayId, Force: true), stop);
    }

    private async Task PayTwiceAsync(ToldOrder order, CancellationToken stop)
    {
        var both = await Task.WhenAll(PrepareAsync(order, stop), PrepareAsync(order, stop));
        var prepared = both.OfType<string>().Distinct().ToList();
        await Task.WhenAll(prepared.Select(id => PressPayAsync(new(id), stop)));
        if (prepared.Count != 1) return;
        var trade = await stage.WeChat.TradeAsync(prepared[0], stop);
        var unknown = string.Create(CultureInfo.InvariantCulture, $"orphan-{stage.Run}-{number}");
        await stage.WeChat.OrphanAsync(unknown, order.AmountFen, trade.NotifyUrl, stop);
        stage.Tally.NotePaid();
    }

    private async Task CancelAndPayAsync(ToldOrder order, string prepayId, CancellationToken stop)
    {
        switch (random.Next(3))
        {
            case 0:
                await PressPayAsync(new(prepayId), stop);
                await CancelAsync(order, stop);
                break;
            case 1:
                await Task.WhenAll(CancelAsync(order, stop), PressPayAsync(new(prepayId), stop));
                break;
            default:
                await CancelAsync(order, stop);
                await PressPayAsync(new(prepayId, Force: true), stop);
                break;
        }
        await LookAsync(order, stop);
    }

    private async Task PayAndReturnAsync(ToldOrder order, string prepayId, CancellationToken stop)
    {
        await PressPayAsync(new(prepayId), stop);
        if (!await FulfilledAsync(order, stop)) return;
        var reply = await Ask("vouchers", order, cancel => stage.Product.VouchersAsync(customer, cancel), stop);
        if (reply.Read<VoucherList>() is not { } list) return;
        var mine = list.Vouchers.Where(v => v.OrderId == order.Id).Select(v => v.Id).ToArray();
        askedForMoneyBack = true;
        var wanted = random.Next(2) == 0 ? mine : mine[..1];
        // Two phones want the same vouchers back: one of them gets its way.
        var phones = random.Next(3) == 0 ? 2 : 1;
        var replies = await Task.WhenAll(Enumerable.Range(1, phones).Select(phone =>
        {
            var key = $"{stage.Run}-{number}-back-{phone}";
            return Ask("refund", order, cancel => stage.Product.RefundAsync(customer, order.Id, wanted, key, cancel), stop);
        }));
        unitsPromisedBack = replies.Count(r => r.Accepted) * wanted.Length;
        await LookAsync(order, stop);
    }

    private async Task<bool> FulfilledAsync(ToldOrder order, CancellationToken stop)
    {
        for (var until = stage.Time.GetUtcNow() + LookFor; stage.Time.GetUtcNow() < until;)
        {
            if (await LookAsync(order, stop) is { } state and not (OrderState.PendingPayment or OrderState.Paid))
                return state == OrderState.Fulfilled;
            await Task.Delay(LookEvery, stage.Time, stop);
        }
        return false;
    }

    private PhonePayment Wrong(ToldOrder order, string prepayId) => random.Next(4) switch
    {
        0 => new(prepayId, AmountFen: order.AmountFen - 1),
        1 => new(prepayId, Currency: "USD"),
        2 => new(prepayId, MerchantId: "1900000001"),
        _ => new(prepayId, AppId: "wx0000000000000001"),
    };
}
