namespace FuelGrains.Load.Workloads.Payments;

/// <summary>The script of one customer: buys, and shows a behaviour when something was left. All replies are kept.</summary>
internal sealed class CustomerScript(SaleRunContext context, Customer customer, int number)
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>The wait for vouchers: a killed product is back within this time.</summary>
    private static readonly TimeSpan PollFor = TimeSpan.FromSeconds(90);

    /// <summary>Every n-th customer who simply pays watches the order; the others believe the phone.</summary>
    private const int WatchedEvery = 10;

    private readonly Random _random = Draw.Of(context.Seed, number);
    private Behaviour _behaviour = context.Shares.Of(context.Seed, number);
    private OrderSession? _session;
    private CancellationToken _stop;

    public Customer Customer => customer;

    /// <summary>Null when nothing was left for this customer.</summary>
    public AcknowledgedOrder? Order => _session?.Order;

    public async Task RunAsync(CancellationToken stop)
    {
        _stop = stop;
        if ((await BuyAsync("first") ?? await BuyAgainAsync()) is { } order)
        {
            _session = new(context, customer, order, number, stop);
            context.Statistics.CountBought();
            await BehaveAsync(_session);
        }
        context.Statistics.CountDone();
    }

    // The units that came back are sold again, to customers who simply pay.
    private async Task<AcknowledgedOrder?> BuyAgainAsync()
    {
        _behaviour = Behaviour.Pays;
        await context.Time.UntilAsync(context.SecondAttempt + TimeSpan.FromSeconds(_random.NextDouble()), _stop);
        return await BuyAsync("again");
    }

    private async Task<AcknowledgedOrder?> BuyAsync(string attempt)
    {
        var key = $"{context.Run}-{number}-{attempt}";
        // Every third customer buys two units: one order, two vouchers, and a refund may be of one.
        var quantity = number % 3 == 0 ? 2 : 1;
        var reply = await context.Requests.SendAsync(
            customer.Id,
            $"buy {attempt}",
            key,
            () => context.Product.BuyAsync(customer, context.Sale, quantity, key, _stop),
            _stop,
            makesOrder: true
        );
        return reply.Read<PlacedReply>() is { } placed
            ? new(placed.OrderId, customer.Id, quantity, placed.AmountFen, placed.PayBy)
            : null;
    }

    private async Task BehaveAsync(OrderSession order)
    {
        if (_behaviour == Behaviour.PaysTwice)
            await order.PayTwiceAsync($"orphan-{context.Run}-{number}");
        var over = _behaviour is Behaviour.NeverAsks or Behaviour.PaysTwice;
        if (over || await order.PrepareAsync() is not { } prepayId)
            return;
        await (
            _behaviour switch
            {
                Behaviour.PaysLate => order.PayLateAsync(prepayId, _random),
                Behaviour.CancelsAndPays => CancelAndPayAsync(order, prepayId),
                Behaviour.PaysAndReturns => PayAndReturnAsync(order, prepayId),
                Behaviour.PaysWrong => order.PayAsync(Wrong(order, prepayId)),
                Behaviour.PaysInSilence => order.PayInSilenceAsync(prepayId),
                Behaviour.Pays => PayAsync(order, prepayId),
                _ => Task.CompletedTask,
            }
        );
    }

    private async Task PayAsync(OrderSession order, string prepayId)
    {
        await order.PayAsync(new(prepayId));
        if (context.Returns is { } returns)
            await order.ComeBackAsync(returns);
        else if (number % WatchedEvery == 0)
            await FulfilledAsync(order);
    }

    private async Task CancelAndPayAsync(OrderSession order, string prepayId)
    {
        switch (_random.Next(3))
        {
            case 0:
                await order.PayAsync(new(prepayId));
                await order.CancelAsync();
                break;
            case 1:
                await Task.WhenAll(order.CancelAsync(), order.PayAsync(new(prepayId)));
                break;
            default:
                await order.CancelAsync();
                await order.PayAsync(new(prepayId, Force: true));
                break;
        }
        await order.PollAsync();
    }

    private async Task PayAndReturnAsync(OrderSession order, string prepayId)
    {
        await order.PayAsync(new(prepayId));
        if (!await FulfilledAsync(order))
            return;
        var reply = await order.SendAsync("vouchers", () => context.Product.VouchersAsync(customer, _stop));
        if (reply.Read<VoucherList>() is not { } list)
            return;
        var own = list.Vouchers.Where(v => v.OrderId == order.Id).Select(v => v.Id).ToArray();
        order.AskedForMoneyBack = true;
        var wanted = _random.Next(2) == 0 ? own : own[..1];
        // Two phones want the same vouchers back: only one of them may succeed.
        var phones = _random.Next(3) == 0 ? 2 : 1;
        var replies = await Task.WhenAll(Enumerable.Range(1, phones).Select(ReturnAsync));
        order.UnitsPromisedBack = replies.Count(r => r.Accepted) * wanted.Length;
        await order.PollAsync();

        Task<Reply> ReturnAsync(int phone)
        {
            var key = $"{context.Run}-{number}-back-{phone}";
            return order.SendAsync("refund", () => context.Product.RefundAsync(customer, order.Id, wanted, key, _stop));
        }
    }

    private async Task<bool> FulfilledAsync(OrderSession order)
    {
        OrderState? state = null;
        await context.Time.UntilAsync(
            PollEvery,
            PollFor,
            async () => (state = await order.PollAsync()) is not (null or OrderState.PendingPayment or OrderState.Paid),
            _stop
        );
        return state == OrderState.Fulfilled;
    }

    private PhonePayment Wrong(OrderSession order, string prepayId) =>
        _random.Next(4) switch
        {
            0 => new(prepayId, AmountFen: order.AmountFen - 1),
            1 => new(prepayId, Currency: "USD"),
            2 => new(prepayId, MerchantId: "1900000001"),
            _ => new(prepayId, AppId: "wx0000000000000001"),
        };
}
