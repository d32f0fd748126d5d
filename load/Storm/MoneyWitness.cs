using System.Collections.Concurrent;
using System.Globalization;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Money;
using FuelGrains.Load.Reports;

namespace FuelGrains.Load.Storm;

/// <summary>Asks the product, as each customer who has an order, how it stands and which vouchers there are.</summary>
internal sealed class MoneyWitness(Stage stage)
{
    private const int AtOnce = 32;

    public async Task<IReadOnlyList<SeenMoney>> AskAsync(
        IReadOnlyList<(Customer Customer, Guid Order)> holders,
        CancellationToken stop
    )
    {
        var seen = new ConcurrentBag<SeenMoney>();
        await using (Progress.Show(Line, stage.Time))
        {
            var limits = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop };
            await Parallel.ForEachAsync(
                holders,
                limits,
                async (holder, cancel) => seen.Add(await AskAsync(holder.Customer, holder.Order, cancel))
            );
        }
        return [.. seen];

        string Line() =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"  asked {seen.Count:N0} of {holders.Count:N0} orders, their customers and the vouchers"
            );
    }

    private async Task<SeenMoney> AskAsync(Customer customer, Guid order, CancellationToken stop)
    {
        var shown = await AskAsync(cancel => stage.Product.OrderAsync(customer, order, cancel));
        var vouchers = await AskAsync(cancel => stage.Product.VouchersAsync(customer, cancel));
        var mine =
            vouchers.Read<VoucherList>()?.Vouchers.Where(v => v.OrderId == order).Select(v => v.Id).ToArray() ?? [];
        return new(
            order,
            Enum.TryParse<OrderState>(shown.Read<OrderReply>()?.Status, ignoreCase: true, out var state) ? state : null,
            mine
        );

        Task<Reply> AskAsync(Func<CancellationToken, Task<Reply>> send) =>
            stage.Phones.AskAsync(customer.Id, "witness", $"{order}", send, stop);
    }
}
