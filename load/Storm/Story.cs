using System.Text.RegularExpressions;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Money;

namespace FuelGrains.Load.Storm;

/// <summary>One customer in a storm: presses, and plays a part when there was something left. What was told is kept.</summary>
internal sealed partial class Story(Stage stage, Customer customer, int number)
{
    private readonly Random random = Shares.Draw(stage.Seed, number);
    private readonly List<string> prepayIds = [];
    private readonly List<OrderState> states = [];
    private readonly Lock told = new();
    private bool askedToCancel;
    private bool askedForMoneyBack;
    private int unitsPromisedBack;

    public Part Part { get; private set; } = stage.Shares.Of(stage.Seed, number);

    public Customer Customer => customer;

    /// <summary>A press once stayed without an answer.</summary>
    public bool Unsure { get; private set; }

    /// <summary>Null: nothing was left for this customer.</summary>
    public ToldOrder? Order { get; private set; }

    public async Task LiveAsync(CancellationToken stop)
    {
        if ((await BuyAsync("first", stop) ?? await BuyAgainAsync(stop)) is { } order)
        {
            Order = order;
            stage.Tally.NoteBought();
            await PlayAsync(order, stop);
            Order = order with
            {
                PrepayIds = prepayIds, States = states,
                AskedToCancel = askedToCancel, AskedForMoneyBack = askedForMoneyBack, UnitsPromisedBack = unitsPromisedBack,
            };
        }
        stage.Tally.NoteDone();
    }

    /// <summary>The units that came back are sold again, to people who simply pay.</summary>
    private async Task<ToldOrder?> BuyAgainAsync(CancellationToken stop)
    {
        Part = Part.Pays;
        await Until(stage.SecondRush + TimeSpan.FromSeconds(random.NextDouble()), stop);
        return await BuyAsync("again", stop);
    }

    private async Task<ToldOrder?> BuyAsync(string rush, CancellationToken stop)
    {
        var key = $"{stage.Run}-{number}-{rush}";
        // Every third buys two: one order, two vouchers, and a refund may be of one.
        var quantity = number % 3 == 0 ? 2 : 1;
        var reply = await stage.Phones.AskAsync(customer.Id, $"buy {rush}", key, async cancel =>
        {
            var answer = await stage.Product.BuyAsync(customer, stage.Sale, quantity, key, cancel);
            Unsure |= answer.Kind == AnswerKind.Unknown;
            return answer;
        }, stop);
        if (!reply.Accepted || reply.Read<PlacedReply>() is not { } placed) return null;
        states.Add(OrderState.PendingPayment);
        return new() { Id = placed.OrderId, Customer = customer.Id, Quantity = quantity, AmountFen = placed.AmountFen, PayBy = placed.PayBy };
    }

    /// <summary>The prepay_id that wx.requestPayment would be given; null when the product takes no payment for the order any more.</summary>
    private async Task<string?> PrepareAsync(ToldOrder order, CancellationToken stop)
    {
        var reply = await Ask("pay", order, cancel => stage.Product.PayAsync(customer, order.Id, cancel), stop);
        if (!reply.Accepted || PrepayId().Match(reply.Body) is not { Success: true } match) return null;
        var prepayId = match.Groups[1].Value;
        lock (told) prepayIds.Add(prepayId);
        stage.Prepared.Enqueue(prepayId);
        return prepayId;
    }

    /// <summary>False: WeChat takes no money for it.</summary>
    private async Task<bool> PressPayAsync(PhonePayment payment, CancellationToken stop)
    {
        if (await stage.WeChat.PayAsync(payment, stop) is null) return false;
        stage.Tally.NotePaid();
        return true;
    }

    private async Task CancelAsync(ToldOrder order, CancellationToken stop)
    {
        askedToCancel = true;
        Hear(await Ask("cancel", order, cancel => stage.Product.CancelAsync(customer, order.Id, cancel), stop));
    }

    private async Task<OrderState?> LookAsync(ToldOrder order, CancellationToken stop) =>
        Hear(await Ask("look", order, cancel => stage.Product.OrderAsync(customer, order.Id, cancel), stop));

    private OrderState? Hear(Reply reply)
    {
        if (!reply.Accepted || reply.Read<OrderReply>() is not { } order) return null;
        if (!Enum.TryParse<OrderState>(order.Status, ignoreCase: true, out var state)) return null;
        lock (told) states.Add(state);
        return state;
    }

    private Task<Reply> Ask(string what, ToldOrder order, Func<CancellationToken, Task<Reply>> send, CancellationToken stop) =>
        stage.Phones.AskAsync(customer.Id, what, $"{order.Id}", send, stop);

    private Task Until(DateTimeOffset when, CancellationToken stop)
    {
        var wait = when - stage.Time.GetUtcNow();
        return wait > TimeSpan.Zero ? Task.Delay(wait, stage.Time, stop) : Task.CompletedTask;
    }

    [GeneratedRegex("prepay_id=([0-9A-Za-z_-]+)")]
    private static partial Regex PrepayId();
}
