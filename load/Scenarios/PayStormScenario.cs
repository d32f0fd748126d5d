using System.CommandLine;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Money;
using FuelGrains.Load.Reports;
using FuelGrains.Load.Storm;

namespace FuelGrains.Load.Scenarios;

/// <summary>A sale is sold out and paid for while WeChat misbehaves and the product dies twice; then every fen is looked for.</summary>
internal sealed class PayStormScenario(PayStormSettings settings, TimeProvider time) : StormScenario(settings, time)
{
    private static readonly TimeSpan OpenFor = TimeSpan.FromHours(2);

    /// <summary>After the last payBy of the first rush: late payers are through, and closing orders have let go.</summary>
    private static readonly TimeSpan SecondRushAfter = TimeSpan.FromSeconds(10);

    /// <summary>One more than anybody asks for: a doubled order would not hide behind the limit.</summary>
    private const int Limit = 3;

    public static Command Attach(Command command, TimeProvider time)
    {
        var options = new PayStormOptions();
        options.AddTo(command);
        command.SetAction(
            (parsed, stop) => new PayStormScenario(options.Read(parsed), time).RunAsync("pay-storm", stop)
        );
        return command;
    }

    protected override async Task<StormReport> PlayAsync(StormGround ground, CancellationToken stop)
    {
        var sale = await OpenSaleAsync(ground.Staff, stop);
        var stage = new SaleStage(ground.Stage, sale, settings.Shares)
        {
            SecondRush = Time.GetUtcNow() + TimeSpan.FromSeconds(settings.PayWithinSeconds) + SecondRushAfter,
        };
        Story[] stories = [.. ground.Customers.Select((customer, i) => new Story(stage, customer, i))];
        var turmoil = new Turmoil(settings, ground.Product, stage, ground.History);
        await using var books = BooksWatch.Start(ground.Staff, Time);
        await turmoil.RunAsync(
            [.. stories.Select(s => (Func<CancellationToken, Task>)s.LiveAsync)],
            Nemesis.AtPayments(settings.Kills, Expected(), settings.Seed),
            stop
        );
        var doubles = await SecondPhones.PayAsync(ground.WeChat, stop);
        await turmoil.HealAsync(stop);

        var outcome = await SettleAsync(ground, turmoil, books, new(ground.Store, ground.WeChat, Time), stop);
        var bought = stories.Where(s => s.Order is not null).ToList();
        var seen = await new MoneyWitness(stage).AskAsync([.. bought.Select(s => (s.Customer, s.Order!.Id))], stop);
        var unsure = stories.Where(s => s.Unsure).Select(s => s.Customer.Id).ToHashSet();
        var told = new Told([.. bought.Select(s => s.Order!)], unsure);
        var all = new Evidence(
            await ground.WeChat.JournalAsync(stop),
            await MoneyLedger.ReadAsync(ground.Store, stop),
            told,
            ground.Merchant,
            settings.Stock
        );
        return new PayStormReport(settings, ground, outcome, all, seen, doubles);
    }

    private async Task<Guid> OpenSaleAsync(StaffClient staff, CancellationToken stop)
    {
        var product = await staff.AnyProductAsync(stop);
        var startsAt = Opening;
        var sale = await staff.PublishAsync(
            new()
            {
                ProductId = product,
                Title = $"load {Run}",
                Stock = settings.Stock,
                StartsAt = startsAt,
                EndsAt = startsAt + OpenFor,
                LimitPerCustomer = Limit,
                LimitPerOrder = 2,
                PayWithinSeconds = settings.PayWithinSeconds,
            },
            stop
        );
        var wait = sale.StartsAt - (await staff.SaleAsync(sale.Id, stop)).ServerTime;
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, Time, stop);
        return sale.Id;
    }

    /// <summary>Payments, roughly: a third of the orders are of two units, and some never pay.</summary>
    private int Expected() =>
        (int)(
            Math.Min(settings.Customers, settings.Stock * 0.75)
            * (100 - settings.Shares.Never - settings.Shares.Late)
            / 100
        );
}
