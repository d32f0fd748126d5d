namespace FuelGrains.Load.Workloads.FlashSale;

/// <summary>A purchase that a customer wants. Every attempt of it has the same idempotency key.</summary>
internal sealed record Purchase(Customer Customer, string Key)
{
    /// <summary>
    /// Returns one purchase for each customer, and a second one with a second phone for each n-th, right behind the first: a limit per
    /// customer that nobody tries to break is not tested.
    /// </summary>
    public static Purchase[] All(IReadOnlyList<Customer> customers, int secondPhoneEvery, string run) =>
        [
            .. customers.SelectMany(
                (customer, i) =>
                    secondPhoneEvery > 0 && i % secondPhoneEvery == 0
                        ? new Purchase[] { new(customer, $"{run}-{i}-1"), new(customer, $"{run}-{i}-2") }
                        : [new(customer, $"{run}-{i}-1")]
            ),
        ];
}

/// <param name="Last">The final reply; still unknown when every attempt was.</param>
/// <param name="Order">The acknowledged order.</param>
/// <param name="EverUnknown">An attempt without an answer may take effect later than a refusal that followed it.</param>
internal sealed record PurchaseOutcome(Purchase Purchase, Reply Last, Guid Order, bool EverUnknown)
{
    public bool Acknowledged => Last.Accepted;
    public bool Unresolved => Last.Kind == ReplyKind.Unknown;
}
