using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations;

/// <summary>One product: the only writer of its row.</summary>
public sealed class ProductGrain(LedgerDatabase ledger) : Grain, IProductGrain
{
    public Task RegisterAsync(ProductView product) =>
        ledger.WriteAsync(session => session.Sql("""
            INSERT INTO products (id, name, description) VALUES (@id, @name, @description)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, description = excluded.description
            """)
            .With("id", this.GetPrimaryKey()).With("name", product.Name).With("description", product.Description).ExecuteAsync());
}
