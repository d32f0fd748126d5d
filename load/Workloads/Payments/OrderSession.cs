namespace FuelGrains.Load.Workloads.Payments;

/// <summary>The session of an order and its customer: every request about its payment, and all replies. Phones may share it.</summary>
/// <param name="number">The customer's number: with the seed it decides what coupon the customer has.</param>
internal sealed class OrderSession(
    RunContext context,
    Customer buyer,
    AcknowledgedOrder placed,
    int number,
    CancellationToken stop
)
{
    /// <summary>The longest time after payBy of a late payment: some come while the order is being closed, some after that.</summary>
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(6);

    /// <summary>A customer who was not told anything for so long gives up; the run then counts too few returns.</summary>
    private static readonly TimeSpan ComesBackFor = TimeSpan.FromMinutes(2);

    private readonly PhoneCoupon? _coupon = context.Coupons.Of(number, placed.AmountFen);
    private readonly List<string> _prepayIds = [];
    private readonly List<OrderState> _states = [OrderState.PendingPayment];
    private readonly Lock _lock = new();

    public Guid Id => placed.Id;
    public long AmountFen => placed.AmountFen;
    public DateTimeOffset PayBy => placed.PayBy;
    public bool AskedToCancel { get; set; }
    public bool AskedForMoneyBack { get; set; }
    public int UnitsPromisedBack { get; set; }
    public string? SilentPrepayId { get; private set; }

    /// <summary>The order with everything that was acknowledged until now.</summary>
    public AcknowledgedOrder Order
    {
        get
        {
            lock (_lock)
                return placed with
                {
                    PrepayIds = [.. _prepayIds],
                    States = [.. _states],
                    AskedToCancel = AskedToCancel,
                    AskedForMoneyBack = AskedForMoneyBack,
                    UnitsPromisedBack = UnitsPromisedBack,
                    SilentPrepayId = SilentPrepayId,
                };
        }
    }

    /// <summary>
    /// Returns the prepay_id that wx.requestPayment would be given; null when the product takes no payment for the order any more.
    /// </summary>
    public async Task<string?> PrepareAsync()
    {
        var reply = await SendAsync("pay", () => context.Product.PayAsync(buyer, Id, stop));
        if (reply.Read<PayReply>()?.PrepayId is not { } prepayId)
            return null;
        lock (_lock)
            _prepayIds.Add(prepayId);
        context.Prepared.Enqueue(prepayId);
        return prepayId;
    }

    /// <summary>Pays with the phone, and with the customer's coupon; false when WeChat takes no money for the number.</summary>
    public async Task<bool> PayAsync(PhonePayment payment)
    {
        var paid = _coupon is null ? payment : _coupon.Pay(payment, AmountFen);
        if (await context.WeChat.PayAsync(paid, stop) is null)
            return false;
        context.Statistics.CountPaid();
        return true;
    }

    /// <summary>Pays, and no callback ever tells of it.</summary>
    public async Task PayInSilenceAsync(string prepayId)
    {
        if (await PayAsync(new(prepayId, Silent: true)))
            SilentPrepayId = prepayId;
    }

    /// <summary>Pays after payBy; half of the customers make WeChat take the money although the number is closed.</summary>
    public async Task PayLateAsync(string prepayId, Random random)
    {
        await context.Time.UntilAsync(PayBy + (Latest * random.NextDouble()), stop);
        if (!await PayAsync(new(prepayId, Late: true)) && random.Next(2) == 0)
            await PayAsync(new(prepayId, Force: true));
    }

    /// <summary>Pays with two phones at once. When both got one number, the second payment is for a number that nobody knows.</summary>
    /// <param name="unknown">The unknown number.</param>
    public async Task PayTwiceAsync(string unknown)
    {
        var both = await Task.WhenAll(PrepareAsync(), PrepareAsync());
        var prepared = both.OfType<string>().Distinct().ToList();
        await Task.WhenAll(prepared.Select(id => PayAsync(new(id))));
        if (prepared.Count != 1)
            return;
        var trade = await context.WeChat.TradeAsync(prepared[0], stop);
        await context.WeChat.OrphanAsync(unknown, AmountFen, trade.NotifyUrl, stop);
        context.Statistics.CountPaid();
    }

    /// <summary>Comes back from paying, as a page does: asks until the order is paid, as often as the product says.</summary>
    public async Task ComeBackAsync(Returns returns)
    {
        var came = context.Time.GetTimestamp();
        while (context.Time.GetElapsedTime(came) < ComesBackFor)
        {
            var reply = await SendAsync("come back", () => context.Product.QueryPaymentAsync(buyer, Id, stop));
            if (Record(reply) is not (null or OrderState.PendingPayment))
            {
                returns.Record(Id, context.Time.GetElapsedTime(came));
                return;
            }
            var again = reply.Read<PayStateReply>()?.AgainInSeconds ?? 1;
            await Task.Delay(TimeSpan.FromSeconds(again), context.Time, stop);
        }
    }

    public async Task CancelAsync()
    {
        AskedToCancel = true;
        Record(await SendAsync("cancel", () => context.Product.CancelAsync(buyer, Id, stop)));
    }

    /// <summary>Asks for the order's state; null when the product does not say.</summary>
    public async Task<OrderState?> PollAsync() =>
        Record(await SendAsync("look", () => context.Product.OrderAsync(buyer, Id, stop)));

    public Task<Reply> SendAsync(string what, Func<Task<Reply>> send) =>
        context.Requests.SendAsync(buyer.Id, what, $"{Id}", send, stop);

    private OrderState? Record(Reply reply)
    {
        if (States.Parse<OrderState>(reply.Read<OrderReply>()?.Status) is not { } state)
            return null;
        lock (_lock)
            _states.Add(state);
        return state;
    }
}
