namespace FuelGrains.Load.Verifiers.Orders;

/// <summary>Verifies that every 2xx of an order is true in the end, and that nothing happened that nobody was told.</summary>
internal static class AcknowledgementVerifier
{
    public static IEnumerable<Check> Of(PaymentHistory all)
    {
        var checks = new Checks("told");
        var told = all.Told.Orders;
        checks["lost = 0: each acknowledged order is there, its customer's, as it was told"] = told.Where(t =>
                !IsAsTold(all, t)
            )
            .Select(t => t.Id);
        checks["invented = 0: no order without an acknowledgement"] = Invented(all);
        checks["each prepay_id handed out is of an attempt of that order"] = told.SelectMany(t => WrongPrepays(all, t));
        checks["no order went on from where it cannot go on"] = told.Where(t => !IsPath(all, t))
            .Select(t => $"{t.Id}: {string.Join(" ", t.States)}, then {Final(all, t)}");
        checks["each return that was acknowledged went back"] = told.Where(t =>
                t.UnitsPromisedBack > (all.Order(t.Id)?.Returned ?? 0)
            )
            .Select(t => $"{t.Id}: told {t.UnitsPromisedBack}");
        checks["nobody's order was refunded without asking"] = told.Where(t =>
                !t.AskedForMoneyBack && !all.Failed.Contains(t.Id) && all.Order(t.Id) is { Returned: > 0 }
            )
            .Select(t => t.Id);
        return checks;
    }

    private static bool IsAsTold(PaymentHistory all, AcknowledgedOrder told) =>
        all.Order(told.Id) is { } row
        && row.Customer == told.Customer
        && row.Quantity == told.Quantity
        && row.AmountFen == told.AmountFen;

    private static IEnumerable<Guid> Invented(PaymentHistory all)
    {
        var told = all.Told.Orders.Select(o => o.Id).ToHashSet();
        var untold = all.Rows.Orders.Where(o => !told.Contains(o.Id));
        return untold.Where(o => !all.Told.Unsure.Contains(o.Customer)).Select(o => o.Id);
    }

    private static IEnumerable<string> WrongPrepays(PaymentHistory all, AcknowledgedOrder told)
    {
        var prepared = all
            .Journal.Prepays.Where(p => all.Attempt(p.OutTradeNo)?.Order == told.Id)
            .Select(p => p.PrepayId);
        return told.PrepayIds.Except(prepared).Select(id => $"{id} for order {told.Id}");
    }

    private static OrderState? Final(PaymentHistory all, AcknowledgedOrder told) => all.Order(told.Id)?.State;

    private static bool IsPath(PaymentHistory all, AcknowledgedOrder told)
    {
        OrderState[] states = Final(all, told) is { } final ? [.. told.States, final] : [.. told.States];
        return states.Zip(states.Skip(1)).All(step => CanFollow(step.First, step.Second));
    }

    /// <summary>The order's state machine, without the states between two polls.</summary>
    public static bool CanFollow(OrderState before, OrderState after) =>
        before == after
        || before switch
        {
            OrderState.PendingPayment => true,
            OrderState.Closing => after is not OrderState.PendingPayment,
            OrderState.Paid => after is OrderState.Fulfilled or OrderState.Refunding or OrderState.Refunded,
            OrderState.Fulfilled => after is OrderState.Refunding or OrderState.Refunded,
            OrderState.Refunding => after is OrderState.Refunded,
            _ => false,
        };
}
