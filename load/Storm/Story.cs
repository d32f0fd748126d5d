using FuelGrains.Load.Clients;
using FuelGrains.Load.Money;

namespace FuelGrains.Load.Storm;

/// <summary>One customer in a storm: presses, and plays a part when there was something left. What was told is kept.</summary>
internal sealed partial class Story(SaleStage stage, Customer customer, int number)
{
    private readonly Random random = Shares.Draw(stage.Seed, number);
    private Dealing? dealing;

    public Part Part { get; private set; } = stage.Shares.Of(stage.Seed, number);

    public Customer Customer => customer;

    /// <summary>A press once stayed without an answer.</summary>
    public bool Unsure { get; private set; }

    /// <summary>Null: nothing was left for this customer.</summary>
    public ToldOrder? Order => dealing?.Order;

    public async Task LiveAsync(CancellationToken stop)
    {
        if ((await BuyAsync("first", stop) ?? await BuyAgainAsync(stop)) is { } order)
        {
            dealing = new(stage, customer, order);
            stage.Tally.NoteBought();
            await PlayAsync(dealing, stop);
        }
        stage.Tally.NoteDone();
    }

    /// <summary>The units that came back are sold again, to people who simply pay.</summary>
    private async Task<ToldOrder?> BuyAgainAsync(CancellationToken stop)
    {
        Part = Part.Pays;
        await stage.UntilAsync(stage.SecondRush + TimeSpan.FromSeconds(random.NextDouble()), stop);
        return await BuyAsync("again", stop);
    }

    private async Task<ToldOrder?> BuyAsync(string rush, CancellationToken stop)
    {
        var key = $"{stage.Run}-{number}-{rush}";
        // Every third buys two: one order, two vouchers, and a refund may be of one.
        var quantity = number % 3 == 0 ? 2 : 1;
        var reply = await stage.Phones.AskAsync(
            customer.Id,
            $"buy {rush}",
            key,
            async cancel =>
            {
                var answer = await stage.Product.BuyAsync(customer, stage.Sale, quantity, key, cancel);
                Unsure |= answer.Kind == AnswerKind.Unknown;
                return answer;
            },
            stop
        );
        if (!reply.Accepted || reply.Read<PlacedReply>() is not { } placed)
            return null;
        return new()
        {
            Id = placed.OrderId,
            Customer = customer.Id,
            Quantity = quantity,
            AmountFen = placed.AmountFen,
            PayBy = placed.PayBy,
        };
    }
}
