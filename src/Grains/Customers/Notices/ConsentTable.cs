using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Customers.Notices;

/// <summary>Counts the consents of a customer for a template: the customer gives them, a message takes one.</summary>
internal static class ConsentTable
{
    public static Task<int> AddAsync(
        LedgerSession session,
        CustomerId customer,
        string template,
        int most,
        DateTimeOffset now
    ) =>
        session
            .Sql(
                """
                INSERT INTO notice_consents (customer_id, template, remaining, changed_at) VALUES (@customer, @template, 1, @now)
                ON CONFLICT (customer_id, template)
                DO UPDATE SET remaining = notice_consents.remaining + 1, changed_at = excluded.changed_at
                WHERE notice_consents.remaining < @most
                """
            )
            .With("customer", customer.Value)
            .With("template", template)
            .With("most", most)
            .With("now", now)
            .ExecuteAsync();

    /// <summary>Takes one consent; false: none was left.</summary>
    public static async Task<bool> TakeAsync(
        LedgerSession session,
        CustomerId customer,
        string template,
        DateTimeOffset now
    ) =>
        await session
            .Sql(
                """
                UPDATE notice_consents SET remaining = remaining - 1, changed_at = @now
                WHERE customer_id = @customer AND template = @template AND remaining > 0
                """
            )
            .With("customer", customer.Value)
            .With("template", template)
            .With("now", now)
            .ExecuteAsync() == 1;

    /// <summary>Sets the count to zero: WeChat says that no consent is left, and WeChat's count is the true one.</summary>
    public static Task<int> ForgetAsync(
        LedgerSession session,
        CustomerId customer,
        string template,
        DateTimeOffset now
    ) =>
        session
            .Sql(
                "UPDATE notice_consents SET remaining = 0, changed_at = @now WHERE customer_id = @customer AND template = @template"
            )
            .With("customer", customer.Value)
            .With("template", template)
            .With("now", now)
            .ExecuteAsync();

    public static Task<ImmutableArray<(string Template, int Remaining)>> OfAsync(
        LedgerSession session,
        CustomerId customer
    ) =>
        session
            .Sql("SELECT template, remaining FROM notice_consents WHERE customer_id = @customer")
            .With("customer", customer.Value)
            .ListAsync(r => (r.Text(0), r.Int(1)));
}
