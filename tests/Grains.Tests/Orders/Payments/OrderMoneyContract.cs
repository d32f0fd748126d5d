using FuelGrains.Grains.Tests.Storage;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Payments;

/// <summary>The beginning and the end of every contract of an order's money: a silo with a scripted gateway.</summary>
public abstract class OrderMoneyContract(Func<Task<LedgerFixture>> make) : IAsyncLifetime
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected MoneyFixture Fixture { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Fixture = await MoneyFixture.StartAsync(make);

    public ValueTask DisposeAsync() => Fixture.DisposeAsync();
}
