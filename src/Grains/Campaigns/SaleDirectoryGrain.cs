using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Campaigns;

/// <summary>Reads sales for lists and first contact.</summary>
[StatelessWorker]
public sealed class SaleDirectoryGrain(LedgerDatabase ledger) : Grain, ISaleDirectoryGrain
{
    public Task<SaleView?> FindPublicAsync(SaleId sale) =>
        ledger.ReadAsync(session =>
            session
                .Sql($"{SaleRows.SelectView} WHERE s.id = @id AND s.status <> 0")
                .With("id", sale.Value)
                .FirstAsync(SaleRows.View)
        );

    public Task<SaleView?> FindAsync(SaleId sale) =>
        ledger.ReadAsync(session =>
            session.Sql($"{SaleRows.SelectView} WHERE s.id = @id").With("id", sale.Value).FirstAsync(SaleRows.View)
        );

    public Task<ImmutableArray<SaleView>> ListPublicAsync(int limit) =>
        ledger.ReadAsync(session =>
            session
                .Sql(
                    $"{SaleRows.SelectView} WHERE s.kind = 0 AND s.status <> 0 ORDER BY s.starts_at DESC, s.id DESC LIMIT @limit"
                )
                .With("limit", limit)
                .ListAsync(SaleRows.View)
        );

    public Task<ImmutableArray<SaleView>> ListAllAsync(int limit) =>
        ledger.ReadAsync(session =>
            session
                .Sql($"{SaleRows.SelectView} WHERE s.kind = 0 ORDER BY s.id DESC LIMIT @limit")
                .With("limit", limit)
                .ListAsync(SaleRows.View)
        );
}
