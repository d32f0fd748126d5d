using FuelGrains.WebFront.Ops;
using Microsoft.Extensions.Options;

namespace FuelGrains.WebFront.Orders;

/// <summary>
/// Passes on what makes the product query WeChat at once: a customer who comes back, or who looks at an order. A customer over the limit
/// is told how the order stands.
/// </summary>
internal sealed class PaymentPrompts(IGrainFactory grains, IOptions<RateLimitOptions> limits, TimeProvider time)
{
    private readonly BoundedRateLimiter _customers = new(
        limits.Value.CustomersRemembered,
        limits.Value.PromptsPerSecond,
        limits.Value.PromptBurst,
        time
    );

    public Task<PromptReply> CameBackAsync(OrderId order, CustomerId customer) =>
        grains
            .GetGrain<IOrderMoneyGrain>(order.Value)
            .PromptAsync(customer, _customers.TryAcquire(customer.Value) ? QueryPrompt.Return : QueryPrompt.None);

    /// <summary>A look's query is not awaited: the order's own news tells when it brings the payment.</summary>
    public void Looked(OrderId order, CustomerId customer)
    {
        if (_customers.TryAcquire(customer.Value))
            grains.GetGrain<IOrderMoneyGrain>(order.Value).PromptAsync(customer, QueryPrompt.Look).Ignore();
    }
}
