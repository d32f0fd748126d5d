using System.Text.RegularExpressions;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Money;

namespace FuelGrains.Load.Storm;

/// <summary>One order and its customer: every request about its money, and all that was told. Used by several phones at once.</summary>
internal sealed partial class Dealing(Stage stage, Customer customer, ToldOrder placed)
{
    /// <summary>How long after payBy a late payer pays: some while the order is being closed, some when it is.</summary>
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(6);

    private readonly List<string> prepayIds = [];
    private readonly List<OrderState> states = [OrderState.PendingPayment];
    private readonly Lock told = new();

    public Guid Id => placed.Id;
    public long AmountFen => placed.AmountFen;
    public DateTimeOffset PayBy => placed.PayBy;

    public bool AskedToCancel { get; set; }
    public bool AskedForMoneyBack { get; set; }
    public int UnitsPromisedBack { get; set; }

    /// <summary>Everything until now.</summary>
    public ToldOrder Order
    {
        get
        {
            lock (told)
            {
                return placed with
                {
                    PrepayIds = [.. prepayIds],
                    States = [.. states],
                    AskedToCancel = AskedToCancel,
                    AskedForMoneyBack = AskedForMoneyBack,
                    UnitsPromisedBack = UnitsPromisedBack,
                };
            }
        }
    }

    /// <summary>The prepay_id that wx.requestPayment would be given; null when the product takes no payment for the order any more.</summary>
    public async Task<string?> PrepareAsync(CancellationToken stop)
    {
        var reply = await AskAsync("pay", cancel => stage.Product.PayAsync(customer, Id, cancel), stop);
        if (!reply.Accepted || PrepayId().Match(reply.Body) is not { Success: true } match)
            return null;
        var prepayId = match.Groups[1].Value;
        lock (told)
            prepayIds.Add(prepayId);
        stage.Prepared.Enqueue(prepayId);
        return prepayId;
    }

    /// <summary>False: WeChat takes no money for it.</summary>
    public async Task<bool> PressPayAsync(PhonePayment payment, CancellationToken stop)
    {
        if (await stage.WeChat.PayAsync(payment, stop) is null)
            return false;
        stage.Tally.NotePaid();
        return true;
    }

    /// <summary>After payBy; when WeChat has closed the number, half of them make it take the money all the same.</summary>
    public async Task PayLateAsync(string prepayId, Random random, CancellationToken stop)
    {
        await stage.UntilAsync(PayBy + (Latest * random.NextDouble()), stop);
        if (!await PressPayAsync(new(prepayId, Late: true), stop) && random.Next(2) == 0)
            await PressPayAsync(new(prepayId, Force: true), stop);
    }

    /// <summary>With two phones at once. When both got one number, the second payment is for a number that nobody knows.</summary>
    /// <param name="unknown">That number.</param>
    public async Task PayTwiceAsync(string unknown, CancellationToken stop)
    {
        var both = await Task.WhenAll(PrepareAsync(stop), PrepareAsync(stop));
        var prepared = both.OfType<string>().Distinct().ToList();
        await Task.WhenAll(prepared.Select(id => PressPayAsync(new(id), stop)));
        if (prepared.Count != 1)
            return;
        var trade = await stage.WeChat.TradeAsync(prepared[0], stop);
        await stage.WeChat.OrphanAsync(unknown, AmountFen, trade.NotifyUrl, stop);
        stage.Tally.NotePaid();
    }

    public async Task CancelAsync(CancellationToken stop)
    {
        AskedToCancel = true;
        Hear(await AskAsync("cancel", cancel => stage.Product.CancelAsync(customer, Id, cancel), stop));
    }

    public async Task<OrderState?> LookAsync(CancellationToken stop) =>
        Hear(await AskAsync("look", cancel => stage.Product.OrderAsync(customer, Id, cancel), stop));

    public Task<Reply> AskAsync(string what, Func<CancellationToken, Task<Reply>> send, CancellationToken stop) =>
        stage.Phones.AskAsync(customer.Id, what, $"{Id}", send, stop);

    private OrderState? Hear(Reply reply)
    {
        if (!reply.Accepted || reply.Read<OrderReply>() is not { } order)
            return null;
        if (!Enum.TryParse<OrderState>(order.Status, ignoreCase: true, out var state))
            return null;
        lock (told)
            states.Add(state);
        return state;
    }

    [GeneratedRegex("prepay_id=([0-9A-Za-z_-]+)")]
    private static partial Regex PrepayId();
}
